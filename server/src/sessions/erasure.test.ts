import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import {
  keptSessionsResponse,
  LOG_PAGE,
  type SessionId,
  secret,
  sessionLogResponse,
} from '@throwline/protocol';
import { CHECKED_AFTER_A_CRASH, CHECKED_ALWAYS, isLookedThrough } from '../storage/database-check.ts';
import { DATABASE_FILE, openStorage } from '../storage/storage.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ofType } from '../testing/socket-client.ts';
import { command, newCommandId, type Staff, TestServer } from '../testing/test-server.ts';
import { RETENTION_INTERVAL } from './erasure.ts';

const DAY = 24 * 3_600_000;
const WORDS = 'the words of a customer that nobody is to find';

/** A closed session with its customer's name and words in it. */
async function closedSession(server: TestServer, staff: Staff, name: string): Promise<SessionId> {
  const session = await server.createSession(staff, name);
  const { sessionId } = session.session;
  const { location = '' } = (await server.claim(session.code)).headers;
  const page = await server.call('GET', `${location}?steps=linux-firefox`);
  const ticket = /Support-Throwline-([0-9a-z]{26})\.run/.exec(page.body)?.[1] ?? '';
  const applet = await server.connectApplet({ ticket: secret.parse(ticket) });
  await command(applet, sessionId, { type: 'send-chat', text: WORDS });
  await command(applet, sessionId, { type: 'close' });
  await applet.close();
  return sessionId;
}

const holds = (server: TestServer, words: string): boolean =>
  readdirSync(server.data)
    .filter((name) => name.startsWith(DATABASE_FILE))
    .some((name) => readFileSync(join(server.data, name)).includes(words));

async function kept(server: TestServer, staff: Staff, query = '') {
  const answer = await server.call('GET', `/api/kept-sessions${query}`, { cookie: staff.cookie });
  return keptSessionsResponse.parse(answer.json());
}

test('[STORAGE-7] an administrator erases a closed session: nothing of it is found any more', async (t) => {
  const server = await TestServer.start(t);
  const administrator = await server.setUp();
  const theo = await server.addTechnician(administrator, 'theo@example.org');
  const id = await closedSession(server, theo, 'Carla Erased');
  const open = await server.createSession(theo, 'Otto Open');
  const queue = await server.connectConsole(theo);
  assert.deepEqual(
    (await kept(server, administrator)).sessions.map(({ sessionId, customerName, technicianName }) => [
      sessionId,
      customerName,
      technicianName,
    ]),
    [[id, 'Carla Erased', 'Theo Technician']],
  );
  assert.ok(holds(server, WORDS) && holds(server, 'Carla Erased'));
  const erase = async (staff: Staff, which: SessionId): Promise<number> =>
    (await server.call('DELETE', `/api/sessions/${which}`, { cookie: staff.cookie })).status;
  assert.equal(await erase(theo, id), 403);
  assert.equal(await erase(administrator, open.session.sessionId), 409);
  assert.equal(await erase(administrator, id), 204);
  assert.equal((await queue.next(ofType('queue-removed'))).sessionId, id);
  assert.equal(await erase(administrator, id), 404);
  assert.deepEqual((await kept(server, administrator)).sessions, []);
  for (const path of [`/api/sessions/${id}`, `/api/sessions/${id}/log`]) {
    assert.equal((await server.call('GET', path, { cookie: theo.cookie })).status, 404);
  }
  assert.ok(!holds(server, WORDS) && !holds(server, 'Carla Erased'));
  assert.ok(holds(server, 'Otto Open'));
  const said = server.logged.filter((line) => line.includes('erased by an administrator'));
  assert.equal(said.length, 1);
  assert.ok(said[0]?.includes(administrator.technician.id) && said[0].includes(id));
  assert.ok(!server.logged.join('').includes('Carla Erased'));
});

test('[STORAGE-7] closed sessions are erased when their days are over; open ones and younger ones stay', async (t) => {
  // Towards the present: certificates are checked by the machine's own clock.
  const clock = new ManualClock(Date.now() - 61 * DAY);
  const settings = { retentionDays: 30, codeLifetime: 90 * DAY };
  const start = (data?: string) =>
    TestServer.start(t, { clock, settings, ...(data === undefined ? {} : { data }) });
  const server = await start();
  const administrator = await server.setUp();
  const old = await closedSession(server, administrator, 'Olga Old');
  const open = await server.createSession(administrator, 'Otto Open');
  await server.running.close();
  clock.advance(29 * DAY);

  const second = await start(server.data);
  const staff = await second.signIn('ada@example.org');
  await closedSession(second, staff, 'Yara Young');
  assert.equal((await kept(second, staff)).sessions.length, 2);
  assert.equal((await kept(second, staff)).retentionDays, 30);
  // Cut off while it erases: the start that follows goes on.
  await second.running.close();
  const storage = await openStorage({ folder: server.data });
  await storage.transaction((inside) => inside.erasure.begin(old));
  await storage.close();
  const third = await start(server.data);
  while (holds(third, 'Olga Old')) await new Promise((resolve) => setImmediate(resolve));

  // While it runs, too: each look is set when the one before has ended.
  await third.running.close();
  clock.advance(30 * DAY - RETENTION_INTERVAL);
  const last = await start(server.data);
  let later = await last.signIn('ada@example.org');
  assert.equal((await kept(last, later)).sessions.length, 1);
  while ((await kept(last, later)).sessions.length > 0) {
    clock.advance(RETENTION_INTERVAL);
    later = await last.signIn('ada@example.org');
  }
  assert.equal(
    (await last.call('GET', `/api/sessions/${open.session.sessionId}`, { cookie: later.cookie })).status,
    200,
  );
});

