import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMMAND_PARTS,
  type CommandType,
  fileId,
  type ParticipantCommand,
  participantCommand,
  requestId,
  type SessionEvent,
  sessionLogResponse,
  sessionSummary,
  technicianId,
} from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { openPeers } from '../testing/peer-client.ts';
import { type EventsClient, ofType } from '../testing/socket-client.ts';
import {
  type ClaimedSession,
  command,
  newCommandId,
  newId,
  type Staff,
  TestServer,
} from '../testing/test-server.ts';

const MINUTE = 60_000;

interface Case {
  readonly server: TestServer;
  readonly staff: Staff;
  readonly session: ClaimedSession;
  readonly applet: EventsClient;
  readonly desk: EventsClient;
  readonly key: string;
}

/** An active session with applet and console. */
async function activeSession(
  t: Parameters<typeof TestServer.start>[0],
  options: Parameters<typeof TestServer.start>[1] = {},
): Promise<Case> {
  const server = await TestServer.start(t, options);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const key = newId();
  const applet = await server.connectApplet(session, key);
  const desk = await server.connectConsole(staff);
  assert.equal((await command(desk, session.session.sessionId, { type: 'start' })).type, 'accepted');
  return { server, staff, session, applet, desk, key };
}

async function logOf({
  server,
  staff,
  session,
}: Pick<Case, 'server' | 'staff' | 'session'>): Promise<SessionEvent[]> {
  const path = `/api/sessions/${session.session.sessionId}/log`;
  return sessionLogResponse.parse((await server.call('GET', path, { cookie: staff.cookie })).json()).events;
}

async function phaseOf({ server, staff, session }: Pick<Case, 'server' | 'staff' | 'session'>) {
  const path = `/api/sessions/${session.session.sessionId}`;
  return sessionSummary.parse((await server.call('GET', path, { cookie: staff.cookie })).json()).phase;
}

/** Collects events until `enough` says so. */
async function eventsUntil(
  client: EventsClient,
  enough: (event: SessionEvent) => boolean,
): Promise<SessionEvent[]> {
  const seen: SessionEvent[] = [];
  for (;;) {
    seen.push(...(await client.next(ofType('events'))).events);
    if (seen.some(enough)) return seen;
  }
}

/** Turns the clock in steps in which the connected clients stay alive. */
async function pass(
  clock: ManualClock,
  milliseconds: number,
  clients: readonly EventsClient[],
): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 10_000) {
    clock.advance(Math.min(left, 10_000));
    for (const client of clients) client.send({ type: 'ping', nonce: left });
    await Promise.all(
      clients.map((client) => client.next((message) => message.type === 'pong' && message.nonce === left)),
    );
  }
}

const SAMPLES: readonly ParticipantCommand[] = [
  { type: 'start' },
  { type: 'send-chat', text: 'hi' },
  { type: 'request-permissions', requestId: requestId.parse(newId()), permissions: ['view-screen'] },
  { type: 'withdraw-request', requestId: requestId.parse(newId()) },
  { type: 'answer-request', requestId: requestId.parse(newId()), answer: 'granted' },
  { type: 'revoke-permissions', permissions: ['view-screen'] },
  { type: 'expire-permissions', permissions: ['view-screen'] },
  { type: 'offer-file', fileId: fileId.parse(newId()), name: 'a.txt', size: 1 },
  { type: 'accept-file', fileId: fileId.parse(newId()) },
  { type: 'decline-file', fileId: fileId.parse(newId()) },
  { type: 'confirm-file', fileId: fileId.parse(newId()) },
  { type: 'cancel-file', fileId: fileId.parse(newId()), failed: false },
  { type: 'join' },
  { type: 'decline' },
  { type: 'leave' },
  { type: 'remove-colleague', technicianId: technicianId.parse(newId()) },
  { type: 'close' },
];

