import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ERRORS,
  type ErrorCode,
  HELLO_TIMEOUT,
  MAX_CLIENT_MESSAGE,
  PROTOCOL_VERSION,
} from '@throwline/protocol';
import { readSettings } from '../settings.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type EventsClient, ofType, openEvents, SocketClient } from '../testing/socket-client.ts';
import {
  appletHello,
  command,
  consoleHello,
  newCommandId,
  newId,
  TestServer,
} from '../testing/test-server.ts';
import { MAX_RATE, WINDOW } from './message-rate.ts';

async function isRefused(client: EventsClient, code: ErrorCode): Promise<void> {
  assert.equal((await client.next(ofType('refused'))).code, code);
  assert.deepEqual(await client.closed, { status: ERRORS[code].close, reason: code });
}

test('[SOCKET-1] without a hello in time the connection ends', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const client = await openEvents(server.running, undefined);
  clock.advance(HELLO_TIMEOUT);
  await isRefused(client, 'hello-timeout');
});

for (const [what, message, code] of [
  ['something else than a hello', { type: 'ping', nonce: 1 }, 'hello-expected'],
  ['an array', [], 'hello-expected'],
  ['null', 'null', 'hello-expected'],
  ['no JSON', '{"type":', 'message-malformed'],
  ['bytes', Buffer.from('{}'), 'message-malformed'],
  ['a hello without versions', { type: 'hello', as: 'applet' }, 'message-malformed'],
  [
    'a hello of neither kind',
    { type: 'hello', as: 'robot', versions: { min: 1, max: 1 } },
    'message-malformed',
  ],
  ['a hello with a hostile ticket', appletHello("' or 1=1 --", newId()), 'message-malformed'],
  [
    'a hello from the future',
    { type: 'hello', as: 'applet', versions: { min: 7, max: 9 }, new: true },
    'version-unsupported',
  ],
  ['a hello from the past', { type: 'hello', versions: { min: 0, max: 0 } }, 'version-unsupported'],
] as const) {
  test(`[SOCKET-1] a first message that is ${what} is ${code}`, async (t) => {
    const server = await TestServer.start(t);
    const client = await openEvents(server.running, undefined);
    client.send(message);
    await isRefused(client, code);
  });
}

test('[SOCKET-1] versions that overlap agree on the highest common one', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const client = await openEvents(server.running, undefined);
  client.send({ ...appletHello(session.ticket, newId()), versions: { min: 0, max: 60_000 } });
  assert.equal((await client.next(ofType('welcome'))).version, PROTOCOL_VERSION);
});

test('[LINE-7] the welcome tells the applet how long its session waits for it', async (t) => {
  const { timeouts } = readSettings({ THROWLINE_OFFLINE_MINUTES: '7' });
  const server = await TestServer.start(t, { settings: { timeouts } });
  const session = await server.claimedSession(await server.setUp());
  const client = await openEvents(server.running, undefined);
  client.send(appletHello(session.ticket, newId()));
  const { who } = await client.next(ofType('welcome'));
  assert.equal(who.as === 'applet' && who.patience, 7 * 60_000);
});

test('[SOCKET-2] a foreign Origin is refused at the door, on both sockets', async (t) => {
  const server = await TestServer.start(t);
  for (const path of ['/sockets/events', '/sockets/peer']) {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost',
      `https://localhost.evil.example:${server.running.port}`,
    ]) {
      await assert.rejects(
        SocketClient.open(server.running, path, origin, () => undefined),
        /403/,
        `${path} ${origin}`,
      );
    }
  }
  await assert.rejects(
    SocketClient.open(server.running, '/sockets/other', undefined, () => undefined),
    /404/,
  );
});

test('[SOCKET-2] a console without the site’s Origin is refused', async (t) => {
  const server = await TestServer.start(t);
  const token = await server.socketToken(await server.setUp());
  const client = await openEvents(server.running, undefined);
  client.send(consoleHello(token));
  await isRefused(client, 'wrong-origin');
});

test('[SOCKET-3] a token opens one socket, within 30 s', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const token = await server.socketToken(staff);
  const stale = await server.socketToken(staff);
  const connect = async (with_: string): Promise<EventsClient> => {
    const client = await openEvents(server.running, server.running.url);
    client.send(consoleHello(with_));
    return client;
  };
  await (await connect(token)).next(ofType('welcome'));
  await isRefused(await connect(token), 'token-invalid');
  clock.advance(30_000);
  await isRefused(await connect(stale), 'token-invalid');
  await isRefused(await connect(newId()), 'token-invalid');
});

