import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeEntryResponse } from '@throwline/protocol';
import { CODE_LIMITS } from '../security/guess-ledger.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type Staff, TestServer, temporaryFolder } from '../testing/test-server.ts';

const settings = { trustedProxies: ['127.0.0.1', '::1'] };
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

/** Guesses wrong from many networks, until new codes are long. */
async function attack(server: TestServer): Promise<void> {
  for (let n = 0; n < CODE_LIMITS.attack.guesses; n += 1)
    assert.equal((await server.claim(`9000${10 + n}`, from(`10.0.${n}.1`))).status, 400);
}

async function codeEntry(server: TestServer, { cookie }: Staff) {
  return codeEntryResponse.parse((await server.call('GET', '/api/code-entry', { cookie })).json()).state;
}

test('[CODE-12] under attack new codes have nine digits, old ones go on, and both sides are told', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock, settings });
  const staff = await server.setUp();
  const before = await server.createSession(staff);
  assert.match((await server.call('GET', '/')).body, /Enter your 6-digit code/);
  assert.equal(await codeEntry(server, staff), 'usual');
  await attack(server);
  assert.equal(await codeEntry(server, staff), 'under-attack');
  const { code } = await server.createSession(staff);
  assert.match(code, /^\d{9}$/);
  assert.match((await server.call('GET', '/')).body, /Enter your 6- or 9-digit code/);
  const typed = `${code.slice(0, 3)} ${code.slice(3, 6)}-${code.slice(6)}`;
  assert.equal((await server.claim(typed, from('203.0.113.9'))).status, 303);
  assert.equal((await server.claim(before.code, from('192.0.2.9'))).status, 303);
  // An hour later it is over, and so are the long codes.
  const late = await server.createSession(staff);
  assert.equal(late.code.length, 9);
  clock.advance(CODE_LIMITS.attack.within);
  assert.match((await server.call('GET', '/')).body, /Enter your 6-digit code/);
  const again = await server.signIn('ada@example.org');
  assert.equal(await codeEntry(server, again), 'usual');
  assert.match((await server.createSession(again)).code, /^\d{6}$/);
});

test('[CODE-12] limits, the attack and the page’s label survive a restart', async (t) => {
  const data = temporaryFolder(t);
  const first = await TestServer.start(t, { data, settings });
  const staff = await first.setUp();
  for (let n = 0; n < CODE_LIMITS.narrow; n += 1) await first.claim(`90000${n}`, from('198.51.100.7'));
  await attack(first);
  const { code } = await first.createSession(staff);
  await first.running.close();
  const later = await TestServer.start(t, { data, settings });
  assert.equal(await codeEntry(later, staff), 'under-attack');
  assert.match((await later.call('GET', '/')).body, /Enter your 6- or 9-digit code/);
  assert.equal((await later.claim(code, from('198.51.100.7'))).status, 429);
  assert.equal((await later.claim(code, from('203.0.113.9'))).status, 303);
});