test('[SESSION-3] over the sockets each side can give its own commands and no others', async (t) => {
  const { session, applet, desk } = await activeSession(t);
  const { sessionId } = session.session;
  assert.deepEqual(
    SAMPLES.map(({ type }) => type),
    participantCommand.options.map((option) => option.shape.type.value),
  );
  for (const body of SAMPLES) {
    const parts = COMMAND_PARTS[body.type satisfies CommandType];
    for (const [client, part] of [
      [applet, 'customer'],
      [desk, 'lead'],
    ] as const) {
      const answer = await command(client, sessionId, body);
      const isRefused = answer.type === 'rejected' && answer.code === 'role-not-allowed';
      assert.equal(isRefused, !parts.includes(part), `${body.type} by ${part}`);
    }
  }
});

test('[SESSION-4] nobody reaches for another one’s session', async (t) => {
  const { server, staff, session, applet } = await activeSession(t);
  const { sessionId } = session.session;
  const other = await server.addTechnician(staff, 'theo@example.org');
  const desk = await server.connectConsole(other);
  for (const body of SAMPLES) {
    const answer = await command(desk, sessionId, body);
    assert.ok(answer.type === 'rejected' && answer.code === 'not-your-session', body.type);
  }
  for (const message of [
    { type: 'watch', sessionId, after: 0 },
    { type: 'open-peer', sessionId },
  ]) {
    desk.send(message);
    assert.equal((await desk.next(ofType('error'))).code, 'not-your-session');
  }
  const others = await server.claimedSession(other);
  const chat = { type: 'send-chat', text: 'hi' } as const;
  const answer = await command(applet, others.session.sessionId, chat);
  assert.ok(answer.type === 'rejected' && answer.code === 'not-your-session');
  for (const [message, code] of [
    [{ type: 'open-peer', sessionId: others.session.sessionId }, 'not-your-session'],
    [{ type: 'watch', sessionId, after: 0 }, 'role-not-allowed'],
  ] as const) {
    applet.send(message);
    assert.equal((await applet.next(ofType('error'))).code, code);
  }
});

test('[SESSION-5] a command sent again acts once, also at the same moment and after a restart', async (t) => {
  const at = await activeSession(t);
  const { sessionId } = at.session.session;
  const id = newCommandId();
  const chat = { type: 'send-chat', text: 'once' } as const;
  for (let n = 0; n < 5; n += 1) at.desk.send({ type: 'command', id, sessionId, command: chat });
  for (let n = 0; n < 5; n += 1) assert.equal((await at.desk.next(ofType('accepted'))).id, id);
  await at.server.running.close();
  const server = await TestServer.start(t, { data: at.server.data });
  const desk = await server.connectConsole(at.staff);
  assert.equal((await command(desk, sessionId, chat, id)).type, 'accepted');
  const chats = (await logOf({ ...at, server })).filter(({ body }) => body.type === 'chat-sent');
  assert.deepEqual(
    chats.map(({ commandId }) => commandId),
    [id],
  );
});

test('[SESSION-6] whoever comes back is sent exactly what follows', async (t) => {
  const at = await activeSession(t);
  const { sessionId } = at.session.session;
  for (let n = 0; n < 450; n += 1) {
    at.applet.send({
      type: 'command',
      id: newCommandId(),
      sessionId,
      command: { type: 'send-chat', text: `${n}` },
    });
  }
  const isLast = ({ body }: SessionEvent): boolean => body.type === 'chat-sent' && body.text === '449';
  const whole = await eventsUntil(at.applet, isLast);
  await at.applet.close();
  const again = await at.server.connectApplet(at.session, at.key, 100);
  const rest = await eventsUntil(again, isLast);
  assert.deepEqual(
    rest.slice(0, 354),
    whole.filter(({ number }) => number > 100),
  );
  assert.deepEqual(
    rest.map(({ number }) => number),
    rest.map((_, index) => 101 + index),
  );
  at.desk.send({ type: 'watch', sessionId, after: 300 });
  assert.equal((await at.desk.next(ofType('events'))).events[0]?.number, 301);
});

