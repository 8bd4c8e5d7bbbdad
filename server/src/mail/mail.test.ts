import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { MAIL_PASSWORD, newMailIdentity, startMailServer } from '@throwline/testbed/mail-server.ts';
import { until } from '@throwline/testbed/wait.ts';
import { FROM, invitationOf, invite, mailSettingsFor, messageIs, openMail } from '../testing/mail.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer } from '../testing/test-server.ts';
import { PAUSES } from './mail-queue.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('[MAIL-1] an invitation arrives over TLS with a text and an HTML part that say the same', async (t) => {
  const { mail, settings } = await openMail(t);
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
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
  const { mail, settings } = await openMail(t);
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
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

test('[MAIL-3] STARTTLS is insisted on: without it, or with another certificate, nothing is sent', async (t) => {
  const { mail, settings } = await openMail(t, { security: 'starttls' });
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'sent');
  assert.equal(mail.received.length, 1);

  const bare = await startMailServer({ security: 'none' });
  t.after(() => bare.close());
  const stripped = await TestServer.start(t, { settings: mailSettingsFor(t, bare, 'starttls') });
  const other = await stripped.setUp();
  const held = await messageIs(stripped, other, await invite(stripped, other, 'b@example.net'), 'waiting', 1);
  assert.ok(held.state.state === 'waiting' && held.state.reason === 'not-secure');

  const foreign = {
    ...mailSettingsFor(t, { port: mail.port, identity: await newMailIdentity() }, 'starttls'),
  };
  const wary = await TestServer.start(t, { settings: foreign });
  const third = await wary.setUp();
  const kept = await messageIs(wary, third, await invite(wary, third, 'c@example.net'), 'waiting', 1);
  assert.ok(kept.state.state === 'waiting' && kept.state.reason === 'not-secure');
  assert.equal(mail.received.length + bare.received.length, 1);
});

test('[MAIL-4] a refused address is told at once, with what the mail server said, and not tried again', async (t) => {
  const { mail, settings } = await openMail(t);
  mail.refuse('receiver', { code: 550, text: '5.1.1 No such user here' });
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'carla@example.net');
  const message = await messageIs(server, staff, made, 'failed');
  assert.ok(message.state.state === 'failed' && message.state.reason === 'address-refused');
  assert.match(message.answer ?? '', /^550 .*No such user here/);
  assert.equal(message.attempts, 1);
  mail.refuse('receiver', undefined);
  const path = `/api/sessions/${made.session.sessionId}/invitation/messages`;
  const again = await server.call('POST', path, {
    json: { address: 'karla@example.net' },
    cookie: staff.cookie,
  });
  assert.equal(again.status, 202);
  await messageIs(server, staff, made, 'sent');
  assert.deepEqual(
    mail.received.map(({ to }) => to),
    [['karla@example.net']],
  );
});

test('[MAIL-4] a refused message is told as such', async (t) => {
  const { mail, settings } = await openMail(t);
  mail.refuse('message', { code: 554, text: 'Looks like spam' });
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  const message = await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'failed');
  assert.ok(message.state.state === 'failed' && message.state.reason === 'message-refused');
});

test('[MAIL-5] a busy server is asked again after growing pauses, and the message goes out once', async (t) => {
  const clock = new ManualClock();
  const { mail, settings } = await openMail(t);
  mail.refuse('receiver', { code: 451, text: '4.7.1 Greylisted, come back later' });
  const server = await TestServer.start(t, { settings, clock });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'carla@example.net');
  const first = await messageIs(server, staff, made, 'waiting', 1);
  assert.ok(first.state.state === 'waiting' && first.state.reason === 'busy');
  assert.equal(first.state.nextAt, clock.now() + PAUSES[0]);
  clock.advance(PAUSES[0]);
  const second = await messageIs(server, staff, made, 'waiting', 2);
  assert.ok(second.state.state === 'waiting');
  assert.equal(second.state.nextAt, clock.now() + PAUSES[1]);
  mail.refuse('receiver', undefined);
  clock.advance(PAUSES[1]);
  await messageIs(server, staff, made, 'sent', 3);
  clock.advance(2 * HOUR);
  await (await server.connectConsole(await server.signIn('ada@example.org'))).close();
  assert.equal(mail.received.length, 1);
});

