import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrafficCounter } from './traffic.ts';

test('[SCREEN-14] what is sent is counted by kind, and anew each time it is taken', () => {
  const counter = new TrafficCounter();
  counter.add(100, { moved: 1, rects: 2, isNear: false });
  counter.add(5_000, { moved: 0, rects: 3, isNear: true });
  assert.deepEqual(counter.take(), { updates: 2, bytes: 5_100, moved: 1, exact: 2, near: 3 });
  assert.deepEqual(counter.take(), { updates: 0, bytes: 0, moved: 0, exact: 0, near: 0 });
});
