import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PAUSE, pauseBefore } from './backoff.ts';

test('[APPLET-4] pauses grow from half a second to half a minute and no further', () => {
  const pauses = Array.from({ length: 12 }, (_, index) => pauseBefore(index + 1, 0));
  assert.deepEqual(pauses.slice(0, 4), [500, 1000, 2000, 4000]);
  assert.equal(pauses.at(-1), MAX_PAUSE);
  assert.equal(pauseBefore(1_000_000, 0), MAX_PAUSE);
});

test('[APPLET-4] chance shortens a pause by up to half', () => {
  assert.equal(pauseBefore(3, 0.999999), 1000);
  assert.ok(pauseBefore(3, 0.5) > 1000 && pauseBefore(3, 0.5) < 2000);
});