test('[MAIL-5] a mail server that is down is tried until it is up, whatever waits', async (t) => {
  const clock = new ManualClock();
  const opened = await openMail(t);
  await opened.mail.close();
  const server = await TestServer.start(t, { settings: opened.settings, clock });
  const staff = await server.setUp();
  const first = await invite(server, staff, 'a@example.net');
  const second = await invite(server, staff, 'b@example.net');
  for (const made of [first, second]) {
    const message = await messageIs(server, staff, made, 'waiting', 1);
    assert.ok(message.state.state === 'waiting' && message.state.reason === 'unreachable');
  }
  const up = await startMailServer({ port: opened.mail.port, identity: opened.mail.identity });
  t.after(() => up.close());
  clock.advance(PAUSES[0]);
  for (const made of [first, second]) await messageIs(server, staff, made, 'sent', 2);
  assert.deepEqual(up.received.map(({ to }) => to[0]).sort(), ['a@example.net', 'b@example.net']);
});

test('[MAIL-5] it is given up after its time, with the last reason', async (t) => {
  const clock = new ManualClock();
  const opened = await openMail(t);
  await opened.mail.close();
  const settings = { mail: { ...opened.settings.mail, giveUpAfter: 30_000 } };
  const server = await TestServer.start(t, { settings, clock });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'a@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  clock.advance(15_000);
  const last = await messageIs(server, staff, made, 'waiting', 2);
  assert.ok(last.state.state === 'waiting' && last.state.nextAt === made.session.createdAt + 30_000);
  clock.advance(15_000);
  const end = await messageIs(server, staff, made, 'failed', 3);
  assert.ok(end.state.state === 'failed' && end.state.reason === 'unreachable');
});

test('[MAIL-5] a wrong password is no reason to give up at once: settings can be put right', async (t) => {
  const { mail, settings } = await openMail(t);
  mail.refuse('sign-in', { code: 535, text: '5.7.8 Not this time' });
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  const message = await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'waiting', 1);
  assert.ok(message.state.state === 'waiting' && message.state.reason === 'sign-in-refused');
});

test('[MAIL-6] what waits survives a restart, and each message’s state with it', async (t) => {
  const opened = await openMail(t);
  await opened.mail.close();
  const clock = new ManualClock();
  const server = await TestServer.start(t, { settings: opened.settings, clock });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'carla@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  await server.running.close();
  const up = await startMailServer({ port: opened.mail.port, identity: opened.mail.identity });
  t.after(() => up.close());
  clock.advance(PAUSES[0]);
  const port = server.running.port;
  const again = await TestServer.start(t, {
    settings: { ...opened.settings, port },
    clock,
    data: server.data,
  });
  await messageIs(again, staff, made, 'sent', 2);
  assert.ok(up.received[0]?.mail.text?.includes(made.invitation.link ?? 'no link'));
});

test('[MAIL-6] a mail server that says nothing does not hold up the server’s end, and the message stays', async (t) => {
  const silent = createServer();
  const sockets = new Set<Socket>();
  const called = new Promise<void>((resolve) => {
    silent.on('connection', (socket) => {
      sockets.add(socket.on('error', () => undefined));
      resolve();
    });
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const address = silent.address();
  assert.ok(address !== null && typeof address === 'object');
  const target = { port: address.port, identity: await newMailIdentity() };
  const settings = mailSettingsFor(t, target, 'starttls');
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'carla@example.net');
  await called;
  await server.running.close();
  const again = await TestServer.start(t, {
    settings: { mail: { ...settings.mail, fixed: undefined }, port: server.running.port },
    data: server.data,
  });
  const message = await messageIs(again, staff, made, 'waiting', 1);
  assert.ok(message.state.state === 'waiting' && message.state.reason === 'not-set-up');
});

test('[MAIL-6] the session’s log says that it was sent or not, without the address', async (t) => {
  const { mail, settings } = await openMail(t);
  mail.refuse('receiver', { code: 550, text: 'No carla@example.net here' });
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'carla@example.net');
  await messageIs(server, staff, made, 'failed');
  mail.refuse('receiver', undefined);
  const { sessionId } = made.session;
  const json = { address: 'carla@example.net' };
  await server.call('POST', `/api/sessions/${sessionId}/invitation/messages`, { json, cookie: staff.cookie });
  await messageIs(server, staff, made, 'sent');
  const log = await server.call('GET', `/api/sessions/${sessionId}/log`, { cookie: staff.cookie });
  assert.match(log.body, /"invitation-failed","reason":"address-refused".*"invitation-sent"/);
  assert.ok(!log.body.includes('carla@example.net'));
  const summary = await server.call('GET', `/api/sessions/${sessionId}`, { cookie: staff.cookie });
  assert.match(summary.body, /"step":"invited".*"mail":"sent"/);
});

