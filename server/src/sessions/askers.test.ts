import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type Asker,
  errorResponse,
  type ServerMessage,
  sessionSummary,
  type TechnicianId,
} from '@throwline/protocol';
import { eventsUntil, logOf } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { PeerClient } from '../testing/peer-client.ts';
import { type EventsClient, ofType, openEvents } from '../testing/socket-client.ts';
import {
  appletHello,
  askingHello,
  command,
  newId,
  type Staff,
  type TestOptions,
  TestServer,
} from '../testing/test-server.ts';
import { ASKING_TIME, MAX_ASKED } from './askers.ts';

/** A session that waits, with the computer that came first. */
async function scene(t: TestContext, options: TestOptions = {}) {
  const server = await TestServer.start(t, options);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  const key = newId();
  const first = await server.connectApplet(session, key);
  const desk = await server.connectConsole(staff);
  return { server, staff, session, sessionId, key, first, desk };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** Another computer with the same ticket, that has said its hello. */
async function comes({ server, session }: Scene, key = newId(), after = 0): Promise<EventsClient> {
  const client = await openEvents(server.running, undefined);
  client.send(askingHello(session.ticket, key, after));
  return client;
}

async function asks(at: Scene, key = newId()): Promise<EventsClient> {
  const client = await comes(at, key);
  await client.next(ofType('asking'));
  return client;
}

/** Waits until the desk is told of so many. */
async function told({ desk }: Pick<Scene, 'desk'>, count: number): Promise<readonly Asker[]> {
  const isSo = (message: ServerMessage): message is Extract<ServerMessage, { type: 'queue-changed' }> =>
    message.type === 'queue-changed' && (message.session.askers?.length ?? 0) === count;
  return (await desk.next(isSo)).session.askers ?? [];
}

async function oneTold(at: Pick<Scene, 'desk'>): Promise<Asker> {
  const [asker] = await told(at, 1);
  if (asker === undefined) throw new Error('nobody asks');
  return asker;
}

async function answer(
  { server, staff, sessionId }: Scene,
  askerId: string,
  how: 'let-in' | 'turn-away',
  who: Staff = staff,
): Promise<number | string> {
  const path = `/api/sessions/${sessionId}/askers/${askerId}`;
  const { status, json } = await server.call('POST', path, { json: { answer: how }, cookie: who.cookie });
  return status === 204 ? status : errorResponse.parse(json()).code;
}

async function refusal(client: EventsClient): Promise<string> {
  return (await client.next(ofType('refused'))).code;
}

test('[CODE-13] another computer asks while the session waits; the lead sees where it runs, it learns nothing', async (t) => {
  const at = await scene(t);
  const second = await asks(at);
  const { askerId, ...place } = await oneTold(at);
  assert.deepEqual({ ...place, at: 0 }, { device: 'Linux', network: 'the server itself', at: 0 });
  second.send({ type: 'ping', nonce: 7 });
  // Nothing came before the answer: no welcome, no log, no name.
  assert.deepEqual(await second.next(), { type: 'pong', nonce: 7 });
  assert.equal(
    (await command(at.first, at.sessionId, { type: 'send-chat', text: 'hello?' })).type,
    'accepted',
  );
  second.send({ type: 'ping' });
  assert.equal((await second.next()).type, 'pong');
  // Neither in the log nor stored.
  assert.doesNotMatch(JSON.stringify(await logOf(at)), new RegExp(askerId));
  const stored = readFileSync(join(at.server.data, 'throwline.sqlite')).toString('latin1');
  assert.ok(!stored.includes(askerId));
  await second.close();
  await told(at, 0);
});

test('[CODE-13] an asking computer that says more than a ping is refused', async (t) => {
  const at = await scene(t);
  for (const message of [
    { type: 'command', id: newId(), sessionId: at.sessionId, command: { type: 'close' } },
    { type: 'open-peer', sessionId: at.sessionId },
    { type: 'watch', sessionId: at.sessionId, after: 0 },
  ]) {
    const second = await asks(at);
    second.send(message);
    assert.equal(await refusal(second), 'role-not-allowed', message.type);
    await second.closed;
  }
  assert.ok((await logOf(at)).every(({ body }) => body.type !== 'session-closed'));
});

test('[CODE-13] colleagues and other technicians are not told and cannot choose; only the lead can', async (t) => {
  const at = await scene(t);
  const bea = await at.server.addTechnician(at.staff, 'bea@example.org', 'Bea');
  const { id }: { id: TechnicianId } = bea.technician;
  const path = `/api/sessions/${at.sessionId}`;
  const json = { technicianId: id };
  assert.equal(
    (await at.server.call('POST', `${path}/colleagues`, { json, cookie: at.staff.cookie })).status,
    201,
  );
  const others = await at.server.connectConsole(bea);
  await command(others, at.sessionId, { type: 'join' });
  await asks(at);
  const { askerId } = await oneTold(at);
  assert.equal(await answer(at, askerId, 'let-in', bea), 'role-not-allowed');
  const stranger = await at.server.addTechnician(at.staff, 'theo@example.org');
  assert.equal(await answer(at, askerId, 'turn-away', stranger), 'not-your-session');
  const seen = async (cookie: string) =>
    sessionSummary.parse((await at.server.call('GET', path, { cookie })).json());
  assert.equal((await seen(bea.cookie)).askers, undefined);
  assert.equal((await seen(at.staff.cookie)).askers?.length, 1);
  // What the colleague's console has heard meanwhile.
  assert.equal((await command(at.desk, at.sessionId, { type: 'send-chat', text: 'Hello' })).type, 'accepted');
  const changed = await others.next(
    (message): message is Extract<ServerMessage, { type: 'queue-changed' }> =>
      message.type === 'queue-changed' && message.session.news.chat.length > 0,
  );
  assert.equal(changed.session.askers, undefined);
});

test('[CODE-14] let in, it has the session: the log says who did it, the one before is cut off and asks in turn', async (t) => {
  const at = await scene(t);
  const secondKey = newId();
  const second = await asks(at, secondKey);
  const asker = await oneTold(at);
  at.first.send({ type: 'open-peer', sessionId: at.sessionId });
  const { token } = await at.first.next(ofType('peer-token'));
  assert.equal(await answer(at, asker.askerId, 'let-in'), 204);
  const welcome = await second.next(ofType('welcome'));
  assert.ok(welcome.who.as === 'applet' && welcome.who.sessionId === at.sessionId);
  const events = await eventsUntil(
    second,
    ({ body }) => body.type === 'applet-connected' && body.instead === true,
  );
  assert.equal(events.at(-1)?.actor.role, 'technician');
  assert.deepEqual(await at.first.closed, { status: 1000, reason: 'closed' });
  await told(at, 0);
  assert.equal(await answer(at, asker.askerId, 'let-in'), 'asker-gone');

  // A token for the peer socket that the one before still has opens nothing.
  const peer = await PeerClient.open(at.server.running, token, undefined);
  assert.equal((await peer.closed).reason, 'token-invalid');

  // It is bound to the new key, and the choice can be taken back.
  const before = await asks(at, at.key);
  const back = await oneTold(at);
  assert.equal(await answer(at, back.askerId, 'let-in'), 204);
  await before.next(ofType('welcome'));
  await second.closed;
  const summary = sessionSummary.parse(
    (await at.server.call('GET', `/api/sessions/${at.sessionId}`, { cookie: at.staff.cookie })).json(),
  );
  assert.equal(summary.phase.phase, 'waiting');
  assert.equal(summary.arrival?.program?.at, back.at);
  assert.equal((await command(at.desk, at.sessionId, { type: 'start' })).type, 'accepted');
});

test('[CODE-14] a peer socket of the one before ends when another is let in', async (t) => {
  const at = await scene(t);
  at.first.send({ type: 'open-peer', sessionId: at.sessionId });
  const { token } = await at.first.next(ofType('peer-token'));
  const peer = await PeerClient.open(at.server.running, token, undefined);
  // The relay has it once it answers a ping.
  await new Promise<void>((resolve) => {
    peer.client.socket.once('pong', () => resolve());
    peer.client.socket.ping();
  });
  const second = await asks(at);
  assert.equal(await answer(at, (await oneTold(at)).askerId, 'let-in'), 204);
  await second.next(ofType('welcome'));
  assert.equal((await peer.closed).reason, 'token-invalid');
});

test('[CODE-14] turned away, a key is not asked about again; forged and gone ones are answered plainly', async (t) => {
  const at = await scene(t);
  const key = newId();
  const second = await asks(at, key);
  const { askerId } = await oneTold(at);
  assert.equal(await answer(at, newId(), 'turn-away'), 'asker-gone');
  assert.equal(await answer(at, askerId, 'turn-away'), 204);
  assert.equal(await refusal(second), 'ticket-used');
  assert.equal(await answer(at, askerId, 'let-in'), 'asker-gone');
  assert.equal(await refusal(await comes(at, key)), 'ticket-used');
  // Another session's lead reaches nothing of this one with its id.
  const other = await at.server.claimedSession(at.staff);
  const third = await asks(at);
  const { askerId: thirdId } = await oneTold(at);
  const wrong = { ...at, sessionId: other.session.sessionId };
  assert.equal(await answer(wrong, thirdId, 'let-in'), 'wrong-phase');
  third.send({ type: 'ping' });
  assert.equal((await third.next()).type, 'pong');
});

test('[CODE-14] at the start all that ask are refused, and later ones too', async (t) => {
  const at = await scene(t);
  const second = await asks(at);
  const { askerId } = await oneTold(at);
  assert.equal((await command(at.desk, at.sessionId, { type: 'start' })).type, 'accepted');
  assert.equal(await refusal(second), 'ticket-used');
  assert.equal(await answer(at, askerId, 'let-in'), 'wrong-phase');
  assert.equal(await refusal(await comes(at)), 'ticket-used');
  assert.equal((await command(at.first, at.sessionId, { type: 'send-chat', text: 'here' })).type, 'accepted');
});

test('[CODE-14] start and letting in at the same moment: one of them has its way, and one applet the session', async (t) => {
  const at = await scene(t);
  const second = await asks(at);
  const { askerId } = await oneTold(at);
  const [letIn, started, again] = await Promise.all([
    answer(at, askerId, 'let-in'),
    command(at.desk, at.sessionId, { type: 'start' }),
    answer(at, askerId, 'let-in'),
  ]);
  const outcomes = [letIn, again];
  assert.ok(outcomes.filter((each) => each === 204).length <= 1, `${outcomes}`);
  const log = await logOf(at);
  const chosen = log.findIndex(({ body }) => body.type === 'applet-connected' && body.instead === true);
  const begun = log.findIndex(({ body }) => body.type === 'session-started');
  if (outcomes.includes(204)) {
    await second.next(ofType('welcome'));
    await at.first.closed;
    assert.ok(begun === -1 || chosen < begun);
  } else {
    assert.equal(chosen, -1);
    assert.equal(started.type, 'accepted');
    assert.equal(await refusal(second), 'ticket-used');
  }
});

test('[CODE-14] at the end of the session whoever asks is refused as everybody is', async (t) => {
  const at = await scene(t);
  const second = await asks(at);
  await command(at.first, at.sessionId, { type: 'close' });
  assert.equal(await refusal(second), 'ticket-invalid');
  assert.equal(await refusal(await comes(at)), 'ticket-invalid');
});

test('[CODE-15] two of one address at once, each key once', async (t) => {
  const at = await scene(t);
  const key = newId();
  const first = await asks(at, key);
  const { askerId } = await oneTold(at);
  await asks(at);
  await told(at, 2);
  assert.equal(await refusal(await comes(at)), 'ticket-used');
  // The same key again: the same computer, over another connection.
  await asks(at, key);
  assert.equal(await refusal(first), 'replaced');
  const now = await told(at, 2);
  assert.deepEqual(now.filter((each) => each.askerId === askerId).length, 1);
});

test('[CODE-15] ten minutes, and thirty times in all', async (t) => {
  const clock = new ManualClock();
  const at = await scene(t, { clock });
  const patient = await asks(at);
  await oneTold(at);
  // Meanwhile all of them are heard.
  for (let rest = ASKING_TIME; rest > 0; rest -= 50_000) {
    for (const client of [patient, at.first, at.desk]) {
      client.send({ type: 'ping' });
      await client.next(ofType('pong'));
    }
    clock.advance(50_000);
  }
  assert.equal(await refusal(patient), 'ticket-used');
  await told(at, 0);
  const key = newId();
  for (let time = 1; time < MAX_ASKED; time += 1) {
    const client = await asks(at, key);
    await client.close();
  }
  assert.equal(await refusal(await comes(at, key)), 'ticket-used');
});

test('[CODE-15] one that comes back on another system is shown anew', async (t) => {
  const at = await scene(t);
  const key = newId();
  await asks(at, key);
  const { askerId } = await oneTold(at);
  const moved = await openEvents(at.server.running, undefined);
  const applet = { os: 'windows', arch: 'x64', version: '0.1.0', capabilities: [] };
  moved.send({ ...askingHello(at.session.ticket, key), applet });
  await moved.next(ofType('asking'));
  const [shown] = await told(at, 1);
  assert.equal(shown?.device, 'Windows');
  assert.notEqual(shown?.askerId, askerId);
  assert.equal(await answer(at, askerId, 'let-in'), 'asker-gone');
});

test('[CODE-8] an applet that cannot ask is refused', async (t) => {
  const at = await scene(t);
  const second = await openEvents(at.server.running, undefined);
  second.send(appletHello(at.session.ticket, newId()));
  assert.equal(await refusal(second), 'ticket-used');
});
