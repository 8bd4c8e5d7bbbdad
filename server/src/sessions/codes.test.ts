import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { claimResponse, createSessionResponse, errorResponse, sessionSummary } from '@throwline/protocol';
import { CODE_LIMITS } from '../security/guess-ledger.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ofType, openEvents } from '../testing/socket-client.ts';
import { appletHello, newId, TestServer } from '../testing/test-server.ts';

const INVALID = /This code does not work/;
const MINUTE = 60_000;

test('[CODE-1] a code has six digits and is told once, to who made it', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { code, session, codeExpiresAt } = await server.createSession(staff);
  assert.match(code, /^\d{6}$/);
  assert.ok(codeExpiresAt > session.createdAt);
  for (const path of [
    '/api/sessions',
    `/api/sessions/${session.sessionId}`,
    `/api/sessions/${session.sessionId}/log`,
  ]) {
    const { body } = await server.call('GET', path, { cookie: staff.cookie });
    assert.ok(body.includes(session.sessionId) && !body.includes(code), path);
  }
});

test('[CODE-1] a code that is live already is never given to a second session', async (t) => {
  const codes = ['111111', '111111', '111111', '222222'];
  const server = await TestServer.start(t, { randomCode: () => codes.shift() ?? '333333' });
  const staff = await server.setUp();
  assert.equal((await server.createSession(staff)).code, '111111');
  assert.notEqual((await server.createSession(staff)).code, '111111');
});

test('[CODE-1] a used code may be made again', async (t) => {
  const server = await TestServer.start(t, { randomCode: () => '111111' });
  const staff = await server.setUp();
  await server.claimedSession(staff);
  assert.equal((await server.createSession(staff)).code, '111111');
});

test('[QUEUE-3] a lost code is replaced on the same session, for its lead, and the old one works no longer', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { code, session } = await server.createSession(staff);
  const path = `/api/sessions/${session.sessionId}/code`;
  const other = await server.addTechnician(staff, 'theo@example.org');
  assert.equal((await server.call('POST', path, { cookie: other.cookie })).status, 403);
  const answer = await server.call('POST', path, { cookie: staff.cookie });
  const renewed = createSessionResponse.parse(answer.json());
  assert.deepEqual([answer.status, renewed.session.sessionId], [201, session.sessionId]);
  assert.match(renewed.code, /^\d{6}$/);
  assert.notEqual(renewed.code, code);
  assert.match((await server.claim(code)).body, INVALID);
  assert.match((await server.claim(renewed.code)).headers.location ?? '', /^\/connect\//);
  const late = await server.call('POST', path, { cookie: staff.cookie });
  assert.equal(errorResponse.parse(late.json()).code, 'wrong-phase');
  const log = await server.readLog(staff, session.sessionId);
  assert.deepEqual(
    log.map(({ body }) => body.type),
    ['session-created', 'code-renewed', 'code-claimed'],
  );
});

test('[QUEUE-3] the new code has its own time, and new codes are made at the pace of commands', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const { session } = await server.createSession(staff);
  const path = `/api/sessions/${session.sessionId}/code`;
  clock.advance(14 * MINUTE);
  const { code } = createSessionResponse.parse(
    (await server.call('POST', path, { cookie: staff.cookie })).json(),
  );
  clock.advance(14 * MINUTE);
  assert.match((await server.claim(code)).headers.location ?? '', /^\/connect\//);
  const codes = new Set<number>();
  for (let n = 0; n < 501; n += 1)
    codes.add((await server.call('POST', path, { cookie: staff.cookie })).status);
  assert.deepEqual([...codes].sort(), [409, 429]);
});

test('[CODE-2] the database holds keyed hashes only, never a code, ticket, key or token', async (t) => {
  const server = await TestServer.start(t, { randomCode: () => '907351' });
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const open = await server.createSession(staff);
  const key = newId();
  await (await server.connectApplet(session, key)).close();
  const secrets = [
    `"${open.code}"`,
    session.pageKey,
    session.ticket,
    key,
    staff.cookie.split('=')[1] ?? '',
    new URL(server.running.setupUrl ?? '').hash.slice(1),
  ];
  await server.running.close();
  const database = new DatabaseSync(join(server.data, 'throwline.sqlite'), { readOnly: true });
  const codeHashes = database.prepare('select code_hash from sessions where code_hash is not null').all();
  database.close();
  assert.equal(codeHashes.length, 1);
  const { code_hash: codeHash } = codeHashes[0] ?? {};
  assert.match(String(codeHash), /^[0-9a-f]{64}$/);
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  for (const secret of secrets) assert.ok(secret.length > 6 && !bytes.includes(secret));
});

test('[CODE-3] a code works once', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  assert.equal((await server.claim(code)).status, 303);
  const again = await server.claim(code);
  assert.equal(again.status, 400);
  assert.match(again.body, INVALID);
});

test('[CODE-3] of many who type one code at the same moment one gets in', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const answers = await Promise.all(Array.from({ length: 8 }, () => server.claim(code)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400, 400, 400, 400, 400, 400, 400]);
});

