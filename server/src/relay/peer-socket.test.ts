import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ENVELOPE_KINDS,
  ENVELOPE_VERSION,
  ERRORS,
  type ErrorCode,
  HELLO_TIMEOUT,
  MAX_ENVELOPE,
  secret,
  writeEnvelope,
} from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { openPeer, openPeers, PeerClient } from '../testing/peer-client.ts';
import { type Ending, type EventsClient, ofType, SocketClient, VERSIONS } from '../testing/socket-client.ts';
import { type ClaimedSession, command, newId, type Staff, TestServer } from '../testing/test-server.ts';
import { HIGH_WATER, STALL_LIMIT } from './outgoing.ts';
import { MAX_CONSOLES } from './relay.ts';

interface Case {
  readonly server: TestServer;
  readonly staff: Staff;
  readonly session: ClaimedSession;
  readonly applet: EventsClient;
  readonly desk: EventsClient;
}

async function waiting(t: Parameters<typeof TestServer.start>[0], clock?: ManualClock): Promise<Case> {
  const server = await TestServer.start(t, clock === undefined ? {} : { clock });
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  return {
    server,
    staff,
    session,
    applet: await server.connectApplet(session),
    desk: await server.connectConsole(staff),
  };
}

const ended = (code: ErrorCode): Ending => ({ status: ERRORS[code].close, reason: code });
const envelope = (bytes: readonly number[]): Buffer => Buffer.from(bytes);
const { data } = ENVELOPE_KINDS;

async function metric(server: TestServer, name: string): Promise<number> {
  const { body } = await server.call('GET', '/metrics');
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

for (const [what, frame, code] of [
  ['empty', envelope([]), 'frame-malformed'],
  ['short', envelope([ENVELOPE_VERSION, data, 0]), 'frame-malformed'],
  ['of another version', envelope([2, data, 0, 1, 9]), 'frame-malformed'],
  ['of an unknown kind', envelope([ENVELOPE_VERSION, 99, 0, 1, 9]), 'frame-malformed'],
  ['text', 'hello', 'frame-malformed'],
] as const) {
  test(`[PEER-1] a frame that is ${what} ends the connection`, async (t) => {
    const { server, session, applet, desk } = await waiting(t);
    const { appletPeer, consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
    consolePeer.client.send(frame);
    assert.deepEqual(await consolePeer.closed, ended(code));
    assert.equal(await appletPeer.notice('left'), 2);
  });
}

test('[PEER-1] an envelope of 1 MiB passes, a larger one ends the connection', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { appletPeer, consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
  const largest = Buffer.alloc(MAX_ENVELOPE - 4, 7);
  appletPeer.send(2, largest);
  assert.deepEqual(await consolePeer.data(), { peer: 1, payload: largest });
  const whole = Buffer.from(writeEnvelope({ kind: 'data', peer: 2, payload: largest }));
  appletPeer.client.send(Buffer.concat([whole, Buffer.alloc(1)]));
  assert.equal((await appletPeer.closed).status, 1009);
  assert.equal(await consolePeer.notice('left'), 1);
});

test('[PEER-2] frames reach their own session only, under their real sender', async (t) => {
  const one = await waiting(t);
  const { server, staff } = one;
  const other = await server.claimedSession(staff);
  const otherApplet = await openPeer(server, other.session.sessionId, await server.connectApplet(other));
  const { appletPeer, consolePeer } = await openPeers(
    server,
    one.session.session.sessionId,
    one.applet,
    one.desk,
  );
  otherApplet.send(2, Buffer.from('stray'));
  otherApplet.send(1, Buffer.from('stray'));
  appletPeer.send(1, Buffer.from('to itself'));
  appletPeer.send(77, Buffer.from('to nobody'));
  appletPeer.send(2, Buffer.from('picture'));
  assert.deepEqual(await consolePeer.data(), { peer: 1, payload: Buffer.from('picture') });
  consolePeer.send(1, Buffer.from('click'));
  assert.deepEqual(await appletPeer.data(), { peer: 2, payload: Buffer.from('click') });
  assert.deepEqual([consolePeer.client.received, otherApplet.client.received], [[], []]);
});

test('[PEER-2] what follows the hello at once is not lost', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { sessionId } = session.session;
  const appletPeer = await openPeer(server, sessionId, applet);
  desk.send({ type: 'open-peer', sessionId });
  const { token } = await desk.next(ofType('peer-token'));
  const client = await SocketClient.open(
    server.running,
    '/sockets/peer',
    server.running.url,
    () => undefined,
  );
  client.send({ type: 'peer-hello', versions: VERSIONS, token });
  for (let n = 0; n < 100; n += 1)
    client.send(writeEnvelope({ kind: 'data', peer: 1, payload: Buffer.from([n]) }));
  for (let n = 0; n < 100; n += 1) assert.deepEqual((await appletPeer.data()).payload, Buffer.from([n]));
});

test('[PEER-3] a console that writes to another console is cut off; the applet reaches all of them', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { sessionId } = session.session;
  const { appletPeer, consolePeer } = await openPeers(server, sessionId, applet, desk);
  const second = await openPeer(server, sessionId, desk, server.running.url);
  assert.equal(await appletPeer.notice('joined'), 3);
  for (const peer of [2, 3]) appletPeer.send(peer, Buffer.from(`for ${peer}`));
  assert.equal(String((await consolePeer.data()).payload), 'for 2');
  assert.equal(String((await second.data()).payload), 'for 3');
  second.send(2, Buffer.from('psst'));
  assert.deepEqual(await second.closed, ended('frame-malformed'));
  assert.equal(await consolePeer.notice('left'), 3);
  assert.deepEqual(consolePeer.client.received, []);
});

