import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FROM, invite, mailScene, messageIs } from '../testing/mail.ts';

test('[MAIL-1] an invitation arrives over TLS with a text and an HTML part that say the same', async (t) => {
  const { mail, server, staff } = await mailScene(t);
  const made = await invite(server, staff, 'Carla.Kunde@example.net', {
    customerName: 'Carla Künde',
    words: 'As we said on the phone: <b>please</b>\nuse your own computer.',
  });
  const message = await messageIs(server, staff, made, 'sent');
  assert.equal(message.attempts, 1);
  const [arrived] = mail.received;
  assert.ok(arrived);
  assert.deepEqual([arrived.from, arrived.to], [FROM, ['Carla.Kunde@example.net']]);
  assert.equal(arrived.mail.subject, 'Support session with Ada Admin, Helpdesk');
  assert.deepEqual(arrived.mail.from?.value, [{ address: FROM, name: 'Ada Admin (Helpdesk)' }]);
  const { link = '' } = made.invitation;
  assert.ok(link.startsWith(`${server.running.url}/invitation/`));
  const { text, html } = arrived.mail;
  assert.ok(typeof text === 'string' && typeof html === 'string');
  for (const part of [text, html]) {
    assert.ok(part.includes(link));
    for (const said of ['Carla Künde', 'Ada Admin', 'Helpdesk', 'use your own computer.', '(UTC)'])
      assert.ok(part.includes(said), said);
  }
  assert.ok(text.includes('> As we said on the phone: <b>please</b>'));
  assert.ok(html.includes('&lt;b&gt;please&lt;/b&gt;') && !html.includes('<b>please'));
});

test('[MAIL-2] nothing in a message is loaded from anywhere, and no address but the link is in it', async (t) => {
  const { mail, server, staff } = await mailScene(t);
  const made = await invite(server, staff, 'carla@example.net');
  await messageIs(server, staff, made, 'sent');
  const html = String(mail.received[0]?.mail.html);
  assert.doesNotMatch(html, /<(img|link|script|iframe|object|style|form)\b|src=|url\(|background=/i);
  const addresses = [...html.matchAll(/https?:\/\/[^\s"<]+/g)].map(([address]) => address);
  assert.deepEqual([...new Set(addresses)], [made.invitation.link]);
  const headers = [...(mail.received[0]?.mail.headers.keys() ?? [])];
  assert.ok(
    !headers.some((name) => /^(x-|list-|disposition-notification|return-receipt|reply-to)/.test(name)),
  );
});

test('[MAIL-8] no text gets a header, a second receiver or a second message in', async (t) => {
  const { mail, server, staff } = await mailScene(t);
  const addresses = [
    'a@example.net\r\nBcc: b@example.net',
    'a@example.net, b@example.net',
    'a@example.net;b@example.net',
    'a@example.net> b@example.net',
    'A <a@example.net>',
    '"a b"@example.net',
    'a@example.net\0',
    'a@localhost',
    'a@[127.0.0.1]',
    'a@-example.net',
    `${'a'.repeat(65)}@example.net`,
    'a@exämple.net',
    '',
    ['a@example.net', 'b@example.net'],
    { address: 'a@example.net' },
  ];
  for (const address of addresses) {
    const json = { mail: { address } };
    const answer = await server.call('POST', '/api/invitations', { json, cookie: staff.cookie });
    assert.equal(answer.status, 400, JSON.stringify(address));
  }
  const hostile = 'Eve\r\nBcc: b@example.net\r\n\r\n.\r\nMAIL FROM:<x@example.net>';
  const words = 'First line\r\n.\r\nRCPT TO:<b@example.net>\r\nSubject: other';
  const made = await invite(server, staff, 'a@example.net', { customerName: hostile, words });
  await messageIs(server, staff, made, 'sent');
  assert.equal(mail.received.length, 1);
  const [arrived] = mail.received;
  assert.ok(arrived);
  assert.deepEqual(arrived.to, ['a@example.net']);
  assert.equal(arrived.mail.bcc, undefined);
  assert.deepEqual(arrived.mail.headers.get('subject'), 'Support session with Ada Admin, Helpdesk');
  assert.ok(arrived.mail.text?.includes('> .\n> RCPT TO:<b@example.net>\n> Subject: other'));
  const names = arrived.mail.headerLines.map(({ key }) => key).sort();
  assert.deepEqual(names, ['content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']);
});

test('[MAIL-8] an account’s name cannot break out of the sender either', async (t) => {
  const { mail, server, staff: administrator } = await mailScene(t);
  const name = 'Eve" <eve@example.net>, "Bob\r\nBcc: b@example.net';
  const staff = await server.addTechnician(administrator, 'eve@example.org', name);
  await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'sent');
  const from = mail.received[0]?.mail.from?.value ?? [];
  assert.deepEqual(
    from.map(({ address }) => address),
    [FROM],
  );
  assert.equal(mail.received[0]?.mail.bcc, undefined);
});
