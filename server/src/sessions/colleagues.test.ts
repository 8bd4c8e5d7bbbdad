import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  COMMAND_PARTS,
  type ErrorCode,
  errorResponse,
  listColleaguesResponse,
  listSessionsResponse,
  type ParticipantCommand,
  participantCommand,
  randomId,
  type ServerMessage,
  type SessionId,
  sessionLogResponse,
  technicianId,
} from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { type EventsClient, ofType, openEvents } from '../testing/socket-client.ts';
import {
  appletHello,
  command,
  consoleHello,
  newId,
  type Staff,
  type TestOptions,
  TestServer,
} from '../testing/test-server.ts';

/** A running session of Theo's, with Bea signed in and nobody invited. */
async function scene(t: TestContext, options: TestOptions = {}) {
  const server = await TestServer.start(t, options);
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const bea = await server.addTechnician(admin, 'bea@example.org', 'Bea Brandt');
  const claimed = await server.claimedSession(theo);
  const applet = await server.connectApplet(claimed);
  const lead = await server.connectConsole(theo);
  const desk = await server.connectConsole(bea);
  const { sessionId } = claimed.session;
  await isAccepted(lead, sessionId, { type: 'start' });
  return { server, admin, theo, bea, claimed, applet, lead, desk, sessionId };
}

async function isAccepted(client: EventsClient, id: SessionId, body: ParticipantCommand): Promise<void> {
  assert.equal((await command(client, id, body)).type, 'accepted', body.type);
}

async function refusalOf(client: EventsClient, id: SessionId, body: ParticipantCommand): Promise<unknown> {
  const answer = await command(client, id, body);
  return answer.type === 'rejected' ? answer.code : answer.type;
}

async function invite(
  server: TestServer,
  by: Staff,
  sessionId: SessionId,
  whom: string,
  comment?: string,
): Promise<number | string> {
  const json = { technicianId: whom, ...(comment === undefined ? {} : { comment }) };
  const answer = await server.call('POST', `/api/sessions/${sessionId}/colleagues`, {
    json,
    cookie: by.cookie,
  });
  return answer.status === 201 ? 201 : errorResponse.parse(answer.json()).code;
}

const saysChat = (text: string) => (message: ServerMessage) =>
  message.type === 'events' &&
  message.events.some(({ body }) => body.type === 'chat-sent' && body.text === text);

test('[TEAM-1] an invitation comes live, with who invites and why; a Yes opens log and chat to both sides', async (t) => {
  const { server, theo, bea, applet, lead, desk, sessionId } = await scene(t);
  assert.equal(await invite(server, theo, sessionId, bea.technician.id, 'Printer\u202e expert?'), 201);
  const { session } = await desk.next(ofType('queue-changed'));
  const [colleague] = session.colleagues;
  assert.ok(colleague?.standing === 'invited');
  assert.equal(colleague.invitedBy.name, 'Theo Technician');
  assert.equal(colleague.comment, 'Printer expert?');

  await isAccepted(desk, sessionId, { type: 'join' });
  desk.send({ type: 'watch', sessionId, after: 0 });
  await desk.next(
    (message) =>
      message.type === 'events' && message.events.some(({ body }) => body.type === 'session-created'),
  );
  await isAccepted(desk, sessionId, { type: 'send-chat', text: 'Hello, Bea here.' });
  const { events } = await applet.next((message): message is Extract<ServerMessage, { type: 'events' }> =>
    saysChat('Hello, Bea here.')(message),
  );
  const chat = events.find(({ body }) => body.type === 'chat-sent');
  assert.ok(chat?.actor.role === 'technician' && chat.actor.technician.name === 'Bea Brandt');
  await isAccepted(applet, sessionId, { type: 'send-chat', text: 'Hello, both of you.' });
  await desk.next(saysChat('Hello, both of you.'));
  lead.send({ type: 'watch', sessionId, after: 0 });
  await lead.next(saysChat('Hello, both of you.'));
});