test('[SESSION-6] events while a log is being sent come after it, once', async (t) => {
  const at = await activeSession(t);
  const { sessionId } = at.session.session;
  const say = (n: number): void =>
    at.applet.send({
      type: 'command',
      id: newCommandId(),
      sessionId,
      command: { type: 'send-chat', text: `${n}` },
    });
  for (let n = 0; n < 200; n += 1) say(n);
  at.desk.send({ type: 'watch', sessionId, after: 0 });
  for (let n = 200; n < 400; n += 1) say(n);
  const seen = await eventsUntil(at.desk, ({ body }) => body.type === 'chat-sent' && body.text === '399');
  assert.deepEqual(
    seen.map(({ number }) => number),
    seen.map((_, index) => 1 + index),
  );
});

test('[SESSION-6] a number that the log does not have yet is a gap', async (t) => {
  const at = await activeSession(t);
  at.desk.send({ type: 'watch', sessionId: at.session.session.sessionId, after: 999 });
  assert.equal((await at.desk.next(ofType('error'))).code, 'log-gap');
});

test('[SESSION-7] a session is started only when the applet is there', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const desk = await server.connectConsole(staff);
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  const early = await command(desk, sessionId, { type: 'start' });
  assert.ok(early.type === 'rejected' && early.code === 'wrong-phase');
  const applet = await server.connectApplet(session);
  await applet.close();
  await until(() => server.logged.some((line) => line.includes('applet disconnected')));
  clock.advance(2000);
  await desk.next(
    ({ ...message }) =>
      message.type === 'queue-changed' &&
      message.session.phase.phase === 'waiting' &&
      message.session.phase.appletLostAt !== undefined,
  );
  const away = await command(desk, sessionId, { type: 'start' });
  assert.ok(away.type === 'rejected' && away.code === 'applet-away');
});

test('[SESSION-9] a short gap is not written to the log, a longer one is', async (t) => {
  const clock = new ManualClock();
  const at = await activeSession(t, { clock });
  const types = async (): Promise<string[]> => (await logOf(at)).slice(3).map(({ body }) => body.type);
  const drop = async (client: EventsClient): Promise<void> => {
    const before = at.server.logged.filter((line) => line.includes('applet disconnected')).length;
    await client.close();
    await until(
      () => at.server.logged.filter((line) => line.includes('applet disconnected')).length > before,
    );
  };
  await drop(at.applet);
  clock.advance(1999);
  const again = await at.server.connectApplet(at.session, at.key, 4);
  clock.advance(1);
  assert.deepEqual(await types(), ['session-started']);
  await drop(again);
  clock.advance(2000);
  await at.server.connectApplet(at.session, at.key, 4);
  assert.deepEqual(await types(), ['session-started', 'applet-disconnected', 'applet-connected']);
});

test('[SESSION-8] a claimed code times out when no applet comes', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  clock.advance(30 * MINUTE - 1);
  assert.equal((await phaseOf({ server, staff, session })).phase, 'connecting');
  clock.advance(1);
  assert.deepEqual(await phaseOf({ server, staff, session }), {
    phase: 'closed',
    at: clock.now(),
    outcome: 'timed-out',
  });
});

test('[SESSION-8] waiting has no limit by default, idling has; an open view is not idle', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, {
    clock,
    settings: { timeouts: { connecting: 0, waiting: 0, idle: 3 * MINUTE, offline: 0 } },
  });
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  const [applet, desk] = [await server.connectApplet(session), await server.connectConsole(staff)];
  await pass(clock, 10 * MINUTE, [applet, desk]);
  assert.equal((await phaseOf({ server, staff, session })).phase, 'waiting');
  await command(desk, sessionId, { type: 'start' });
  const { appletPeer, consolePeer } = await openPeers(server, sessionId, applet, desk);
  await pass(clock, 10 * MINUTE, [applet, desk]);
  assert.equal((await phaseOf({ server, staff, session })).phase, 'active');
  await consolePeer.client.close();
  await appletPeer.notice('left');
  await pass(clock, 3 * MINUTE - 1000, [applet, desk]);
  assert.equal((await phaseOf({ server, staff, session })).phase, 'active');
  clock.advance(MINUTE / 2);
  const phase = await phaseOf({ server, staff, session });
  assert.ok(phase.phase === 'closed' && phase.outcome === 'timed-out');
});

