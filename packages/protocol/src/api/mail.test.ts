import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIL_FAILURES } from '../session/describe.ts';
import { foreignLetters, mailAddress } from './mail.ts';

test('[MAIL-12] an address with letters that mail cannot carry is refused with the reason', () => {
  const refusal = (text: string) => mailAddress.safeParse(text).error?.issues.map(({ message }) => message);
  assert.match(refusal('jürgen@example.org')?.join() ?? '', /letters before the @/);
  assert.match(refusal('info@müller.example')?.join() ?? '', /xn--/);
  assert.equal(foreignLetters('carla@example.org'), undefined);
  assert.equal(mailAddress.parse(' carla@xn--mller-kva.example '), 'carla@xn--mller-kva.example');
});

test('[MAIL-12] a refused sign-in blames no password alone', () => {
  assert.match(MAIL_FAILURES['sign-in-refused'], /does not allow passwords/);
});
