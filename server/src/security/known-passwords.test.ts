import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnownPassword } from './known-passwords.ts';

const OWN = ['Anna Berg', 'anna.berg@nordlicht.example', 'Nordlicht Helpdesk'];

test('[SIGNIN-16] passwords of known lists are known, however they are dressed up', () => {
  for (const password of [
    'qwertyuiop',
    '1234567890',
    'QwertyUiop',
    'P@ssw0rd123',
    'Password2026!',
    '!!football1999',
    'letmein-letmein',
    'iloveyou12345',
    'aaaaaaaaaaaa',
    'abcdefghijkl',
    '9876543210987',
    'admin/password',
  ])
    assert.equal(isKnownPassword(password, OWN), true, password);
});

test('[SIGNIN-16] one’s own names and the product’s are known too', () => {
  for (const password of ['annaberg2026', 'Nordlicht-Helpdesk', 'Throwline1!', 'nordlicht!1234'])
    assert.equal(isKnownPassword(password, OWN), true, password);
  assert.equal(isKnownPassword('nordlicht!1234', []), false);
});

test('[SIGNIN-16] words that have nothing to do with each other, and random text, are not', () => {
  for (const password of [
    'correct horse battery',
    'a long enough password',
    'kettle orbit walnut fjord',
    'x7Qp-fk2v9-Lw',
    '3k9d0-gh2mq-77xtz',
    'Übermorgen regnet Konfetti',
  ])
    assert.equal(isKnownPassword(password, OWN), false, password);
});
