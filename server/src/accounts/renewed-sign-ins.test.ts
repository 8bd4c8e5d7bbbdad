import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  APPLET_PEER,
  ERRORS,
  type ErrorCode,
  type MeResponse,
  meResponse,
  type SignInId,
} from '@throwline/protocol';
import { activeSession } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openPeers } from '../testing/peer-client.ts';
import { PASSWORD, type Staff, staffOf, TestServer } from '../testing/test-server.ts';

const HOUR = 3_600_000;
const ADA = 'ada@example.org';
const THEO = 'theo@example.org';
/** Short, so that sockets have no time to fall silent. */
const SHORT = 25_000;

async function meOf(server: TestServer, { cookie }: Staff): Promise<MeResponse> {
  return meResponse.parse((await server.call('GET', '/api/me', { cookie })).json());
}

async function answerOf(server: TestServer, { cookie }: Staff): Promise<string> {
  const { status, body } = await server.call('GET', '/api/me', { cookie });
  return status === 200 ? 'signed in' : `${status} ${JSON.parse(body).code}`;
}

const refused = (code: ErrorCode): string => `${ERRORS[code].http} ${code}`;

/** Works: what a console does when somebody presses a key in it. */
async function work(server: TestServer, { cookie }: Staff): Promise<{ me: MeResponse; setCookie: string }> {
  const answer = await server.call('POST', '/api/me/sign-in/extend', { cookie });
  return { me: meResponse.parse(answer.json()), setCookie: answer.headers['set-cookie']?.[0] ?? '' };
}

async function renew(
  server: TestServer,
  email: string,
  renews: SignInId,
): Promise<Awaited<ReturnType<TestServer['call']>>> {
  return server.signInBy({ email, password: PASSWORD, renews });
}

test('[SIGNIN-20] a sign-in lasts from the last work on, and no longer than its bound', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const ada = await server.setUp();
  const begun = clock.now();
  clock.advance(9 * HOUR);
  const first = await work(server, ada);
  assert.equal(first.me.signIn.expiresAt, clock.now() + 12 * HOUR);
  // The browser keeps it for a day longer, to be told that it ran out.
  assert.match(first.setCookie, new RegExp(`${ada.cookie};.*Max-Age=${36 * 3600}`));
  clock.advance(11 * HOUR);
  assert.equal(await answerOf(server, ada), 'signed in');
  assert.equal((await work(server, ada)).me.signIn.expiresAt, begun + 24 * HOUR);
  clock.advance(4 * HOUR);
  assert.equal(await answerOf(server, ada), refused('sign-in-expired'));
});

test('[SIGNIN-20] what pages do by themselves does not prolong it', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const ada = await server.setUp();
  const { expiresAt } = (await meOf(server, ada)).signIn;
  clock.advance(6 * HOUR);
  await server.call('GET', '/api/support-programs', { cookie: ada.cookie });
  await server.socketToken(ada);
  assert.equal((await meOf(server, ada)).signIn.expiresAt, expiresAt);
});

test('[SIGNIN-20] open sockets last with their sign-in', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock, settings: { signInLifetime: SHORT } });
  const ada = await server.setUp();
  const desk = await server.connectConsole(ada);
  clock.advance(20_000);
  await work(server, ada);
  clock.advance(20_000);
  desk.send({ type: 'ping', nonce: 7 });
  await desk.next(({ type }) => type === 'pong');
  clock.advance(11_000);
  assert.equal((await desk.closed).reason, 'sign-in-expired');
});

test('[SIGNIN-21] renewed with the second factor, beforehand or after it ran out; the earlier one is over', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const first = await server.setUp();
  const second = staffOf(await renew(server, ADA, (await meOf(server, first)).signIn.id));
  assert.equal(await answerOf(server, second), 'signed in');
  assert.equal(await answerOf(server, first), refused('not-signed-in'));
  const { id } = (await meOf(server, second)).signIn;
  clock.advance(13 * HOUR);
  assert.equal(await answerOf(server, second), refused('sign-in-expired'));
  const third = staffOf(await renew(server, ADA, id));
  assert.equal(await answerOf(server, third), 'signed in');
});

