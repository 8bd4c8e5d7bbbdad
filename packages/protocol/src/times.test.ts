import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countdown, day, lasting, minuteOfDay, moment, timeOfDay } from './times.ts';

test('[WORDS-3] moments are written alike on both sides, whatever the language of the browser', () => {
  const at = new Date(2026, 2, 1, 14, 3, 7).getTime();
  assert.equal(timeOfDay(at), '14:03:07');
  assert.equal(minuteOfDay(at), '14:03');
  assert.equal(day(at), '2026-03-01');
  assert.equal(moment(at, at + 60_000), '14:03');
  assert.equal(moment(at, at + 86_400_000), '2026-03-01 14:03');
});

test('[WORDS-3] [CONSOLE-1] the remaining time is said to the second and never below nothing', () => {
  assert.equal(countdown(15 * 60_000), '15:00');
  assert.equal(countdown(59_001), '1:00');
  assert.equal(countdown(1), '0:01');
  assert.equal(countdown(-5_000), '0:00');
  assert.equal(countdown(3_723_000), '1:02:03');
});

test('[WORDS-3] [CONSOLE-2] how long something has lasted is said in one fitting unit', () => {
  assert.deepEqual([30_000, 5 * 60_000, 130 * 60_000, 72 * 3_600_000].map(lasting), [
    'under a minute',
    '5 min',
    '2 h 10 min',
    '3 days',
  ]);
});
