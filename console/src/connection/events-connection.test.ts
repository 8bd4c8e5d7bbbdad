import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  randomId,
  type SessionEvent,
  SUPPORTED_VERSIONS,
  secret,
  sessionId,
  technicianId,
} from '@throwline/protocol';
import { FakeNetwork, settle } from '../testing/fake-network.ts';
import { FakeTimers } from '../testing/fake-timers.ts';
import { EventsConnection, TokenRefused } from './events-connection.ts';

const id = (byte: number): string => randomId(new Uint8Array(26).fill(byte));
const SESSION = sessionId.parse(id(1));
const ANNA = { id: technicianId.parse(id(2)), name: 'Anna' };

const WELCOME = {
  type: 'welcome',
  version: 1,
  organisation: 'Helpdesk',
  serverTime: 1_700_000_005_000,
  who: { as: 'console', technician: ANNA },
};

function chat(number: number): SessionEvent {
  const actor = { role: 'technician', technician: ANNA } as const;
  const at = number;
  if (number === 1) {
    const body = {
      type: 'session-created',
      organisation: 'Helpdesk',
      owner: ANNA,
      codeExpiresAt: 9,
    } as const;
    return { sessionId: SESSION, number, at, actor, body };
  }
  return { sessionId: SESSION, number, at, actor, body: { type: 'chat-sent', text: `text ${number}` } };
}

/** @param mayHaveToken asked before each token; throws what refuses it */
async function connected(mayHaveToken: () => void = () => undefined) {
  const network = new FakeNetwork();
  const timers = new FakeTimers();
  let tokens = 0;
  let bytes = 0;
  const connection = new EventsConnection({
    random: () => 0,
    url: 'wss://server/sockets/events',
    openSocket: network.openSocket,
    timers,
    fetchToken: async () => {
      mayHaveToken();
      tokens += 1;
      return { token: secret.parse(id(tokens)) };
    },
    randomBytes: () => {
      bytes += 1;
      return new Uint8Array(26).fill(bytes);
    },
  });
  connection.start();
  await settle();
  network.newest.events.opened();
  network.newest.say(WELCOME);
  const comeBack = async (): Promise<void> => {
    network.newest.breakLine();
    timers.advance(1_000);
    await settle();
    network.newest.events.opened();
    network.newest.say(WELCOME);
  };
  return { connection, network, timers, comeBack };
}

test('[SOCKET-3] the hello comes first and carries a new token on every connection', async () => {
  const { network, comeBack } = await connected();
  assert.deepEqual(network.newest.texts[0], {
    type: 'hello',
    as: 'console',
    versions: SUPPORTED_VERSIONS,
    token: id(1),
  });
  await comeBack();
  assert.equal(network.sockets.length, 2);
  assert.deepEqual(network.newest.sent('hello'), [
    { type: 'hello', as: 'console', versions: SUPPORTED_VERSIONS, token: id(2) },
  ]);
});

test('[SESSION-6] after a lost connection the console asks for what follows its last event', async () => {
  const { connection, network, comeBack } = await connected();
  const { feed } = connection.watch(SESSION);
  assert.deepEqual(network.newest.sent('watch'), [{ type: 'watch', sessionId: SESSION, after: 0 }]);
  network.newest.say({ type: 'events', sessionId: SESSION, events: [chat(1), chat(2)] });
  await comeBack();
  assert.deepEqual(network.newest.sent('watch'), [{ type: 'watch', sessionId: SESSION, after: 2 }]);
  network.newest.say({ type: 'events', sessionId: SESSION, events: [chat(2), chat(3)] });
  assert.deepEqual(
    feed.log.get().events.map(({ number }) => number),
    [1, 2, 3],
  );
});

test('[SESSION-6] a gap in what comes makes the console start over', async () => {
  const { connection, network } = await connected();
  const { feed } = connection.watch(SESSION);
  network.newest.say({ type: 'events', sessionId: SESSION, events: [chat(1), chat(3)] });
  assert.equal(feed.log.get().events.length, 0);
  assert.deepEqual(network.newest.sent('watch').at(-1), { type: 'watch', sessionId: SESSION, after: 0 });
});

test('[SESSION-5] an unanswered command is sent again with the same id, an answered one is not', async () => {
  const { connection, network, comeBack } = await connected();
  const first = connection.command(SESSION, { type: 'send-chat', text: 'one' });
  const second = connection.command(SESSION, { type: 'send-chat', text: 'two' });
  const [sentFirst, sentSecond] = network.newest.sent('command');
  const firstId =
    typeof sentFirst === 'object' && sentFirst !== null && 'id' in sentFirst ? sentFirst.id : '';
  network.newest.say({ type: 'accepted', id: firstId, lastNumber: 5 });
  assert.deepEqual(await first, { ok: true });
  await comeBack();
  assert.deepEqual(network.newest.sent('command'), [sentSecond]);
  network.newest.say({
    type: 'rejected',
    id: connection.newCommandId(),
    code: 'log-full',
    message: 'not ours',
  });
  const secondId =
    typeof sentSecond === 'object' && sentSecond !== null && 'id' in sentSecond ? sentSecond.id : '';
  network.newest.say({ type: 'rejected', id: secondId, code: 'wrong-phase', message: 'too early' });
  assert.deepEqual(await second, { ok: false, code: 'wrong-phase', message: 'too early' });
});