test('[MAIL-7] neither log nor database holds a link, and no log an address or the password', async (t) => {
  const { mail, settings } = await openMail(t);
  mail.refuse('receiver', { code: 451, text: 'carla@example.net is greylisted' });
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'carla@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  const secret = made.invitation.link?.split('/').at(-1) ?? '';
  assert.equal(secret.length, 26);
  await server.call('GET', `/invitation/${secret}`);
  await server.running.close();
  const lines = server.logged.join('\n');
  for (const hidden of [secret, 'carla@example.net', MAIL_PASSWORD, 'hidden'])
    assert.ok(!lines.includes(hidden), hidden);
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  assert.ok(bytes.includes('carla@example.net') && !bytes.includes(secret));
});

test('[MAIL-8] no text gets a header, a second receiver or a second message in', async (t) => {
  const { mail, settings } = await openMail(t);
  const server = await TestServer.start(t, { settings });
  const staff = await server.setUp();
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
  const { mail, settings } = await openMail(t);
  const server = await TestServer.start(t, { settings });
  const administrator = await server.setUp();
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

test('[MAIL-9] limits for an address, a technician and in total, through a restart', async (t) => {
  const clock = new ManualClock();
  const opened = await openMail(t);
  const limits = { address: 2, technician: 3, total: 4 };
  const settings = { mail: { ...opened.settings.mail, limits } };
  const server = await TestServer.start(t, { settings, clock });
  const administrator = await server.setUp();
  const other = await server.addTechnician(administrator, 'theo@example.org');
  const send = async (from: TestServer, cookie: string, address: string): Promise<number> =>
    (await from.call('POST', '/api/invitations', { json: { mail: { address } }, cookie })).status;
  assert.equal(await send(server, administrator.cookie, 'a@example.net'), 201);
  assert.equal(await send(server, administrator.cookie, 'A@EXAMPLE.net'), 201);
  assert.equal(await send(server, administrator.cookie, 'a@example.net'), 429);
  assert.equal(await send(server, other.cookie, 'a@example.net'), 429);
  assert.equal(await send(server, administrator.cookie, 'b@example.net'), 201);
  await server.running.close();
  const again = await TestServer.start(t, {
    settings: { ...settings, port: server.running.port },
    clock,
    data: server.data,
  });
  assert.equal(await send(again, administrator.cookie, 'c@example.net'), 429);
  assert.equal(await send(again, other.cookie, 'c@example.net'), 201);
  assert.equal(await send(again, other.cookie, 'd@example.net'), 429);
  clock.advance(HOUR);
  assert.equal(await send(again, other.cookie, 'a@example.net'), 429);
  assert.equal(await send(again, other.cookie, 'd@example.net'), 201);
  const sessions = await again.call('GET', '/api/sessions', { cookie: administrator.cookie });
  assert.equal(sessions.body.match(/"sessionId"/g)?.length, 3, 'a refused message makes no session');
});

test('[MAIL-9] many at the same moment cannot pass a limit together', async (t) => {
  const opened = await openMail(t);
  const limits = { address: 2, technician: 100, total: 100 };
  const server = await TestServer.start(t, { settings: { mail: { ...opened.settings.mail, limits } } });
  const staff = await server.setUp();
  const json = { mail: { address: 'a@example.net' } };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => server.call('POST', '/api/invitations', { json, cookie: staff.cookie })),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 2);
});

test('[MAIL-10] without a mail server there are the link and a draft', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { invitation } = await invite(server, staff, undefined);
  assert.equal(invitation.canSend, false);
  const { link, draft } = invitation;
  assert.ok(link !== undefined && draft !== undefined);
  assert.ok(draft.text.includes(link));
  assert.equal(draft.subject, 'Support session with Ada Admin, Helpdesk');
  const json = { mail: { address: 'a@example.net' } };
  const refused = await server.call('POST', '/api/invitations', { json, cookie: staff.cookie });
  assert.deepEqual([refused.status, refused.body.includes('mail-not-set-up')], [409, true]);
});

test('[MAIL-5] a message whose customer has come, or whose session is over, is not sent', async (t) => {
  const clock = new ManualClock();
  const opened = await openMail(t);
  await opened.mail.close();
  const server = await TestServer.start(t, { settings: opened.settings, clock });
  const staff = await server.setUp();
  const made = await invite(server, staff, 'a@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  const desk = await server.connectConsole(staff);
  desk.send({
    type: 'command',
    id: made.session.sessionId,
    sessionId: made.session.sessionId,
    command: { type: 'close' },
  });
  await until(
    'the session to be closed',
    async () => (await invitationOf(server, staff, made)).link === undefined,
  );
  const up = await startMailServer({ port: opened.mail.port, identity: opened.mail.identity });
  t.after(() => up.close());
  clock.advance(PAUSES[0]);
  await messageIs(server, staff, made, 'dropped');
  assert.equal(up.connections(), 0);
});
