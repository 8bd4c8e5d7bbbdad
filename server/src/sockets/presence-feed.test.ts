import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerMessage } from '@throwline/protocol';
import { AWAY_AFTER, LEFT_AFTER } from '../sessions/open-consoles.ts';
import { activeSession, logOf } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type EventsClient, ofType } from '../testing/socket-client.ts';
import { command } from '../testing/test-server.ts';
import { PRESENCE_PAUSE } from './presence-feed.ts';

const presence = (message: ServerMessage): string =>
  message.type === 'presence' ? message.technicians.map((each) => each.presence).join() : '';
/** Waits until the client is told so; what it was told before is passed over. */
const isTold = (client: EventsClient, wanted: string): Promise<ServerMessage> =>
  client.next((message): message is ServerMessage => presence(message) === wanted);
/** Everything said before has been taken in. */
async function settled(client: EventsClient): Promise<void> {
  client.send({ type: 'ping', nonce: 7 });
  await client.next(ofType('pong'));
}

test('[PRESENCE-1] [PRESENCE-2] the customer is told where the technician is, once a second at most', async (t) => {
  const clock = new ManualClock();
  const { applet, desk, session } = await activeSession(t, { clock });
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
  await settled(desk);
  clock.advance(PRESENCE_PAUSE);
  await settled(applet);
  assert.deepEqual(applet.received.filter(({ type }) => type === 'presence').map(presence), []);
  desk.send({ type: 'look', sessionId });
  await settled(desk);
  clock.advance(PRESENCE_PAUSE);
  await isTold(applet, 'looking');
  await desk.close();
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
  await settled(other);
  assert.deepEqual(other.received.filter(({ type }) => type === 'presence').map(presence), []);
  applet.send({ type: 'look', sessionId });
  assert.equal((await applet.next(ofType('error'))).code, 'role-not-allowed');
});

test('[PRESENCE-3] going from page to page is no line of the log; who has no console for a minute has left', async (t) => {
  const clock = new ManualClock();
  const scene = await activeSession(t, { clock });
  const { applet, desk, session } = scene;
  const { sessionId } = session.session;
  const comings = async (): Promise<string[]> =>
    (await logOf(scene)).map(({ body }) => body.type).filter((type) => type.startsWith('technician-'));
  for (let n = 0; n < 5; n += 1) {
    desk.send({ type: 'watch', sessionId, after: 0 });
    await desk.next(ofType('events'));
    desk.send({ type: 'unwatch', sessionId });
    clock.advance(LEFT_AFTER);
  }
  await settled(desk);
  assert.deepEqual(await comings(), ['technician-connected']);
  await desk.close();
  clock.advance(AWAY_AFTER);
  clock.advance(LEFT_AFTER);
  clock.advance(LEFT_AFTER);
  await applet.next(
    (message): message is ServerMessage =>
      message.type === 'events' && message.events.some(({ body }) => body.type === 'technician-disconnected'),
  );
  assert.deepEqual(await comings(), ['technician-connected', 'technician-disconnected']);
});
