import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionSummary } from '@throwline/protocol';
import { until } from '@throwline/testbed/wait.ts';
import { activeSession, logOf, phaseOf } from '../testing/active-session.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openPeers } from '../testing/peer-client.ts';
import type { EventsClient } from '../testing/socket-client.ts';
import { command, TestServer } from '../testing/test-server.ts';

const MINUTE = 60_000;

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
  await until(
    'the departure in the log',
    async () => (await logOf(restarted)).at(-1)?.body.type === 'applet-disconnected',
  );
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
