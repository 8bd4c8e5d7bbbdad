import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { resetWaysResponse, signInResponse } from '@throwline/protocol';
import type { MailServer } from '@throwline/testbed/mail-server.ts';
import { until } from '@throwline/testbed/wait.ts';
import { openMail } from '../testing/mail.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { newId, PASSWORD, TestServer } from '../testing/test-server.ts';
import { RESET_ALLOWANCES, RESET_LIFETIME, RESETS_PER_ACCOUNT } from './password-resets.ts';

const NEXT = 'another long password';
const RECOVER = fileURLToPath(new URL('../recover.ts', import.meta.url));
const ANYWHERE = { trustedProxies: ['127.0.0.1', '::1'] };

/** Asks for a link. @param n where from: a network of its own */
async function ask(server: TestServer, email: string, n = 0): Promise<string> {
  const headers = { 'x-forwarded-for': `10.${n}.1.1` };
  const answer = await server.call('POST', '/api/password-resets', { json: { email }, headers });
  return `${answer.status} ${answer.body}`;
}

/** The secret of a link that has arrived. */
async function secretIn(mail: MailServer, index: number): Promise<string> {
  const message = await until('the message to arrive', () => mail.received[index]);
  return /\/console\/new-password#([0-9a-z]{26})\b/.exec(message.mail.text ?? '')?.[1] ?? '';
}

const use = async (server: TestServer, secret: string, password = NEXT): Promise<string> =>
  (await server.call('POST', '/api/password-resets/use', { json: { secret, password } })).body;

async function firstStep(server: TestServer, email: string, password: string): Promise<string> {
  const answer = await server.call('POST', '/api/sign-in', { json: { email, password } });
  return answer.status === 200 ? signInResponse.parse(answer.json()).step : String(answer.status);
}

test('[SIGNIN-18] a forgotten password is set by a link that works once and for an hour; the second step stays', async (t) => {
  const clock = new ManualClock();
  const { mail, settings } = await openMail(t);
  const server = await TestServer.start(t, { settings, clock });
  const admin = await server.setUp();
  assert.equal(await ask(server, 'ada@example.org'), '204 ');
  const late = await secretIn(mail, 0);
  assert.deepEqual(mail.received[0]?.to, ['ada@example.org']);
  clock.advance(RESET_LIFETIME);
  assert.match(await use(server, late), /reset-invalid/);
  await ask(server, 'ada@example.org');
  const secret = await secretIn(mail, 1);
  assert.match(await use(server, secret, 'Password12345'), /password-known/);
  assert.equal(await use(server, secret), '');
  assert.match(await use(server, secret), /reset-invalid/);
  assert.match(await use(server, newId()), /reset-invalid/);
  assert.equal((await server.call('GET', '/api/me', { cookie: admin.cookie })).status, 401);
  assert.equal(await firstStep(server, 'ada@example.org', PASSWORD), '401');
  assert.equal(await firstStep(server, 'ada@example.org', NEXT), 'second-factor');
  assert.ok(!server.logged.join('').includes(secret) && !server.logged.join('').includes('ada@example'));
});

test('[SIGNIN-18] the answer does not tell whether there is an account, and few messages are sent', async (t) => {
  const { mail, settings } = await openMail(t);
  const server = await TestServer.start(t, { settings: { ...settings, ...ANYWHERE } });
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const path = `/api/technicians/${theo.technician.id}`;
  await server.call('PATCH', path, { json: { disabled: true }, cookie: admin.cookie });
  for (const [n, email] of ['ada@example.org', 'nobody@example.org', 'theo@example.org'].entries())
    assert.equal(await ask(server, email, n), '204 ');
  for (let n = 10; n < 12 + RESETS_PER_ACCOUNT; n += 1)
    assert.equal(await ask(server, 'ada@example.org', n), '204 ');
  await until('the limit to be reached', () => server.logged.some((line) => line.includes('no more links')));
  await until('the messages to arrive', () => mail.received.length === RESETS_PER_ACCOUNT);
  assert.ok(mail.received.every(({ to }) => to[0] === 'ada@example.org'));
  for (let n = 0; n < RESET_ALLOWANCES.narrow.burst; n += 1)
    assert.equal(await ask(server, 'nobody@example.org', 99), '204 ');
  assert.match(await ask(server, 'nobody@example.org', 99), /^429 .*too-many-attempts/);
});

test('[SIGNIN-18] without a mail server the page is told so, and the answer says whom to ask', async (t) => {
  const server = await TestServer.start(t);
  const ways = resetWaysResponse.parse((await server.call('GET', '/api/password-resets')).json());
  assert.equal(ways.byMail, false);
  assert.match(await ask(server, 'ada@example.org'), /^409 .*Ask an administrator/);
});

test('[SIGNIN-19] the command on the server lets a locked-out administrator in, while the server runs', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [RECOVER, ...args], {
      env: { ...process.env, THROWLINE_DATA: server.data, THROWLINE_PUBLIC_URL: 'https://help.example.org' },
    });
  const { stdout } = await run('Ada@Example.org');
  const secret =
    /https:\/\/help\.example\.org\/console\/new-password#([0-9a-z]{26})\n/.exec(stdout)?.[1] ?? '';
  assert.equal(await use(server, secret), '');
  assert.match(await use(server, secret), /reset-invalid/);
  assert.equal((await server.call('GET', '/api/me', { cookie: admin.cookie })).status, 401);
  // Nothing but the new password is left of what was lost; a second factor comes next.
  assert.equal(await firstStep(server, 'ada@example.org', NEXT), 'signed-in');
  const { cookie } = await server.signIn('ada@example.org', NEXT);
  assert.match((await server.call('GET', '/api/sessions', { cookie })).body, /second-factor-needed/);
  await assert.rejects(run('nobody@example.org'), /There is no account nobody.*ada@example\.org/s);
});
