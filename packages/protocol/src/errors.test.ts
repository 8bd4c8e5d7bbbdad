import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERROR_CODES, ERRORS, negotiateVersion, randomId, ThrowlineError } from './index.ts';

test('every error code stands in docs/ERRORS.md with its message, and no other does', () => {
  const page = readFileSync(new URL('../../../docs/ERRORS.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) \| (\d+) \| (.+) \|$/gm)];
  const documented = rows.map((row) => row.slice(1, 5));
  const wanted = ERROR_CODES.map((code) => {
    const { http, close, message } = ERRORS[code];
    return [code, String(http), String(close), message];
  });
  assert.deepEqual(documented, wanted);
});

test('messages tell people what to do, in whole sentences', () => {
  for (const code of ERROR_CODES) assert.match(ERRORS[code].message, /^[A-Z].*\.$/);
  assert.equal(new ThrowlineError('not-found').message, ERRORS['not-found'].message);
});

test('[SOCKET-1] the highest common version, or none', () => {
  assert.equal(negotiateVersion({ min: 1, max: 9 }, { min: 1, max: 3 }), 3);
  assert.equal(negotiateVersion({ min: 2, max: 2 }, { min: 1, max: 3 }), 2);
  assert.equal(negotiateVersion({ min: 4, max: 9 }, { min: 1, max: 3 }), undefined);
  assert.equal(negotiateVersion({ min: 3, max: 1 }, { min: 1, max: 3 }), undefined);
});

test('ids have 26 characters of base32 and want 26 bytes', () => {
  assert.equal(randomId(new Uint8Array(26)), '0'.repeat(26));
  assert.equal(randomId(new Uint8Array(26).fill(255)), 'z'.repeat(26));
  assert.throws(() => randomId(new Uint8Array(25)), RangeError);
});
