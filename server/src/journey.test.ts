import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionLogResponse } from '@throwline/protocol';
import { openPeers } from './testing/peer-client.ts';
import { ofType } from './testing/socket-client.ts';
import { command, TestServer } from './testing/test-server.ts';

test('[SESSION-1] a whole session, from the code to its end, is one log without a gap', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const desk = await server.connectConsole(staff);
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  assert.equal((await desk.next(ofType('queue-changed'))).session.sessionId, sessionId);

  const download = await server.call(
    'GET',
    `/connect/${session.pageKey}/Support-Throwline-${session.ticket}.run`,
  );
  assert.equal(download.status, 200);
  assert.match(download.headers['content-disposition'] ?? '', /^attachment; filename="Support-Throwline-/);
  assert.equal(download.headers['content-length'], String(Buffer.byteLength(download.body)));

  const applet = await server.connectApplet(session);
  desk.send({ type: 'watch', sessionId, after: 0 });
  assert.equal((await command(desk, sessionId, { type: 'start' })).type, 'accepted');
  assert.equal((await command(applet, sessionId, { type: 'send-chat', text: 'Hello' })).type, 'accepted');

  const { appletPeer, consolePeer } = await openPeers(server, sessionId, applet, desk);
  appletPeer.send(2, Buffer.from('picture'));
  assert.deepEqual(await consolePeer.data(), { peer: 1, payload: Buffer.from('picture') });
  consolePeer.send(1, Buffer.from('click'));
  assert.deepEqual(await appletPeer.data(), { peer: 2, payload: Buffer.from('click') });

  assert.equal((await command(applet, sessionId, { type: 'close' })).type, 'accepted');
  assert.deepEqual(await consolePeer.closed, { status: 4409, reason: 'session-closed' });
  const log = sessionLogResponse.parse(
    (await server.call('GET', `/api/sessions/${sessionId}/log`, { cookie: staff.cookie })).json(),
  );
  assert.deepEqual(
    log.events.map(({ number, body }) => `${number} ${body.type}`),
    [
      '1 session-created',
      '2 code-claimed',
      '3 applet-downloaded',
      '4 applet-connected',
      '5 technician-connected',
      '6 session-started',
      '7 chat-sent',
      '8 session-closed',
    ],
  );
});