test('[PEER-5] joined and left come from the server, and numbers are not used twice', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { sessionId } = session.session;
  const first = await openPeer(server, sessionId, desk, server.running.url);
  const appletPeer = await openPeer(server, sessionId, applet);
  assert.equal(await appletPeer.notice('joined'), 2);
  assert.equal(await first.notice('joined'), 1);
  await first.client.close();
  assert.equal(await appletPeer.notice('left'), 2);
  const second = await openPeer(server, sessionId, desk, server.running.url);
  assert.equal(await appletPeer.notice('joined'), 3);
  for (const kind of [ENVELOPE_KINDS.joined, ENVELOPE_KINDS.left]) {
    const client = kind === ENVELOPE_KINDS.joined ? second : appletPeer;
    client.client.send(envelope([ENVELOPE_VERSION, kind, 0, 1]));
    assert.deepEqual(await client.closed, ended('frame-malformed'));
  }
});

test('[PEER-5] an applet that comes again takes the place of its old socket', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { sessionId } = session.session;
  const { appletPeer, consolePeer } = await openPeers(server, sessionId, applet, desk);
  const again = await openPeer(server, sessionId, applet);
  assert.deepEqual(await appletPeer.closed, ended('replaced'));
  assert.equal(await consolePeer.notice('left'), 1);
  assert.equal(await consolePeer.notice('joined'), 1);
  again.send(2, Buffer.from('new'));
  assert.equal(String((await consolePeer.data()).payload), 'new');
});

test('[PEER-6] a closed session has no peers, and gets no new ones', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { sessionId } = session.session;
  const { appletPeer, consolePeer } = await openPeers(server, sessionId, applet, desk);
  desk.send({ type: 'open-peer', sessionId });
  const { token } = await desk.next(ofType('peer-token'));
  await command(desk, sessionId, { type: 'close' });
  assert.deepEqual(await Promise.all([appletPeer.closed, consolePeer.closed]), [
    ended('session-closed'),
    ended('session-closed'),
  ]);
  assert.deepEqual(
    await (await PeerClient.open(server.running, token, server.running.url)).closed,
    ended('session-closed'),
  );
  desk.send({ type: 'open-peer', sessionId });
  assert.equal((await desk.next(ofType('error'))).code, 'session-closed');
});

