import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import {
  customerMessage,
  type ParticipantCommand,
  requestId,
  sessionId,
  sessionSummary,
  ThrowlineError,
} from '@throwline/protocol';
import { HEALTH_GOOD_FOR } from '../http/health.ts';
import { CODE_LIMITS } from '../security/guess-ledger.ts';
import { DATABASE_FILE } from '../storage/storage.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ofType } from '../testing/socket-client.ts';
import { command, newCommandId, newId, PASSWORD, TestServer } from '../testing/test-server.ts';
import { OWED_RETRY, OwedActs } from './owed-acts.ts';

/** Pages of the disk that the tests fill. */
const PAGES = 400;
const ID = sessionId.parse(newId());

/** A server on a disk that can be full, and have room again. */
async function onSmallDisk(t: TestContext) {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { maxDatabasePages: PAGES, clock });
  const other = new DatabaseSync(join(server.data, DATABASE_FILE), { timeout: 5000 });
  t.after(() => other.close());
  other.exec(`pragma max_page_count = ${PAGES}; pragma foreign_keys = off`);
  // Rows of decreasing size in the very tables, so that not even a page that is there has room for one more.
  let number = 0;
  const rows: readonly ((size: number) => string)[] = [
    (size) => `insert into events values ('ballast', ${++number}, 0, '', null, zeroblob(${size}))`,
    (size) =>
      'insert into sign_ins (token_hash, id, technician_id, stage, browser, address, created_at, seen_at, confirmed_at, ' +
      `expires_at) values ('ballast-${++number}', '${number}', zeroblob(${size}), 'full', '', '', 0, 0, 0, 9000000000000000)`,
  ];
  return {
    server,
    clock,
    fill() {
      for (const size of [65_536, 2048, 256, 32, 1]) {
        for (const row of rows) {
          try {
            for (;;) other.exec(row(size));
          } catch (error) {
            assert.match(String(error), /full/);
          }
        }
      }
    },
    empty() {
      other.exec(
        `delete from events where session_id = 'ballast'; delete from sign_ins where created_at = 0`,
      );
    },
  };
}

test('[STORAGE-3] on a full disk no right code and no right password counts as a guess, and customers read their own words', async (t) => {
  const { server, fill, empty } = await onSmallDisk(t);
  const staff = await server.setUp();
  const { code } = await server.createSession(staff);
  fill();
  const tries = CODE_LIMITS.narrow + 2;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const page = await server.claim(code);
    assert.equal(page.status, 507);
    assert.ok(page.body.includes(customerMessage('storage-full')), page.body);
    assert.ok(!page.body.includes('administrator'));
  }
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const json = { email: 'ada@example.org', password: PASSWORD };
    assert.equal((await server.call('POST', '/api/sign-in', { json })).status, 507);
  }
  empty();
  assert.equal((await server.claim(code)).status, 303);
  await server.signIn('ada@example.org');
});

test('[STORAGE-4] health says that the disk is full, and that it is not any more, without a restart', async (t) => {
  const { server, clock, fill, empty } = await onSmallDisk(t);
  const health = async (): Promise<unknown[]> => {
    clock.advance(HEALTH_GOOD_FOR);
    const answer = await server.call('GET', '/healthz');
    return [answer.status, answer.json()];
  };
  assert.deepEqual(await health(), [200, { status: 'ok' }]);
  fill();
  assert.deepEqual(await health(), [503, { status: 'storage-full' }]);
  empty();
  assert.deepEqual(await health(), [200, { status: 'ok' }]);
});

test('[STORAGE-5] a session that the customer ends while the disk is full is closed as soon as there is room', async (t) => {
  const { server, clock, fill, empty } = await onSmallDisk(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const { sessionId: id } = session.session;
  const applet = await server.connectApplet(session);
  const watching = await server.connectConsole(staff);
  const phase = async (): Promise<string> => {
    const answer = await server.call('GET', `/api/sessions/${id}`, { cookie: staff.cookie });
    return sessionSummary.parse(answer.json()).phase.phase;
  };
  fill();
  const chat = await command(applet, id, { type: 'send-chat', text: 'x'.repeat(4000) });
  assert.deepEqual(chat.type === 'rejected' && [chat.code, chat.message], [
    'storage-full',
    customerMessage('storage-full'),
  ]);
  // The program says that it ends, and is gone.
  applet.send({ type: 'command', id: newCommandId(), sessionId: id, command: { type: 'close' } });
  applet.send({ type: 'ping' });
  await applet.next(ofType('pong'));
  await applet.close();
  assert.equal(await phase(), 'waiting');
  clock.advance(OWED_RETRY);
  assert.equal(await phase(), 'waiting');
  empty();
  const closed = watching.next(
    (message): message is Extract<typeof message, { type: 'queue-changed' }> =>
      message.type === 'queue-changed' && message.session.phase.phase === 'closed',
  );
  while ((await phase()) !== 'closed') clock.advance(OWED_RETRY);
  assert.equal((await closed).session.sessionId, id);
});

/** Acts of a customer on a storage that has room when told. */
function owing() {
  const clock = new ManualClock();
  const stored: string[] = [];
  let isFull = true;
  const owed = new OwedActs({
    clock,
    sessions: {
      async act(_id, { command }) {
        if (isFull) throw new ThrowlineError('storage-full');
        if (typeof command !== 'function') stored.push(command.type);
        return new Promise(() => undefined);
      },
    },
  });
  const customer = (command: ParticipantCommand, commandId = newCommandId()) => {
    const outcome = owed.act(ID, { actor: { role: 'customer' }, command, commandId });
    return outcome.catch((error: unknown) => (error instanceof ThrowlineError ? error.code : 'other'));
  };
  const room = (): void => {
    isFull = false;
  };
  return { clock, owed, stored, customer, room };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const TAKE_BACK: ParticipantCommand = { type: 'revoke-permissions', permissions: ['control-input'] };

test('[STORAGE-5] what the customer takes back and answers waits for room, once however often it is sent; chat does not', async () => {
  const { clock, stored, customer, room } = owing();
  const id = newCommandId();
  for (let sent = 0; sent < 3; sent += 1) void customer(TAKE_BACK, id);
  void customer({ type: 'answer-request', requestId: requestId.parse(newId()), answer: 'denied' });
  void customer({ type: 'close' });
  void customer({ type: 'close' });
  assert.equal(await customer({ type: 'send-chat', text: 'Hello?' }), 'storage-full');
  await settled();
  clock.advance(OWED_RETRY);
  await settled();
  assert.deepEqual(stored, []);
  room();
  clock.advance(OWED_RETRY);
  await settled();
  assert.deepEqual(stored.sort(), ['answer-request', 'close', 'revoke-permissions']);
});

test('[STORAGE-5] what waits for room is bounded, ending always may, and a server that ends decides nothing', async () => {
  const { owed, clock, customer } = owing();
  const many = Array.from({ length: 30 }, () => customer(TAKE_BACK));
  await settled();
  const end = customer({ type: 'close' });
  await settled();
  owed.close();
  const codes = await Promise.all(many);
  assert.deepEqual([...new Set(codes)].sort(), ['shutting-down', 'storage-full']);
  assert.equal(codes.filter((code) => code === 'shutting-down').length, 20);
  assert.equal(await end, 'shutting-down');
  assert.equal(clock.waiting, 0);
});