test('[SESSION-5] a command given without a connection goes out when there is one', async () => {
  const { connection, network, timers } = await connected();
  network.newest.breakLine();
  void connection.command(SESSION, { type: 'start' });
  timers.advance(1_000);
  await settle();
  network.newest.events.opened();
  assert.deepEqual(network.newest.sent('command'), []);
  network.newest.say(WELCOME);
  assert.equal(network.newest.sent('command').length, 1);
});

test('[SOCKET-7] 150 s of silence end the connection, a pong keeps it', async () => {
  const { connection, network, timers } = await connected();
  timers.advance(125_000);
  assert.equal(network.newest.sent('ping').length, 2);
  network.newest.say({ type: 'pong', nonce: 2 });
  timers.advance(125_000);
  assert.equal(connection.status.get().state, 'online');
  timers.advance(100_000);
  assert.equal(connection.status.get().state, 'lost');
  assert.equal(network.sockets[0]?.isClosed, true);
});

test('[SIGNIN-4] a sign-in that has ended ends the connection and refuses what is open', async () => {
  const { connection, network, timers } = await connected();
  const open = connection.command(SESSION, { type: 'start' });
  network.newest.say({ type: 'refused', code: 'not-signed-in', message: 'Sign in again.' });
  assert.deepEqual(await open, { ok: false, code: 'not-signed-in', message: 'Sign in again.' });
  timers.advance(600_000);
  await settle();
  assert.equal(network.sockets.length, 1);
});

test('[SIGNIN-4] no token because of a sign-in that has ended: no further attempts', async () => {
  const timers = new FakeTimers();
  const network = new FakeNetwork();
  const connection = new EventsConnection({
    random: () => 0,
    url: 'wss://server/sockets/events',
    openSocket: network.openSocket,
    timers,
    fetchToken: () => Promise.reject(new TokenRefused('not-signed-in', 'Sign in again.')),
    randomBytes: () => new Uint8Array(26),
  });
  connection.start();
  await settle();
  assert.deepEqual(connection.status.get(), {
    state: 'ended',
    code: 'not-signed-in',
    message: 'Sign in again.',
  });
});

test('[CONSOLE-2] the queue follows what the server tells', async () => {
  const { connection, network } = await connected();
  const summary = {
    sessionId: SESSION,
    owner: ANNA,
    createdAt: 1,
    lastNumber: 1,
    phase: { phase: 'connecting', step: 'code-made', codeExpiresAt: 9 },
  };
  network.newest.say({ type: 'queue', sessions: [summary] });
  assert.equal(connection.queue.get()?.get(SESSION)?.phase.phase, 'connecting');
  network.newest.say({
    type: 'queue-changed',
    session: { ...summary, lastNumber: 4, phase: { phase: 'waiting', since: 3 } },
  });
  assert.equal(connection.queue.get()?.get(SESSION)?.phase.phase, 'waiting');
});

test('[SOCKET-8] times are shown by the server’s clock', async () => {
  const { connection } = await connected();
  assert.equal(connection.clockOffset.get(), 5_000);
});

test('[SESSION-10] a peer token is asked for and given, also when the connection is lost meanwhile', async () => {
  const { connection, network, comeBack } = await connected();
  const given = connection.peerToken(SESSION);
  network.newest.say({ type: 'peer-token', sessionId: SESSION, token: id(9) });
  assert.equal(await given, id(9));
  const later = connection.peerToken(SESSION);
  await comeBack();
  assert.deepEqual(network.newest.sent('open-peer'), [{ type: 'open-peer', sessionId: SESSION }]);
  network.newest.say({ type: 'peer-token', sessionId: SESSION, token: id(8) });
  assert.equal(await later, id(8));
});

test('[PEER-6] a refused peer token is told to whom it was for', async () => {
  const { connection, network } = await connected();
  const refused = connection.peerToken(SESSION);
  network.newest.say({ type: 'error', code: 'session-closed', message: 'closed', sessionId: SESSION });
  await assert.rejects(refused, /closed/);
  const ended = connection.peerToken(SESSION);
  connection.stop();
  await assert.rejects(ended);
});

test('[SOCKET-4] what cannot be understood is passed over', async () => {
  const { connection, network } = await connected();
  network.newest.events.text('{');
  network.newest.say({ type: 'from-the-future' });
  assert.equal(connection.status.get().state, 'online');
});

