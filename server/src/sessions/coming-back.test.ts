import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionEvent } from '@throwline/protocol';
import { until } from '@throwline/testbed/wait.ts';
import { activeSession, eventsUntil, logOf } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type EventsClient, ofType } from '../testing/socket-client.ts';
import { command, newCommandId, TestServer } from '../testing/test-server.ts';

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
  await until('the departure', () => server.logged.some((line) => line.includes('applet disconnected')));
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
    const departures = () => at.server.logged.filter((line) => line.includes('applet disconnected')).length;
    const before = departures();
    await client.close();
    await until('the departure', () => departures() > before);
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