test('[TEAM-2] unknown, disabled, one’s own, twice: no invitation, each with its code', async (t) => {
  const { server, admin, theo, bea, sessionId } = await scene(t);
  const gone = await server.addTechnician(admin, 'gone@example.org', 'Gone');
  await server.call('PATCH', `/api/technicians/${gone.technician.id}`, {
    json: { disabled: true },
    cookie: admin.cookie,
  });
  assert.equal(await invite(server, theo, sessionId, newId()), 'colleague-unavailable');
  assert.equal(await invite(server, theo, sessionId, gone.technician.id), 'colleague-unavailable');
  assert.equal(await invite(server, theo, sessionId, theo.technician.id), 'colleague-there');
  assert.equal(await invite(server, theo, sessionId, bea.technician.id), 201);
  assert.equal(await invite(server, theo, sessionId, bea.technician.id), 'colleague-there');
  assert.equal(await invite(server, bea, sessionId, admin.technician.id), 'role-not-allowed');
  assert.equal(await invite(server, admin, sessionId, admin.technician.id), 'not-your-session');
  for (let count = 1; count < 5; count += 1) {
    const more = await server.addTechnician(admin, `more${count}@example.org`, `More ${count}`);
    assert.equal(await invite(server, theo, sessionId, more.technician.id), 201);
  }
  assert.equal(await invite(server, theo, sessionId, admin.technician.id), 'too-many-colleagues');
  const answer = await server.call('GET', '/api/colleagues', { cookie: theo.cookie });
  const names = listColleaguesResponse.parse(answer.json()).colleagues.map(({ name }) => name);
  assert.deepEqual(names, ['Ada Admin', 'Bea Brandt', 'More 1', 'More 2', 'More 3', 'More 4']);
  assert.doesNotMatch(answer.body, /example\.org/);
});

const SAMPLES: readonly ParticipantCommand[] = participantCommand.options.map((option) => {
  const sample = {
    type: option.shape.type.value,
    requestId: newId(),
    fileId: newId(),
    technicianId: newId(),
    text: 'x',
    name: 'x',
    size: 1,
    answer: 'granted',
    permissions: ['view-screen'],
    failed: false,
  };
  return participantCommand.parse(sample);
});

test('[TEAM-3] over the socket a colleague gives only their own commands, an invited one only the answer', async (t) => {
  const { server, admin, theo, bea, desk, sessionId } = await scene(t);
  const cleo = await server.addTechnician(admin, 'cleo@example.org', 'Cleo');
  const invited = await server.connectConsole(cleo);
  await invite(server, theo, sessionId, bea.technician.id);
  await invite(server, theo, sessionId, cleo.technician.id);
  await isAccepted(desk, sessionId, { type: 'join' });
  for (const body of SAMPLES) {
    const parts = COMMAND_PARTS[body.type];
    for (const [client, part] of [
      [desk, 'colleague'],
      [invited, 'invited'],
    ] as const) {
      if (parts.includes(part)) continue;
      assert.equal(await refusalOf(client, sessionId, body), 'role-not-allowed', `${body.type} by ${part}`);
    }
  }
  invited.send({ type: 'watch', sessionId, after: 0 });
  assert.equal((await invited.next(ofType('error'))).code, 'role-not-allowed');
  const log = `/api/sessions/${sessionId}/log`;
  assert.equal((await server.call('GET', log, { cookie: cleo.cookie })).status, 403);
  assert.equal((await server.call('GET', log, { cookie: bea.cookie })).status, 200);
});

test('[TEAM-3] neither who is invited nor who has joined gets a peer socket', async (t) => {
  const { server, theo, bea, desk, sessionId } = await scene(t);
  await invite(server, theo, sessionId, bea.technician.id);
  for (const standing of ['invited', 'joined']) {
    desk.send({ type: 'open-peer', sessionId });
    assert.equal((await desk.next(ofType('error'))).code, 'role-not-allowed', standing);
    if (standing === 'invited') await isAccepted(desk, sessionId, { type: 'join' });
  }
});

test('[TEAM-4] who is taken out, leaves or loses the account hears nothing more at once', async (t) => {
  const { server, admin, theo, bea, applet, desk, lead, sessionId } = await scene(t);
  const enter = async (): Promise<void> => {
    assert.equal(await invite(server, theo, sessionId, bea.technician.id), 201);
    await isAccepted(desk, sessionId, { type: 'join' });
    desk.send({ type: 'watch', sessionId, after: 0 });
    await desk.next(ofType('events'));
  };
  await enter();
  await isAccepted(lead, sessionId, { type: 'remove-colleague', technicianId: bea.technician.id });
  await desk.next(ofType('queue-removed'));
  await isAccepted(applet, sessionId, { type: 'send-chat', text: 'secret' });
  assert.equal(await refusalOf(desk, sessionId, { type: 'send-chat', text: 'x' }), 'not-your-session');
  assert.deepEqual(
    desk.received.filter(({ type }) => type === 'events'),
    [],
  );
  await enter();
  await isAccepted(desk, sessionId, { type: 'leave' });
  await isAccepted(applet, sessionId, { type: 'send-chat', text: 'secret' });
  desk.send({ type: 'watch', sessionId, after: 0 });
  assert.equal((await desk.next(ofType('error'))).code, 'not-your-session');

  await enter();
  await server.call('PATCH', `/api/technicians/${bea.technician.id}`, {
    json: { disabled: true },
    cookie: admin.cookie,
  });
  await desk.closed;
  const { body } = await server.call('GET', `/api/sessions/${sessionId}/log`, { cookie: theo.cookie });
  const last = sessionLogResponse
    .parse(JSON.parse(body))
    .events.findLast(({ body }) => body.type.startsWith('colleague'));
  assert.deepEqual(
    [last?.body, last?.actor],
    [
      {
        type: 'colleague-left',
        technician: { id: bea.technician.id, name: 'Bea Brandt' },
        reason: 'disabled',
      },
      { role: 'server' },
    ],
  );
});

