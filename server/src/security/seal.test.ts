import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Seal } from './seal.ts';

test('[MAIL-7] what is sealed is opened by the same installation only, and whole', () => {
  const seal = new Seal(randomBytes(32));
  const sealed = seal.encrypt('mail-password', 'pässword');
  assert.equal(seal.decrypt('mail-password', sealed), 'pässword');
  assert.notEqual(seal.encrypt('mail-password', 'pässword'), sealed);
  assert.equal(new Seal(randomBytes(32)).decrypt('mail-password', sealed), undefined);
  const last = sealed.at(-1) === 'A' ? 'Q' : 'A';
  for (const broken of ['', 'v1.', sealed.slice(3), sealed.slice(0, -4), sealed.slice(0, -1) + last])
    assert.equal(seal.decrypt('mail-password', broken), undefined, broken);
});