test('[CONSOLE-2] a session that is no longer shown is not followed any more', async () => {
  const { connection, network, comeBack } = await connected();
  const first = connection.watch(SESSION);
  const second = connection.watch(SESSION);
  first.release();
  first.release();
  assert.deepEqual(network.newest.sent('unwatch'), []);
  second.release();
  assert.deepEqual(network.newest.sent('unwatch'), [{ type: 'unwatch', sessionId: SESSION }]);
  await comeBack();
  assert.deepEqual(network.newest.sent('watch'), []);
});

test('[LINE-4] in control a silent server is given up after seconds, and looked for every two, whatever hangs', async () => {
  const { connection, network, timers } = await connected();
  connection.watchClosely(true);
  for (let index = 0; index < 6; index += 1) {
    timers.advance(1_000);
    network.newest.say({ type: 'pong' });
  }
  assert.equal(connection.status.get().state, 'online');
  timers.advance(5_000);
  assert.equal(connection.status.get().state, 'lost');
  // Nothing that is opened comes through for a minute and a half.
  for (let second = 0; second < 90; second += 1) {
    timers.advance(1_000);
    await settle();
  }
  const open = network.sockets.filter(({ isClosed }) => !isClosed);
  assert.ok(network.sockets.length >= 45 && open.length <= 4, `${network.sockets.length}, ${open.length}`);
  timers.advance(2_000);
  await settle();
  network.newest.events.opened();
  network.newest.say(WELCOME);
  assert.equal(connection.status.get().state, 'online');
  assert.deepEqual(
    network.sockets.filter(({ isClosed }) => !isClosed),
    [network.newest],
  );
});

test('[PRESENCE-1] what is looked at is said when it changes, and again to a server that does not know it', async () => {
  const { connection, network, comeBack } = await connected();
  connection.look(SESSION);
  connection.look(SESSION);
  assert.deepEqual(network.newest.sent('look'), [{ type: 'look', sessionId: SESSION }]);
  await comeBack();
  assert.deepEqual(network.newest.sent('look'), [{ type: 'look', sessionId: SESSION }]);
  connection.look(undefined);
  assert.deepEqual(network.newest.sent('look').at(-1), { type: 'look' });
  const { presence } = connection.watch(SESSION);
  const technicians = [{ technician: ANNA.id, presence: 'away' }];
  network.newest.say({ type: 'presence', sessionId: SESSION, technicians });
  assert.deepEqual(presence.get(), technicians);
});

test('[SIGNIN-21] after a sign-in that ran out everything waits, and goes on once it is renewed', async () => {
  let isGood = true;
  const { connection, network, timers } = await connected(() => {
    if (!isGood) throw new TokenRefused('sign-in-expired', 'Sign in again.');
  });
  const before = connection.command(SESSION, { type: 'send-chat', text: 'half sent' });
  isGood = false;
  network.newest.say({ type: 'refused', code: 'sign-in-expired', message: 'Sign in again.' });
  network.newest.breakLine();
  timers.advance(1_000);
  await settle();
  assert.deepEqual(connection.status.get(), { state: 'expired' });
  const meanwhile = connection.command(SESSION, { type: 'send-chat', text: 'written meanwhile' });
  const token = connection.peerToken(SESSION);
  timers.advance(600_000);
  connection.retryNow();
  await settle();
  assert.equal(network.sockets.length, 1);
  isGood = true;
  connection.resume();
  await settle();
  network.newest.events.opened();
  network.newest.say(WELCOME);
  const again = network.newest.sent('command');
  assert.deepEqual(
    again.map((each) => JSON.stringify(each).match(/"text":"([^"]*)"/)?.[1]),
    ['half sent', 'written meanwhile'],
  );
  assert.equal(network.newest.sent('open-peer').length, 1);
  for (const number of [1, 2]) network.newest.say({ type: 'accepted', id: id(number), lastNumber: 5 });
  network.newest.say({ type: 'peer-token', sessionId: SESSION, token: id(9) });
  assert.deepEqual(await Promise.all([before, meanwhile, token]), [{ ok: true }, { ok: true }, id(9)]);
});

test('[SIGNIN-21] what waits is not said in the name of somebody else who signed in meanwhile', async () => {
  const { connection, network, timers } = await connected();
  network.newest.breakLine();
  const open = connection.command(SESSION, { type: 'send-chat', text: 'Anna’s' });
  timers.advance(1_000);
  await settle();
  network.newest.events.opened();
  const technician = { id: technicianId.parse(id(7)), name: 'Bea' };
  network.newest.say({ ...WELCOME, who: { as: 'console', technician } });
  assert.deepEqual(network.newest.sent('command'), []);
  assert.equal((await open).ok, false);
  const status = connection.status.get();
  assert.ok(status.state === 'ended' && status.code === 'other-account');
});