test('[SOCKET-3] the cookie alone opens nothing', async (t) => {
  const server = await TestServer.start(t);
  const { cookie } = await server.setUp();
  const client = await openEvents(server.running, server.running.url, { headers: { cookie } });
  client.send(consoleHello(newId()));
  await isRefused(client, 'token-invalid');
});

test('[SOCKET-4] a malformed message ends the connection with a reason', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  for (const message of [
    { type: 'watch', sessionId: '../../etc/passwd', after: 0 },
    { type: 'watch', sessionId: newId(), after: -1 },
    { type: 'command', id: newId(), sessionId: newId(), command: { type: 'create' } },
    { type: 'command', id: newId(), sessionId: newId(), command: { type: 'time-out' } },
    { type: 'surprise' },
    'nonsense',
    Buffer.from([1, 2, 3]),
  ]) {
    const client = await server.connectConsole(staff);
    client.send(message);
    await isRefused(client, 'message-malformed');
  }
});

test('[SOCKET-4] a message above 64 KiB ends the connection', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const fits = await server.connectConsole(staff);
  const padded = JSON.stringify({ type: 'ping', nonce: 1 });
  fits.send(padded.padEnd(MAX_CLIENT_MESSAGE));
  await fits.next(ofType('pong'));
  fits.send(padded.padEnd(MAX_CLIENT_MESSAGE + 1));
  assert.equal((await fits.closed).status, 1009);
  const fresh = await openEvents(server.running, undefined);
  fresh.send('x'.repeat(MAX_CLIENT_MESSAGE + 1));
  assert.equal((await fresh.closed).status, 1009);
});

test('[SOCKET-5] more messages than allowed end the connection', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const client = await server.connectConsole(await server.setUp());
  // The hello was one of them.
  for (let n = 1; n < MAX_RATE * WINDOW; n += 1) client.send({ type: 'ping', nonce: n });
  await client.next((message) => message.type === 'pong' && message.nonce === MAX_RATE * WINDOW - 1);
  clock.advance(1000);
  for (let n = 0; n < MAX_RATE; n += 1) client.send({ type: 'ping', nonce: 1000 + n });
  await client.next((message) => message.type === 'pong' && message.nonce === 1000 + MAX_RATE - 1);
  client.send({ type: 'ping', nonce: 0 });
  await isRefused(client, 'too-many-messages');
});

test('[SOCKET-6] the same applet again takes the place of its first connection', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const key = newId();
  const first = await server.connectApplet(session, key);
  const second = await server.connectApplet(session, key);
  await isRefused(first, 'replaced');
  const { sessionId } = session.session;
  assert.equal(
    (await command(second, sessionId, { type: 'send-chat', text: 'still here' })).type,
    'accepted',
  );
  const { body } = await server.call('GET', `/api/sessions/${sessionId}/log`, { cookie: staff.cookie });
  assert.equal(body.match(/"applet-connected"/g)?.length, 1);
  assert.ok(!body.includes('applet-disconnected'));
});

test('[SOCKET-7] 150 s of silence end the connection; pongs and messages keep it', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const quiet = await server.connectConsole(staff);
  // It answers no ping.
  quiet.socket.pause();
  const lively = await server.connectConsole(staff);
  for (let n = 0; n < 6; n += 1) {
    clock.advance(50_000);
    lively.send({ type: 'ping', nonce: n });
    await lively.next(ofType('pong'));
  }
  quiet.socket.resume();
  assert.equal((await quiet.closed).status, 1006);
  assert.ok(lively.socket.readyState === lively.socket.OPEN);
});

test('[SERVER-12] setting the clock ends no connection and voids no token', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const desk = await server.connectConsole(staff);
  const token = await server.socketToken(staff);
  clock.setBy(3_600_000);
  // The heartbeat looks at all sockets.
  clock.advance(10_000);
  desk.send({ type: 'ping', nonce: 1 });
  await desk.next(ofType('pong'));
  const second = await openEvents(server.running, server.running.url);
  second.send(consoleHello(token));
  await second.next(ofType('welcome'));
  clock.setBy(-7_200_000);
  clock.advance(10_000);
  desk.send({ type: 'ping', nonce: 2 });
  await desk.next(ofType('pong'));
});

test('[SOCKET-8] commands are answered with their id', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  await server.connectApplet(session);
  const desk = await server.connectConsole(staff);
  const id = newCommandId();
  const accepted = await command(desk, sessionId, { type: 'start' }, id);
  assert.deepEqual(accepted, { type: 'accepted', id, lastNumber: 4 });
  const rejected = await command(desk, sessionId, {
    type: 'answer-request',
    requestId: newId(),
    answer: 'granted',
  } as never);
  assert.ok(rejected.type === 'rejected' && rejected.code === 'role-not-allowed');
});
