import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMMAND_PARTS,
  type CommandType,
  fileId,
  type ParticipantCommand,
  participantCommand,
  requestId,
  technicianId,
} from '@throwline/protocol';
import { activeSession, logOf } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type EventsClient, ofType } from '../testing/socket-client.ts';
import { command, newCommandId, newId, TestServer } from '../testing/test-server.ts';

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
