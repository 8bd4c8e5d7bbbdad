import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardOnly, SYSTEM_CLOCK } from './clock.ts';

test('[CONSENT-8] a clock that only goes forward tells whole milliseconds, as messages hold them', () => {
  let monotonic = 1000.25;
  const clock = forwardOnly({ ...SYSTEM_CLOCK, now: () => 5_000_000, monotonic: () => monotonic });
  assert.equal(clock.now(), 5_000_000);
  monotonic += 10.5;
  assert.equal(clock.now(), 5_000_010);
});