test('[TEAM-4] a closed session keeps its colleagues’ reading, and no invitation', async (t) => {
  const { server, admin, theo, bea, desk, lead, sessionId } = await scene(t);
  const cleo = await server.addTechnician(admin, 'cleo@example.org', 'Cleo');
  const invited = await server.connectConsole(cleo);
  await invite(server, theo, sessionId, bea.technician.id);
  await isAccepted(desk, sessionId, { type: 'join' });
  await invite(server, theo, sessionId, cleo.technician.id);
  await isAccepted(lead, sessionId, { type: 'close' });
  await invited.next(ofType('queue-removed'));
  const queueOf = async (staff: Staff): Promise<number> => {
    const answer = await server.call('GET', '/api/sessions', { cookie: staff.cookie });
    return listSessionsResponse.parse(answer.json()).sessions.length;
  };
  assert.deepEqual([await queueOf(theo), await queueOf(bea), await queueOf(cleo)], [1, 1, 0]);
  desk.send({ type: 'watch', sessionId, after: 0 });
  await desk.next(ofType('events'));
});

test('[TEAM-4] after a restart a colleague is there still, and is said to be away', async (t) => {
  const first = await scene(t);
  const { server, theo, bea, desk, sessionId } = first;
  await invite(server, theo, sessionId, bea.technician.id);
  await isAccepted(desk, sessionId, { type: 'join' });
  desk.send({ type: 'watch', sessionId, after: 0 });
  await desk.next(
    (message) =>
      message.type === 'events' && message.events.some(({ body }) => body.type === 'technician-connected'),
  );
  await server.running.close();
  const second = await TestServer.start(t, { data: server.data });
  const again = await second.connectConsole(await second.signIn('bea@example.org'));
  again.send({ type: 'watch', sessionId, after: 0 });
  await again.next(
    (message) =>
      message.type === 'events' &&
      message.events.some(
        ({ body }) => body.type === 'technician-disconnected' && body.technician.name === 'Bea Brandt',
      ),
  );
});

test('[TEAM-5] the customer’s program is not sent the comment', async (t) => {
  const { server, theo, bea, applet, sessionId } = await scene(t);
  await invite(server, theo, sessionId, bea.technician.id, 'A difficult one');
  const { events } = await applet.next(
    (message): message is Extract<ServerMessage, { type: 'events' }> =>
      message.type === 'events' && message.events.some(({ body }) => body.type === 'colleague-invited'),
  );
  assert.doesNotMatch(JSON.stringify(events), /difficult|comment/);
});

test('[TEAM-6] an applet of protocol version 1 is served, but no colleague comes; a page of it is refused', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const bea = await server.addTechnician(admin, 'bea@example.org', 'Bea Brandt');
  const claimed = await server.claimedSession(admin);
  const { sessionId } = claimed.session;
  const old = await openEvents(server.running, undefined);
  old.send({ ...appletHello(claimed.ticket, newId()), versions: { min: 1, max: 1 } });
  assert.equal((await old.next(ofType('welcome'))).version, 1);
  const desk = await server.connectConsole(admin);
  await isAccepted(desk, sessionId, { type: 'start' });
  assert.equal(await invite(server, admin, sessionId, bea.technician.id), 'applet-outdated');
  await isAccepted(old, sessionId, { type: 'send-chat', text: 'still served' });
  const page = await openEvents(server.running, server.running.url);
  page.send({ ...consoleHello(await server.socketToken(admin)), versions: { min: 1, max: 1 } });
  const code: ErrorCode = 'version-unsupported';
  assert.equal((await page.next(ofType('refused'))).code, code);
});

test('[TEAM-2] inviting is held to the pace of all commands', async (t) => {
  const { server, theo, sessionId } = await scene(t, { clock: new ManualClock() });
  const unknown = technicianId.parse(randomId(randomBytes(26)));
  const answers = new Set<number | string>();
  for (let count = 0; count < 510; count += 1) answers.add(await invite(server, theo, sessionId, unknown));
  assert.deepEqual([...answers], ['colleague-unavailable', 'too-many-messages']);
});
