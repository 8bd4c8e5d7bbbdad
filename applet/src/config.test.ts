import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installation, ticketInName } from './config.ts';

const TICKET = '0123456789abcdefghjkmnpqrs';

test('[APPLET-6] the ticket is found in the file’s name, also in that of a second copy', () => {
  for (const rest of ['.run', ' (1).run', '(2).run', '-1.run', ' - Copy.run', '_1.run', '.run.download']) {
    assert.equal(ticketInName(`/home/carla/Downloads/Support-Throwline-${TICKET}${rest}`), TICKET, rest);
  }
  assert.equal(ticketInName(`support-throwline-${TICKET.toUpperCase()}.RUN`), TICKET);
});

test('[APPLET-6] a renamed file has no ticket', () => {
  const names = ['help.run', '', 'Support-Throwline.run', `Support-Throwline-${TICKET.slice(1)}.run`];
  names.push(
    `Support-Throwline-${TICKET}x.run`,
    `x-Support-Throwline-${TICKET}.run`,
    `Support-Throwline-${TICKET.replace('0', 'u')}.run`,
  );
  for (const name of names) assert.equal(ticketInName(name), undefined, name);
  assert.equal(ticketInName(`/Support-Throwline-${TICKET}.run/other.run`), undefined);
});

test('an installation has the origin of a server and pins', () => {
  const pin = Buffer.alloc(32, 1).toString('base64');
  const parsed = installation.parse({ serverUrl: 'https://help.example.org:8443/ignored?x#y', pins: [pin] });
  assert.deepEqual(parsed, { serverUrl: 'https://help.example.org:8443', pins: [pin] });
  assert.equal(installation.safeParse({ serverUrl: 'ftp://x', pins: [pin] }).success, false);
  assert.equal(installation.safeParse({ serverUrl: 'https://x', pins: ['short'] }).success, false);
});