test('[SESSION-8] an applet that stays away aborts the session, also when the server was restarted meanwhile', async (t) => {
  const clock = new ManualClock();
  const at = await activeSession(t, { clock });
  await at.server.running.close();
  clock.advance(MINUTE);
  const server = await TestServer.start(t, { clock, data: at.server.data });
  const restarted = { ...at, server };
  await until(async () => (await logOf(restarted)).at(-1)?.body.type === 'applet-disconnected');
  clock.advance(60 * MINUTE - 1);
  assert.equal((await phaseOf(restarted)).phase, 'active');
  clock.advance(1);
  const phase = await phaseOf(restarted);
  assert.ok(phase.phase === 'closed' && phase.outcome === 'aborted');
});

test('[SESSION-8] a code that ran out while the server was down is expired at the next start', async (t) => {
  const clock = new ManualClock();
  const first = await TestServer.start(t, { clock });
  const staff = await first.setUp();
  const { session } = await first.createSession(staff);
  await first.running.close();
  clock.advance(16 * MINUTE);
  const server = await TestServer.start(t, { clock, data: first.data });
  clock.advance(0);
  const path = `/api/sessions/${session.sessionId}`;
  const { phase } = sessionSummary.parse((await server.call('GET', path, { cookie: staff.cookie })).json());
  assert.ok(phase.phase === 'closed' && phase.outcome === 'code-expired');
});

test('[SESSION-12] chat, names and file names are cleaned before they are stored', async (t) => {
  const at = await activeSession(t);
  const { sessionId } = at.session.session;
  const created = await at.server.createSession(at.staff, ' Carla\u202e\n Customer ');
  assert.equal(created.session.customerName, 'Carla Customer');
  await command(at.applet, sessionId, { type: 'send-chat', text: 'safe\u202egpj.exe\u0000' });
  await command(at.applet, sessionId, {
    type: 'offer-file',
    fileId: fileId.parse(newId()),
    name: '../../.bashrc',
    size: 1,
  });
  const [chat, file] = (await logOf(at)).slice(-2).map(({ body }) => body);
  assert.ok(chat?.type === 'chat-sent' && chat.text === 'safegpj.exe');
  assert.ok(file?.type === 'file-offered' && file.name === 'bashrc');
});

test('[SESSION-13] a technician has at most so many open sessions', async (t) => {
  const server = await TestServer.start(t, { settings: { maxOpenSessions: 2 } });
  const staff = await server.setUp();
  const make = () => server.call('POST', '/api/sessions', { json: {}, cookie: staff.cookie });
  const statuses = (await Promise.all([make(), make(), make(), make()])).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [201, 201, 429, 429]);
});

test('[SESSION-14] neither side floods the other; taking back and ending always works', async (t) => {
  const clock = new ManualClock();
  const at = await activeSession(t, { clock });
  const { sessionId } = at.session.session;
  const flood = async (applet: EventsClient, count: number): Promise<number> => {
    const chat = { type: 'send-chat', text: 'hello' } as const;
    for (let n = 0; n < count; n += 1)
      applet.send({ type: 'command', id: newCommandId(), sessionId, command: chat });
    let accepted = 0;
    for (let n = 0; n < count; n += 1) {
      const { type } = await applet.next(({ type }) => type === 'accepted' || type === 'rejected');
      if (type === 'accepted') accepted += 1;
    }
    return accepted;
  };
  assert.equal(await flood(at.applet, 300), 300);
  await at.applet.close();
  const again = await at.server.connectApplet(at.session, at.key, 1);
  assert.equal(await flood(again, 300), 200);
  const refused = await command(again, sessionId, { type: 'send-chat', text: 'one more' });
  assert.ok(refused.type === 'rejected' && refused.code === 'too-many-messages');

  assert.equal((await command(at.desk, sessionId, { type: 'send-chat', text: 'hello' })).type, 'accepted');
  const revoked = await command(again, sessionId, {
    type: 'revoke-permissions',
    permissions: ['view-screen'],
  });
  assert.equal(revoked.type, 'accepted');
  clock.advance(10_000);
  assert.equal(await flood(again, 30), 20);
  assert.equal((await command(again, sessionId, { type: 'close' })).type, 'accepted');
});

/** Waits for something that no message tells. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