test('[CODE-3] a code expires after its time, and its session with it', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const { code, session, codeExpiresAt } = await server.createSession(staff);
  assert.equal(codeExpiresAt, session.createdAt + 15 * MINUTE);
  const desk = await server.connectConsole(staff);
  clock.advance(15 * MINUTE);
  assert.match((await server.claim(code)).body, INVALID);
  await desk.closed;
  const path = `/api/sessions/${session.sessionId}`;
  const { phase } = sessionSummary.parse((await server.call('GET', path, { cookie: staff.cookie })).json());
  assert.ok(phase.phase === 'closed' && phase.outcome === 'code-expired');
});

test('[CODE-4] wrong, used and expired codes get the same answer to the byte', async (t) => {
  const clock = new ManualClock();
  const codes = ['111111', '222222', '333333'];
  const server = await TestServer.start(t, { clock, randomCode: () => codes.shift() ?? '' });
  const staff = await server.setUp();
  for (let n = 0; n < 2; n += 1) await server.createSession(staff);
  assert.equal((await server.claim('111111')).status, 303);
  clock.advance(15 * MINUTE);
  const bodies = [];
  for (const code of ['999999', '111111', '222222']) {
    const { status, body } = await server.claim(code);
    bodies.push(`${status} ${body.replaceAll(code, '')}`);
  }
  assert.equal(new Set(bodies).size, 1);
});

test('[CODE-5] over the limit right codes too are refused', async (t) => {
  const codes = ['111111'];
  const server = await TestServer.start(t, { randomCode: () => codes[0] ?? '' });
  await server.createSession(await server.setUp());
  for (let n = 0; n < CODE_LIMITS.narrow; n += 1) {
    assert.equal((await server.claim(`90000${n % 10}`)).status, 400);
  }
  const refused = await server.claim('111111');
  assert.equal(refused.status, 429);
  assert.match(refused.body, /Too many attempts/);
});

test('[CODE-5] behind a trusted proxy each customer has a limit of their own', async (t) => {
  const server = await TestServer.start(t, { settings: { trustedProxies: ['127.0.0.1', '::1'] } });
  const { code } = await server.createSession(await server.setUp());
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  for (let n = 0; n < CODE_LIMITS.narrow; n += 1) await server.claim('900000', from('198.51.100.7'));
  assert.equal((await server.claim(code, from('198.51.100.7'))).status, 429);
  assert.equal((await server.claim(code, from('203.0.113.9'))).status, 303);
});

test('[CODE-6] a malformed code says so, keeps what was typed, and is no guess', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  for (let n = 0; n < CODE_LIMITS.narrow + 5; n += 1) {
    const { status, body } = await server.claim(`12<b>${n}`);
    assert.equal(status, 400);
    assert.match(body, /A code has six digits/);
    assert.ok(body.includes(`12&lt;b&gt;${n}`));
  }
  assert.equal((await server.claim(`${code.slice(0, 3)} - ${code.slice(3)}`)).status, 303);
});

test('[CODE-7] an applet without a ticket in its name gets one for a code, without an Origin', async (t) => {
  const server = await TestServer.start(t);
  const { code } = await server.createSession(await server.setUp());
  const answer = await server.call('POST', '/api/claims', { json: { code }, origin: null });
  assert.equal(answer.status, 200);
  const { ticket } = claimResponse.parse(answer.json());
  await server.connectApplet({ ticket });
  const again = await server.call('POST', '/api/claims', { json: { code }, origin: null });
  assert.deepEqual(
    [again.status, again.json()],
    [400, { code: 'code-invalid', message: again.body.match(/This code[^"]*/)?.[0] }],
  );
  const foreign = { json: { code }, origin: 'https://evil.example' };
  assert.equal((await server.call('POST', '/api/claims', foreign)).status, 403);
});

test('[CODE-8] a ticket belongs to the first applet that shows it', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const key = newId();
  const first = await server.connectApplet(session, key);
  const second = await openEvents(server.running, undefined);
  second.send(appletHello(session.ticket, newId()));
  assert.equal((await second.next(ofType('refused'))).code, 'ticket-used');
  assert.deepEqual(await second.closed, { status: 4403, reason: 'ticket-used' });
  await first.close();
  await server.connectApplet(session, key);
});

test('[CODE-8] two applets that show a ticket at the same moment: one is let in', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const clients = await Promise.all([1, 2, 3].map(() => openEvents(server.running, undefined)));
  for (const client of clients) client.send(appletHello(session.ticket, newId()));
  const answers = await Promise.all(clients.map((client) => client.next()));
  assert.deepEqual(answers.map(({ type }) => type).sort(), ['refused', 'refused', 'welcome']);
});

test('[CODE-8] unknown tickets and those of ended sessions are refused alike', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  const applet = await server.connectApplet(session);
  const { sessionId } = session.session;
  applet.send({ type: 'command', id: newId(), sessionId, command: { type: 'close' } });
  await applet.next(ofType('accepted'));
  for (const ticket of [session.ticket, newId()]) {
    const client = await openEvents(server.running, undefined);
    client.send(appletHello(ticket, newId()));
    assert.equal((await client.next(ofType('refused'))).code, 'ticket-invalid');
    await client.closed;
  }
});