test('[STORAGE-7] without a number of days everything stays', async (t) => {
  const clock = new ManualClock(Date.now() - 300 * DAY);
  const server = await TestServer.start(t, { clock, settings: { retentionDays: 0 } });
  await closedSession(server, await server.setUp(), 'Olga Old');
  await server.running.close();
  clock.advance(300 * DAY);
  const later = await TestServer.start(t, { data: server.data, settings: { retentionDays: 0 }, clock });
  assert.equal((await kept(later, await later.signIn('ada@example.org'))).sessions.length, 1);
});

/** Puts many events into a session's log, from outside. */
function fillLog(server: TestServer, id: SessionId, events: number): void {
  const database = new DatabaseSync(join(server.data, DATABASE_FILE), { timeout: 5000 });
  database.exec('begin');
  const add = database.prepare('insert into events values (?, ?, ?, ?, null, ?)');
  const body = JSON.stringify({ type: 'chat-sent', text: 'x' });
  const last = Number(
    database.prepare('select max(number) as n from events where session_id = ?').get(id)?.n,
  );
  for (let n = 1; n <= events; n += 1) add.run(id, last + n, Date.now(), '{"role":"customer"}', body);
  database.exec('commit');
  database.close();
}

async function longSession(t: TestContext, events: number) {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { session } = await server.createSession(staff);
  await server.running.close();
  fillLog(server, session.sessionId, events);
  const again = await TestServer.start(t, { data: server.data });
  return { server: again, staff, id: session.sessionId };
}

test('[STORAGE-8] a long log is read in parts, by the API and on the socket', async (t) => {
  const { server, staff, id } = await longSession(t, 1000);
  const log = async (query: string) => {
    const answer = await server.call('GET', `/api/sessions/${id}/log${query}`, { cookie: staff.cookie });
    return answer.status === 200 ? sessionLogResponse.parse(answer.json()) : answer.status;
  };
  const numbers: number[] = [];
  for (let more = true; more; ) {
    const part = await log(`?after=${numbers.at(-1) ?? 0}`);
    assert.ok(typeof part === 'object' && part.events.length <= LOG_PAGE);
    numbers.push(...part.events.map(({ number }) => number));
    more = part.more;
  }
  const all = Array.from({ length: 1001 }, (_, index) => index + 1);
  assert.deepEqual(numbers, all);
  const few = await log('?after=990&limit=5');
  assert.deepEqual(typeof few === 'object' && [few.events.map(({ number }) => number), few.more], [
    [991, 992, 993, 994, 995],
    true,
  ]);
  assert.equal(await log(`?limit=${LOG_PAGE + 1}`), 400);
  assert.equal(await log('?after=-1'), 400);
  const watching = await server.connectConsole(staff);
  watching.send({ type: 'watch', sessionId: id, after: 0 });
  const seen: number[] = [];
  while (seen.length < all.length) {
    const { events } = await watching.next(ofType('events'));
    assert.ok(events.length <= LOG_PAGE);
    seen.push(...events.map(({ number }) => number));
  }
  assert.deepEqual(seen.slice(0, all.length), all);
});

test('[STORAGE-8] a long log is erased in parts', async (t) => {
  const { server, staff, id } = await longSession(t, 1200);
  const console_ = await server.connectConsole(staff);
  await command(console_, id, { type: 'close' }, newCommandId());
  assert.equal((await server.call('DELETE', `/api/sessions/${id}`, { cookie: staff.cookie })).status, 204);
  await server.running.close();
  const database = new DatabaseSync(join(server.data, DATABASE_FILE));
  t.after(() => database.close());
  for (const table of ['events', 'sessions']) {
    assert.equal(database.prepare(`select count(*) as n from ${table}`).get()?.n, 0);
  }
});

test('[STORAGE-9] only a small database is looked through at each start, a larger one after a crash', () => {
  const cases: readonly (readonly [number, boolean, boolean])[] = [
    [0, false, true],
    [CHECKED_ALWAYS, false, true],
    [CHECKED_ALWAYS + 1, false, false],
    [CHECKED_ALWAYS + 1, true, true],
    [CHECKED_AFTER_A_CRASH, true, true],
    [CHECKED_AFTER_A_CRASH + 1, true, false],
  ];
  for (const [bytes, wasCutOff, expected] of cases) {
    assert.equal(isLookedThrough({ bytes, wasCutOff }), expected, `${bytes} ${wasCutOff}`);
  }
});
