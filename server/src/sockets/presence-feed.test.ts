import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerMessage } from '@throwline/protocol';
import { until } from '@throwline/testbed/wait.ts';
import { AWAY_AFTER, LEFT_AFTER } from '../sessions/open-consoles.ts';
import { PRESENCE_GRACE } from '../sessions/presence.ts';
import { activeSession, logOf } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type EventsClient, ofType } from '../testing/socket-client.ts';
import { command, type TestServer } from '../testing/test-server.ts';
import { PRESENCE_PAUSE } from './presence-feed.ts';

const presence = (message: ServerMessage): string =>
  message.type === 'presence' ? message.technicians.map((each) => each.presence).join() : '';
/** Waits until the client is told so; what it was told before is passed over. */
const isTold = (client: EventsClient, wanted: string): Promise<ServerMessage> =>
  client.next((message): message is ServerMessage => presence(message) === wanted);
/** What the client has been told and not been asked for yet; everything that it said before has been taken in. */
async function toldTo(client: EventsClient): Promise<string[]> {
  client.send({ type: 'ping', nonce: 7 });
  const told: string[] = [];
  for (;;) {
    const message = await client.next();
    if (message.type === 'pong') return told;
    if (message.type === 'presence') told.push(presence(message));
  }
}

/** The console is gone, and the server knows it. */
async function close(desk: EventsClient, server: TestServer): Promise<void> {
  await desk.close();
  await until('the departure', () => server.logged.some((line) => line.includes('console disconnected')));
}

test('[PRESENCE-1] [PRESENCE-2] the customer is told where the technician is, once a second at most', async (t) => {
  const clock = new ManualClock();
  const { server, applet, desk, session } = await activeSession(t, { clock });
  const { sessionId } = session.session;
  await isTold(applet, 'away');
  clock.advance(PRESENCE_PAUSE);
  await isTold(applet, 'console');
  clock.advance(PRESENCE_PAUSE);
  desk.send({ type: 'look', sessionId });
  await isTold(applet, 'looking');
  for (let n = 0; n < 20; n += 1) {
    desk.send({ type: 'look' });
    desk.send({ type: 'look', sessionId });
  }
  desk.send({ type: 'look' });
  await toldTo(desk);
  clock.advance(PRESENCE_PAUSE);
  assert.deepEqual(await toldTo(applet), ['console']);
  desk.send({ type: 'look', sessionId });
  await toldTo(desk);
  clock.advance(PRESENCE_PAUSE);
  assert.deepEqual(await toldTo(applet), ['looking']);
  await close(desk, server);
  clock.advance(AWAY_AFTER);
  await isTold(applet, 'away');
});

test('[PRESENCE-2] colleagues and the lead are told of each other; an applet looks at nothing', async (t) => {
  const clock = new ManualClock();
  const scene = await activeSession(t, { clock });
  const { server, staff, applet, desk, session } = scene;
  const { sessionId } = session.session;
  const bea = await server.addTechnician(staff, 'bea@example.org', 'Bea Brandt');
  const path = `/api/sessions/${sessionId}/colleagues`;
  await server.call('POST', path, { json: { technicianId: bea.technician.id }, cookie: staff.cookie });
  const other = await server.connectConsole(bea);
  await command(other, sessionId, { type: 'join' });
  desk.send({ type: 'watch', sessionId, after: 0 });
  await isTold(desk, 'console');
  clock.advance(PRESENCE_PAUSE);
  other.send({ type: 'watch', sessionId, after: 0 });
  other.send({ type: 'look', sessionId });
  await isTold(desk, 'looking');
  await isTold(other, 'console');
  await command(desk, sessionId, { type: 'remove-colleague', technicianId: bea.technician.id });
  clock.advance(PRESENCE_PAUSE);
  desk.send({ type: 'look', sessionId });
  clock.advance(PRESENCE_PAUSE);
  await toldTo(desk);
  assert.deepEqual(await toldTo(other), []);
  applet.send({ type: 'look', sessionId });
  assert.equal((await applet.next(ofType('error'))).code, 'role-not-allowed');
});

test('[PRESENCE-3] going from page to page is no line of the log; who has no console for a minute has left', async (t) => {
  const clock = new ManualClock();
  const scene = await activeSession(t, { clock });
  const { server, applet, desk, session } = scene;
  const { sessionId } = session.session;
  const comings = async (): Promise<string[]> =>
    (await logOf(scene)).map(({ body }) => body.type).filter((type) => type.startsWith('technician-'));
  for (let n = 0; n < 5; n += 1) {
    desk.send({ type: 'watch', sessionId, after: 0 });
    await desk.next(ofType('events'));
    desk.send({ type: 'unwatch', sessionId });
    clock.advance(2 * PRESENCE_GRACE);
  }
  await toldTo(desk);
  assert.deepEqual(await comings(), ['technician-connected']);
  await close(desk, server);
  clock.advance(AWAY_AFTER);
  clock.advance(LEFT_AFTER);
  clock.advance(PRESENCE_GRACE);
  await applet.next(
    (message): message is ServerMessage =>
      message.type === 'events' && message.events.some(({ body }) => body.type === 'technician-disconnected'),
  );
  assert.deepEqual(await comings(), ['technician-connected', 'technician-disconnected']);
});
