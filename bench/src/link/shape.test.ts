import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LONGEST_QUEUE, scheduleFor } from './shape.ts';

/** 1,000 bytes take one millisecond. */
const SHAPE = { rate: 8e6, roundTrip: 40, loss: 0 };
const never = (): number => 1;

test('packets leave one after the other and arrive half a round trip later', () => {
  const schedule = scheduleFor(SHAPE, never);
  assert.equal(schedule(1000, 0), 21);
  assert.equal(schedule(2000, 0), 23);
  assert.equal(schedule(1000, 100), 121);
});

test('what would wait too long is dropped, and delays nothing', () => {
  const schedule = scheduleFor(SHAPE, never);
  for (let sent = 0; sent <= LONGEST_QUEUE; sent++) assert.notEqual(schedule(1000, 0), undefined);
  assert.equal(schedule(1000, 0), undefined);
  assert.equal(schedule(1000, 2), LONGEST_QUEUE + 2 + 20);
});

test('packets are lost by chance', () => {
  const chances = [0.5, 0.001];
  const schedule = scheduleFor({ ...SHAPE, loss: 0.01 }, () => chances.shift() ?? 1);
  assert.notEqual(schedule(1000, 0), undefined);
  assert.equal(schedule(1000, 0), undefined);
});