test('[PEER-6] a peer token opens one socket of its own kind, within 30 s', async (t) => {
  const clock = new ManualClock();
  const { server, session, applet, desk, staff } = await waiting(t, clock);
  const { sessionId } = session.session;
  const tokenOf = async (client: EventsClient): Promise<string> => {
    client.send({ type: 'open-peer', sessionId });
    return (await client.next(ofType('peer-token'))).token;
  };
  const open = async (
    token: unknown,
    origin?: string,
    hello: object = { type: 'peer-hello', versions: VERSIONS },
  ): Promise<Ending> => {
    const client = await SocketClient.open(server.running, '/sockets/peer', origin, () => undefined);
    client.send({ ...hello, token });
    return client.closed;
  };
  const { url } = server.running;
  assert.deepEqual(await open(newId(), url), ended('token-invalid'));
  assert.deepEqual(await open(await server.socketToken(staff), url), ended('token-invalid'));
  assert.deepEqual(await open(await tokenOf(desk)), ended('wrong-origin'));
  const used = await tokenOf(applet);
  await open(used, undefined, { type: 'peer-hello', versions: { min: 9, max: 9 } });
  assert.deepEqual(await open(7), ended('message-malformed'));
  assert.deepEqual(
    await open(used, undefined, { type: 'hello', versions: VERSIONS }),
    ended('hello-expected'),
  );
  await PeerClient.open(server.running, secret.parse(used), undefined);
  assert.deepEqual(await open(used), ended('token-invalid'));
  const stale = await tokenOf(desk);
  clock.advance(30_000);
  assert.deepEqual(await open(stale, url), ended('token-invalid'));
});

test('[PEER-1] a peer socket without a hello in time ends, and so does one that begins with a frame', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const mute = await SocketClient.open(server.running, '/sockets/peer', undefined, () => undefined);
  const hasty = await SocketClient.open(server.running, '/sockets/peer', undefined, () => undefined);
  hasty.send(envelope([ENVELOPE_VERSION, data, 0, 1, 9]));
  assert.deepEqual(await hasty.closed, ended('hello-expected'));
  clock.advance(HELLO_TIMEOUT);
  assert.deepEqual(await mute.closed, ended('hello-timeout'));
});

test('[PEER-3] a session has room for so many consoles', async (t) => {
  const { server, session, desk } = await waiting(t);
  const { sessionId } = session.session;
  for (let n = 0; n < MAX_CONSOLES; n += 1) await openPeer(server, sessionId, desk, server.running.url);
  const late = await openPeer(server, sessionId, desk, server.running.url);
  assert.deepEqual(await late.closed, ended('too-many-sessions'));
});

test('[PEER-4] a viewer that does not read stops the source, costs bounded memory, and is closed after 20 s', async (t) => {
  const clock = new ManualClock();
  const { server, session, applet, desk } = await waiting(t, clock);
  const { sessionId } = session.session;
  const { appletPeer, consolePeer: stuck } = await openPeers(server, sessionId, applet, desk);
  const lively = await openPeer(server, sessionId, desk, server.running.url);
  await lively.notice('joined');
  stuck.client.socket.pause();
  const picture = Buffer.alloc(512 * 1024, 1);
  for (let n = 0; n < 100; n += 1) appletPeer.send(2, picture);
  await until(async () => (await metric(server, 'throwline_relay_held_sources')) === 1);
  const relayed = await metric(server, 'throwline_relayed_bytes_total');
  assert.ok((await metric(server, 'throwline_relay_queued_bytes')) <= HIGH_WATER.bytes + MAX_ENVELOPE);
  for (let n = 0; n < 20; n += 1) await metric(server, 'throwline_relayed_bytes_total');
  assert.equal(await metric(server, 'throwline_relayed_bytes_total'), relayed);
  assert.ok(relayed < 100 * picture.length, 'the source was stopped before it had sent all');

  clock.advance(STALL_LIMIT);
  assert.equal(await lively.notice('left'), 2);
  appletPeer.send(3, Buffer.from('for you'));
  assert.equal(String((await lively.data()).payload), 'for you');
  assert.equal(await metric(server, 'throwline_relay_held_sources'), 0);
  stuck.client.socket.resume();
  await stuck.closed;
  await until(async () => (await metric(server, 'throwline_relay_queued_bytes')) === 0);
});

test('[PEER-4] a viewer that reads again gets everything, in order', async (t) => {
  const { server, session, applet, desk } = await waiting(t);
  const { appletPeer, consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
  consolePeer.client.socket.pause();
  for (let n = 0; n < 60; n += 1) appletPeer.send(2, Buffer.alloc(512 * 1024, n));
  await until(async () => (await metric(server, 'throwline_relay_held_sources')) === 1);
  consolePeer.client.socket.resume();
  for (let n = 0; n < 60; n += 1) {
    const { payload } = await consolePeer.data();
    assert.ok(payload.length === 512 * 1024 && payload[0] === n && payload.at(-1) === n);
  }
  assert.equal(await metric(server, 'throwline_relay_held_sources'), 0);
});