test('[SIGNIN-21] another account is refused there, and stays signed out', async (t) => {
  const server = await TestServer.start(t);
  const ada = await server.setUp();
  const theo = await server.addTechnician(ada, THEO);
  const { id } = (await meOf(server, ada)).signIn;
  const answer = await renew(server, THEO, id);
  assert.deepEqual(
    [answer.status, answer.json()],
    [403, { code: 'other-account', message: ERRORS['other-account'].message }],
  );
  assert.equal(answer.headers['set-cookie'], undefined);
  assert.equal(await answerOf(server, ada), 'signed in');
  assert.equal(await answerOf(server, theo), 'signed in');
});

test('[SIGNIN-21] sockets go on with the new sign-in when it is renewed in time', async (t) => {
  const clock = new ManualClock();
  const { server, staff, session, desk, applet } = await activeSession(t, {
    clock,
    settings: { signInLifetime: SHORT },
  });
  const { appletPeer, consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
  clock.advance(15_000);
  await renew(server, ADA, (await meOf(server, staff)).signIn.id);
  clock.advance(15_000);
  desk.send({ type: 'ping', nonce: 7 });
  await desk.next(({ type }) => type === 'pong');
  consolePeer.send(APPLET_PEER, Buffer.from('still here'));
  assert.equal(String((await appletPeer.data()).payload), 'still here');
});

test('[SIGNIN-21] a peer whose sign-in ran out rests: nothing passes, nothing is lost, and it goes on', async (t) => {
  const clock = new ManualClock();
  const { server, staff, session, desk, applet } = await activeSession(t, {
    clock,
    settings: { signInLifetime: SHORT },
  });
  const { appletPeer, consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
  const { id } = (await meOf(server, staff)).signIn;
  appletPeer.send(APPLET_PEER + 1, Buffer.from('before'));
  assert.equal(String((await consolePeer.data()).payload), 'before');
  clock.advance(30_000);
  assert.equal((await desk.closed).reason, 'sign-in-expired');
  consolePeer.send(APPLET_PEER, Buffer.from('nobody’s word'));
  await arrived(consolePeer.client.socket);
  for (const text of ['one', 'two']) appletPeer.send(APPLET_PEER + 1, Buffer.from(text));
  await arrived(appletPeer.client.socket);
  await arrived(consolePeer.client.socket);
  assert.deepEqual(consolePeer.client.received, []);
  await renew(server, ADA, id);
  for (const text of ['one', 'two']) assert.equal(String((await consolePeer.data()).payload), text);
  consolePeer.send(APPLET_PEER, Buffer.from('again'));
  assert.equal(String((await appletPeer.data()).payload), 'again');
});

test('[SIGNIN-21] a peer does not rest for ever', async (t) => {
  const clock = new ManualClock();
  const { server, session, desk, applet } = await activeSession(t, {
    clock,
    settings: { signInLifetime: SHORT },
  });
  const { consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
  const pings = setInterval(() => consolePeer.client.socket.ping(), 1);
  t.after(() => clearInterval(pings));
  let reason: string | undefined;
  void consolePeer.closed.then((ending) => {
    reason = ending.reason;
  });
  while (reason === undefined) {
    clock.advance(60_000);
    await arrived(consolePeer.client.socket);
  }
  assert.equal(reason, 'sign-in-expired');
});

test('[SIGNIN-22] what was ended is over at once, resting or not, and cannot be renewed', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock, settings: { signInLifetime: SHORT } });
  const ada = await server.setUp();
  const theo = await server.addTechnician(ada, THEO);
  const session = await server.claimedSession(theo);
  const applet = await server.connectApplet(session);
  const desk = await server.connectConsole(theo);
  const { consolePeer } = await openPeers(server, session.session.sessionId, applet, desk);
  const { id } = (await meOf(server, theo)).signIn;
  clock.advance(30_000);
  assert.equal((await desk.closed).reason, 'sign-in-expired');
  const path = `/api/technicians/${theo.technician.id}`;
  const { cookie } = await server.signIn(ADA);
  await server.call('PATCH', path, { json: { disabled: true }, cookie });
  assert.equal((await consolePeer.closed).reason, 'not-signed-in');
  assert.equal(await answerOf(server, theo), refused('not-signed-in'));
  await server.call('PATCH', path, { json: { disabled: false }, cookie });
  const answer = await renew(server, THEO, id);
  assert.deepEqual([answer.status, answer.headers['set-cookie']], [401, undefined]);
});

/** Waits until the server has read all that was sent to it. */
async function arrived(socket: {
  ping(): void;
  once(event: 'pong' | 'close', done: () => void): unknown;
}): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.once('pong', resolve);
    socket.once('close', resolve);
    socket.ping();
  });
}
