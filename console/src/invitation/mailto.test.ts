import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailtoAddress } from './mailto.ts';

test('[MAIL-10] a draft’s address holds subject and text whole, and nothing in them adds a field', () => {
  const draft = {
    subject: 'Help & more? #1',
    text: 'Grüße,\nlink: https://x.example/a?b=c&bcc=d@example.net\n',
  };
  const address = mailtoAddress('a+b&cc=c@example.net', draft);
  const url = new URL(address);
  assert.equal(url.pathname, 'a%2Bb%26cc%3Dc@example.net');
  assert.deepEqual([...url.searchParams.keys()], ['subject', 'body']);
  assert.equal(url.searchParams.get('subject'), draft.subject);
  assert.equal(url.searchParams.get('body'), draft.text.replaceAll('\n', '\r\n'));
  assert.equal(url.hash, '');
});

test('[MAIL-10] without an address the technician fills it in', () => {
  assert.match(mailtoAddress(undefined, { subject: 's', text: 't' }), /^mailto:\?subject=s&body=t$/);
});
