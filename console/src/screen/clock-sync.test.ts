import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClockSync } from './clock-sync.ts';

test('[CONSOLE-4] round trip and age come from pings, the shortest one telling the clock', () => {
  const clock = new ClockSync();
  assert.equal(clock.age(0, 0), undefined);
  // The applet's clock is 1000 ahead. The second ping is slow on its way back only.
  clock.pong(clock.ping(100), 1105, 110);
  clock.pong(clock.ping(200), 1205, 300);
  assert.equal(clock.roundTrip, 100);
  assert.equal(clock.age(1350, 400), 50);
});

test('[CONSOLE-4] an age is never negative, and unknown or old pongs change nothing', () => {
  const clock = new ClockSync();
  const nonce = clock.ping(0);
  clock.pong(nonce, 5, 10);
  clock.pong(nonce, 5, 900);
  clock.pong(77, 5, 900);
  assert.equal(clock.roundTrip, 10);
  assert.equal(clock.age(500, 10), 0);
});
