import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { newMailIdentity, startMailServer } from '@throwline/testbed/mail-server.ts';
import { until } from '@throwline/testbed/wait.ts';
import { invitationOf, invite, mailScene, mailSettingsFor, messageIs, reopenMail } from '../testing/mail.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer } from '../testing/test-server.ts';
import { PAUSES } from './mail-queue.ts';

const HOUR = 60 * 60_000;

test('[MAIL-3] STARTTLS is insisted on: without it, or with another certificate, nothing is sent', async (t) => {
  const { mail, server, staff } = await mailScene(t, { security: 'starttls' });
  await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'sent');
  assert.equal(mail.received.length, 1);

  const bare = await startMailServer({ security: 'none' });
  t.after(() => bare.close());
  const stripped = await TestServer.start(t, { settings: mailSettingsFor(t, bare, 'starttls') });
  const other = await stripped.setUp();
  const held = await messageIs(stripped, other, await invite(stripped, other, 'b@example.net'), 'waiting', 1);
  assert.ok(held.state.state === 'waiting' && held.state.reason === 'not-secure');

  const foreign = mailSettingsFor(t, { port: mail.port, identity: await newMailIdentity() }, 'starttls');
  const wary = await TestServer.start(t, { settings: foreign });
  const third = await wary.setUp();
  const kept = await messageIs(wary, third, await invite(wary, third, 'c@example.net'), 'waiting', 1);
  assert.ok(kept.state.state === 'waiting' && kept.state.reason === 'not-secure');
  assert.equal(mail.received.length + bare.received.length, 1);
});

test('[MAIL-4] a refused address is told at once, with what the mail server said, and not tried again', async (t) => {
  const { mail, server, staff } = await mailScene(t);
  mail.refuse('receiver', { code: 550, text: '5.1.1 No such user here' });
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
  const { mail, server, staff } = await mailScene(t);
  mail.refuse('message', { code: 554, text: 'Looks like spam' });
  const message = await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'failed');
  assert.ok(message.state.state === 'failed' && message.state.reason === 'message-refused');
});

test('[MAIL-5] a busy server is asked again after growing pauses, and the message goes out once', async (t) => {
  const clock = new ManualClock();
  const { mail, server, staff } = await mailScene(t, { clock });
  mail.refuse('receiver', { code: 451, text: '4.7.1 Greylisted, come back later' });
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
  const { mail, server, staff } = await mailScene(t, { isDown: true, clock });
  const first = await invite(server, staff, 'a@example.net');
  const second = await invite(server, staff, 'b@example.net');
  for (const made of [first, second]) {
    const message = await messageIs(server, staff, made, 'waiting', 1);
    assert.ok(message.state.state === 'waiting' && message.state.reason === 'unreachable');
  }
  const up = await reopenMail(t, mail);
  clock.advance(PAUSES[0]);
  for (const made of [first, second]) await messageIs(server, staff, made, 'sent', 2);
  assert.deepEqual(up.received.map(({ to }) => to[0]).sort(), ['a@example.net', 'b@example.net']);
});

test('[MAIL-5] it is given up after its time, with the last reason', async (t) => {
  const clock = new ManualClock();
  const settings = { giveUpAfter: 30_000 };
  const { server, staff } = await mailScene(t, { isDown: true, clock, settings });
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
  const { mail, server, staff } = await mailScene(t);
  mail.refuse('sign-in', { code: 535, text: '5.7.8 Not this time' });
  const message = await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'waiting', 1);
  assert.ok(message.state.state === 'waiting' && message.state.reason === 'sign-in-refused');
});

test('[MAIL-5] a message whose customer has come, or whose session is over, is not sent', async (t) => {
  const clock = new ManualClock();
  const { mail, server, staff } = await mailScene(t, { isDown: true, clock });
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
  const up = await reopenMail(t, mail);
  clock.advance(PAUSES[0]);
  await messageIs(server, staff, made, 'dropped');
  assert.equal(up.connections(), 0);
});

test('[MAIL-6] what waits survives a restart, and each message’s state with it', async (t) => {
  const clock = new ManualClock();
  const { mail, settings, server, staff } = await mailScene(t, { isDown: true, clock });
  const made = await invite(server, staff, 'carla@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  await server.running.close();
  const up = await reopenMail(t, mail);
  clock.advance(PAUSES[0]);
  const port = server.running.port;
  const again = await TestServer.start(t, {
    settings: { ...settings, port },
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
  const { mail, server, staff } = await mailScene(t);
  mail.refuse('receiver', { code: 550, text: 'No carla@example.net here' });
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
