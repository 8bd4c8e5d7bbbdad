import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personName, staffName } from './index.ts';

test('[SIGNIN-10] no account passes for another part of the session, by its word or by letters that look alike', () => {
  const hostile = [
    'You',
    ' CUSTOMER ',
    'Y\u043eu',
    'Cust\u200comer',
    'Υοu',
    'Yóu',
    'Ｙｏｕ',
    'The customer',
    'Аda Admin',
  ];
  for (const name of hostile) assert.equal(staffName.safeParse(name).success, false, name);
});

test('[SIGNIN-10] real names of every script stay', () => {
  const real = [
    'Ada Admin',
    'Юлия Тарасова',
    'Γιώργος',
    'José',
    '王伟',
    'Anna Юрьева',
    'Youssef',
    'علی',
    'สมชาย',
    'Nguyễn',
  ];
  for (const name of real) assert.equal(staffName.parse(name), name.normalize('NFC'));
  // What the log says of earlier names is read as it was written.
  assert.equal(personName.parse('You'), 'You');
});
