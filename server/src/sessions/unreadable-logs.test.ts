import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import {
  errorResponse,
  keptSessionsResponse,
  listSessionsResponse,
  sessionLogResponse,
} from '@throwline/protocol';
import { DATABASE_FILE } from '../storage/storage.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ofType, openEvents } from '../testing/socket-client.ts';
import {
  appletHello,
  type ClaimedSession,
  command,
  newId,
  type Staff,
  TestServer,
} from '../testing/test-server.ts';

const DAY = 24 * 3_600_000;

/** Changes what is stored, while no server runs. */
function change(server: TestServer, sql: string, ...values: string[]): void {
  const database = new DatabaseSync(join(server.data, DATABASE_FILE));
  database.prepare(sql).run(...values);
  database.close();
}

const DAMAGES: readonly (readonly [string, string])[] = [
  ['is no JSON', `update events set body = '{' where session_id = ? and number = 2`],
  ['has a gap', 'delete from events where session_id = ? and number = 1'],
  [
    'has a critical event of a later version',
    `update events set body = '{"type":"from-the-future"}' where session_id = ? and number = 2`,
  ],
];

/** Two sessions of a technician, one of them damaged while the server was away. */
async function damaged(t: TestContext, sql: string) {
  const first = await TestServer.start(t);
  const staff = await first.setUp();
  const good = await first.claimedSession(staff);
  const bad = await first.claimedSession(staff);
  await first.running.close();
  change(first, sql, bad.session.sessionId);
  const server = await TestServer.start(t, { data: first.data });
  return { server, staff, good, bad };
}

async function queueOf(server: TestServer, staff: Staff) {
  const answer = await server.call('GET', '/api/sessions', { cookie: staff.cookie });
  const { sessions } = listSessionsResponse.parse(answer.json());
  return ({ session }: ClaimedSession) => sessions.find((each) => each.sessionId === session.sessionId);
}

for (const [what, sql] of DAMAGES) {
  test(`[SESSION-16] a log that ${what} costs its own session, and is said`, async (t) => {
    const { server, staff, good, bad } = await damaged(t, sql);
    const { sessionId } = bad.session;
    const inQueue = await queueOf(server, staff);
    assert.deepEqual(
      [inQueue(good)?.isUnreadable, inQueue(bad)?.isUnreadable, inQueue(bad)?.customerName],
      [undefined, true, 'Carla'],
    );
    const desk = await server.connectConsole(staff);
    desk.send({ type: 'watch', sessionId, after: 0 });
    assert.equal((await desk.next(ofType('error'))).code, 'log-unreadable');
    const applet = await openEvents(server.running, undefined);
    applet.send(appletHello(bad.ticket, newId()));
    assert.equal((await applet.next(ofType('refused'))).code, 'log-unreadable');
    const page = await server.call('GET', `/connect/${bad.pageKey}`);
    assert.match(page.body, /Ask your technician for a new code/);
    const log = await server.call('GET', `/api/sessions/${sessionId}/log`, { cookie: staff.cookie });
    assert.equal(errorResponse.parse(log.json()).code, 'log-unreadable');
    const said = server.logged.filter((line) => line.includes('cannot be read') && line.includes(sessionId));
    assert.equal(said.length, 1);

    // The other one goes on, on the same connection.
    await server.connectApplet(good);
    assert.equal((await command(desk, good.session.sessionId, { type: 'start' })).type, 'accepted');
  });
}

test('[SESSION-15] [SESSION-16] an event of a later version that is not critical is stored and told as it came', async (t) => {
  const body = { type: 'note-added', critical: false, text: 'Between technicians' };
  const { server, staff, bad } = await damaged(
    t,
    `insert into events select session_id, 3, at, actor, null, '${JSON.stringify(body)}' from events
     where session_id = ? and number = 2`,
  );
  const path = `/api/sessions/${bad.session.sessionId}/log`;
  const { events } = sessionLogResponse.parse(
    (await server.call('GET', path, { cookie: staff.cookie })).json(),
  );
  assert.deepEqual(events.at(-1)?.body, { type: 'unknown', original: body });
  const applet = await openEvents(server.running, undefined);
  applet.send(appletHello(bad.ticket, newId()));
  const told = JSON.stringify((await applet.next(ofType('events'))).events);
  assert.ok(told.includes('note-added') && !told.includes('Between technicians'), told);
});

test('[SESSION-16] [STORAGE-7] what cannot be read can be erased, and keeps nothing else from being erased', async (t) => {
  const { server, staff, good, bad } = await damaged(t, DAMAGES[0]?.[1] ?? '');
  const path = (session: ClaimedSession): string => `/api/sessions/${session.session.sessionId}`;
  const { cookie } = staff;
  assert.equal((await server.call('DELETE', path(bad), { cookie })).status, 204);
  assert.equal((await queueOf(server, staff))(bad), undefined);
  assert.equal((await server.call('DELETE', path(good), { cookie })).status, 409);
});

test('[SESSION-16] [STORAGE-7] the time that sessions are kept holds for unreadable ones, too', async (t) => {
  const clock = new ManualClock(Date.now() - 100 * DAY);
  const settings = { retentionDays: 30 };
  const first = await TestServer.start(t, { clock, settings });
  const staff = await first.setUp();
  const sessions = [await first.claimedSession(staff), await first.claimedSession(staff)];
  const desk = await first.connectConsole(staff);
  for (const session of sessions) {
    await first.connectApplet(session);
    await command(desk, session.session.sessionId, { type: 'close' });
  }
  await first.running.close();
  change(first, DAMAGES[1]?.[1] ?? '', sessions[0]?.session.sessionId ?? '');
  clock.advance(60 * DAY);
  const server = await TestServer.start(t, { data: first.data, settings, clock });
  const { cookie } = await server.signIn('ada@example.org');
  const kept = async () =>
    keptSessionsResponse.parse((await server.call('GET', '/api/kept-sessions', { cookie })).json()).sessions;
  while ((await kept()).length > 0);
});
