import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  MAX_FACTORS,
  meResponse,
  oneTimeCodeOffer,
  RECOVERY_CODES,
  recoveryCodesResponse,
  secondFactorsResponse,
  signInResponse,
} from '@throwline/protocol';
import { TOTP } from 'otpauth';
import type { Answer } from '../testing/http-client.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openEvents } from '../testing/socket-client.ts';
import { SoftwarePasskey } from '../testing/software-passkey.ts';
import { consoleHello, PASSWORD, type Staff, TestServer } from '../testing/test-server.ts';

import { FACTOR_ALLOWANCE } from './factor-guesses.ts';
import { CONFIRMED_LIFETIME, SECOND_STEP_LIFETIME } from './sign-ins.ts';

const STEP = 30_000;
const ADA = { email: 'ada@example.org', password: PASSWORD };

const codeOf = (answer: Answer): string =>
  answer.status < 400 ? 'fine' : (/"code":"([\w-]+)"/.exec(answer.body)?.[1] ?? '?');

async function isSignedIn(server: TestServer, cookie: string): Promise<boolean> {
  return (await server.call('GET', '/api/sessions', { cookie })).status === 200;
}

/** Takes the first step. @returns its cookie */
async function begin(server: TestServer, account = ADA, cookie?: string): Promise<string> {
  const answer = await server.call('POST', '/api/sign-in', { json: account, cookie });
  assert.equal(signInResponse.parse(answer.json()).step, 'second-factor');
  const begun = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return cookie === undefined ? begun : `${begun}; ${cookie}`;
}

const show = (server: TestServer, cookie: string, json: object): Promise<Answer> =>
  server.call('POST', '/api/sign-in/second-factor', { json, cookie });

/** Adds an authenticator app. @returns the app, and the recovery codes */
async function addApp(server: TestServer, { cookie }: Pick<Staff, 'cookie'>, clock: ManualClock) {
  const offer = oneTimeCodeOffer.parse(
    (await server.call('POST', '/api/me/second-factors/one-time-code', { cookie })).json(),
  );
  const app = new TOTP({ secret: offer.secret });
  assert.equal(
    offer.uri,
    new TOTP({ issuer: 'Helpdesk', label: ADA.email, secret: offer.secret }).toString(),
  );
  const json = { code: app.generate({ timestamp: clock.now() }), name: 'Phone' };
  const path = '/api/me/second-factors/one-time-code/confirm';
  const { recoveryCodes } = recoveryCodesResponse.parse(
    (await server.call('POST', path, { json, cookie })).json(),
  );
  return {
    app,
    codeAt: (at: number) => app.generate({ timestamp: at }),
    recoveryCodes,
    secret: offer.secret,
  };
}

/** A server whose administrator has an app, and nothing else. */
async function withApp(t: TestContext) {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const admin = await server.setUpWithoutFactor();
  return { clock, server, admin, ...(await addApp(server, admin, clock)) };
}

test('[SIGNIN-11] an administrator without a second factor can do nothing but set one up', async (t) => {
  const server = await TestServer.start(t);
  const { cookie, technician } = await server.setUpWithoutFactor();
  const me = async () => meResponse.parse((await server.call('GET', '/api/me', { cookie })).json());
  assert.equal((await me()).secondFactor, 'required');
  for (const [method, path] of [
    ['GET', '/api/sessions'],
    ['POST', '/api/sessions'],
    ['POST', '/api/socket-tokens'],
    ['GET', '/api/technicians'],
  ] as const)
    assert.equal(codeOf(await server.call(method, path, { cookie, json: {} })), 'second-factor-needed', path);
  assert.equal((await server.addPasskey({ cookie, technician })).length, RECOVERY_CODES);
  assert.equal((await me()).secondFactor, 'set-up');
  assert.equal(await isSignedIn(server, cookie), true);
});

test('[SIGNIN-11] a technician is offered one, needs one once an administrator, or where everybody does', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const me = meResponse.parse((await server.call('GET', '/api/me', { cookie: theo.cookie })).json());
  assert.equal(me.secondFactor, 'offered');
  assert.equal(await isSignedIn(server, theo.cookie), true);
  const json = { role: 'administrator' };
  await server.call('PATCH', `/api/technicians/${theo.technician.id}`, { json, cookie: admin.cookie });
  assert.equal(await isSignedIn(server, theo.cookie), false);
  await server.running.close();
  const strict = await TestServer.start(t, {
    data: server.data,
    settings: { secondFactorRequiredOf: 'everyone' },
  });
  const again = await strict.signIn(ADA.email);
  await strict.call('PATCH', `/api/technicians/${theo.technician.id}`, {
    json: { role: 'technician' },
    cookie: again.cookie,
  });
  assert.equal(await isSignedIn(strict, (await strict.signIn('theo@example.org')).cookie), false);
});

test('[SIGNIN-12] the password alone opens nothing, and the second step must follow within ten minutes', async (t) => {
  const { clock, server, codeAt } = await withApp(t);
  clock.advance(STEP);
  const cookie = await begin(server);
  assert.equal((await server.call('GET', '/api/me', { cookie })).status, 401);
  assert.equal((await server.call('POST', '/api/me/second-factors/one-time-code', { cookie })).status, 401);
  assert.equal((await server.call('POST', '/api/socket-tokens', { cookie })).status, 401);
  const client = await openEvents(server.running, server.running.url);
  client.send(consoleHello(cookie.split('=')[1] ?? ''));
  assert.equal((await client.closed).reason, 'token-invalid');
  const late = await begin(server);
  assert.equal(
    (await show(server, cookie, { kind: 'one-time-code', code: codeAt(clock.now()) })).status,
    200,
  );
  assert.equal((await show(server, cookie, { kind: 'one-time-code', code: '000000' })).status, 401);
  clock.advance(SECOND_STEP_LIFETIME);
  const code = codeAt(clock.now());
  assert.equal(codeOf(await show(server, late, { kind: 'one-time-code', code })), 'not-signed-in');
});

test('[SIGNIN-12] a one-time code counts a step early or late, and once', async (t) => {
  const { clock, server, codeAt } = await withApp(t);
  const tries = async (at: number): Promise<string> =>
    codeOf(await show(server, await begin(server), { kind: 'one-time-code', code: codeAt(at) }));
  // The code that was typed to set it up is used, too.
  assert.equal(await tries(clock.now()), 'second-factor-failed');
  clock.advance(10 * STEP);
  const now = clock.now();
  assert.equal(await tries(now - 2 * STEP), 'second-factor-failed');
  assert.equal(await tries(now + 2 * STEP), 'second-factor-failed');
  assert.equal(await tries(now - STEP), 'fine');
  assert.equal(await tries(now - STEP), 'second-factor-failed');
  assert.equal(await tries(now + STEP), 'fine');
  // An earlier one than the last is used up with it.
  assert.equal(await tries(now), 'second-factor-failed');
});

test('[SIGNIN-12] a recovery code works once, however it is typed, and new ones end the old', async (t) => {
  const { server, admin, recoveryCodes } = await withApp(t);
  assert.equal(new Set(recoveryCodes).size, RECOVERY_CODES);
  const [first = '', second = ''] = recoveryCodes;
  const tries = async (code: string): Promise<string> =>
    codeOf(await show(server, await begin(server), { kind: 'recovery-code', code }));
  assert.equal(await tries(` ${first.toUpperCase().replace('-', ' ')}`), 'fine');
  assert.equal(await tries(first), 'second-factor-failed');
  const { cookie } = admin;
  const left = async () =>
    secondFactorsResponse.parse((await server.call('GET', '/api/me/second-factors', { cookie })).json());
  assert.equal((await left()).recoveryCodesLeft, RECOVERY_CODES - 1);
  const renewed = await server.call('POST', '/api/me/recovery-codes', { cookie });
  const { recoveryCodes: fresh } = recoveryCodesResponse.parse(renewed.json());
  assert.equal(await tries(second), 'second-factor-failed');
  assert.equal(await tries(fresh[0] ?? ''), 'fine');
});

test('[SIGNIN-12] a passkey signs what it was asked, once, on this site, with a count that grows', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUpWithoutFactor();
  const passkey = new SoftwarePasskey({ counts: true });
  await server.addPasskey(admin, passkey);
  const ask = async (cookie: string) =>
    (await server.call('POST', '/api/sign-in/passkey', { cookie })).json();
  const tries = async (cookie: string, credential: object): Promise<string> =>
    codeOf(await show(server, cookie, { kind: 'passkey', credential }));
  const { url } = server.running;
  const one = await begin(server);
  const two = await begin(server);
  const signed = passkey.sign(await ask(one), url);
  await ask(two);
  assert.equal(await tries(two, signed), 'second-factor-failed', 'for another sign-in');
  assert.equal(
    await tries(one, passkey.sign(await ask(one), 'https://evil.example')),
    'second-factor-failed',
  );
  const options = await ask(one);
  const older = passkey.sign(options, url);
  const stranger = { ...older, response: Object.values(older)[4] };
  assert.equal(await tries(one, { ...stranger, id: new SoftwarePasskey().id }), 'second-factor-failed');
  assert.equal(await tries(one, older), 'second-factor-failed', 'the challenge is good once');
  assert.equal(await tries(one, passkey.sign(await ask(one), url)), 'fine');
  const again = await begin(server);
  const stale = passkey.sign(await ask(again), url);
  const third = await begin(server);
  assert.equal(await tries(third, passkey.sign(await ask(third), url)), 'fine');
  assert.equal(await tries(again, stale), 'second-factor-failed', 'a count that went back');
});

test('[SIGNIN-13] guesses at codes are limited for the account, over a restart, and not for the owner’s browser', async (t) => {
  const { clock, server, codeAt, recoveryCodes } = await withApp(t);
  const wrong = { kind: 'one-time-code', code: '000000' };
  const signedIn = await show(server, await begin(server), { kind: 'recovery-code', code: recoveryCodes[0] });
  const device = signedIn.headers['set-cookie']?.[1]?.split(';')[0] ?? '';
  clock.advance(10 * STEP);
  for (let n = 0; n < FACTOR_ALLOWANCE.burst; n += 1)
    assert.equal(codeOf(await show(server, await begin(server), wrong)), 'second-factor-failed');
  await server.running.close();
  const restarted = await TestServer.start(t, { data: server.data, clock });
  const right = { kind: 'one-time-code', code: codeAt(clock.now()) };
  assert.equal(codeOf(await show(restarted, await begin(restarted), right)), 'too-many-attempts');
  assert.equal(codeOf(await show(restarted, await begin(restarted, ADA, device), right)), 'fine');
  clock.advance(FACTOR_ALLOWANCE.interval);
  const later = { kind: 'one-time-code', code: codeAt(clock.now()) };
  assert.equal(codeOf(await show(restarted, await begin(restarted), later)), 'fine');
});

test('[SIGNIN-13] neither secrets nor recovery codes can be read in the database or the log', async (t) => {
  const { server, secret, recoveryCodes } = await withApp(t);
  await server.running.close();
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))])
    assert.ok(!bytes.includes(text) && !server.logged.join('').includes(text));
});

test('[SIGNIN-14] changing one’s second factors wants the password typed within ten minutes', async (t) => {
  const { clock, server, admin } = await withApp(t);
  const { cookie } = admin;
  clock.advance(CONFIRMED_LIFETIME + 1);
  for (const path of [
    '/api/me/second-factors/one-time-code',
    '/api/me/second-factors/passkey-options',
    '/api/me/recovery-codes',
  ])
    assert.equal(codeOf(await server.call('POST', path, { cookie })), 'password-needed', path);
  const confirm = (password: string) =>
    server.call('POST', '/api/me/confirm', { cookie, json: { password } });
  assert.equal(codeOf(await confirm('not the password')), 'sign-in-failed');
  assert.equal(codeOf(await confirm(PASSWORD)), 'fine');
  assert.equal(codeOf(await server.call('POST', '/api/me/recovery-codes', { cookie })), 'fine');
});

test('[SIGNIN-14] the first factor and the removal of one end the other sign-ins; a required one stays', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const other = await server.signIn('theo@example.org');
  const desk = await server.connectConsole(other);
  await server.addPasskey(theo);
  assert.equal((await desk.closed).reason, 'not-signed-in');
  assert.deepEqual(
    [await isSignedIn(server, theo.cookie), await isSignedIn(server, other.cookie)],
    [true, false],
  );
  const remove = async ({ cookie }: Staff, all = false): Promise<string[]> => {
    const { factors } = secondFactorsResponse.parse(
      (await server.call('GET', '/api/me/second-factors', { cookie })).json(),
    );
    const answers: string[] = [];
    for (const { id } of all ? factors : factors.slice(0, 1))
      answers.push(codeOf(await server.call('DELETE', `/api/me/second-factors/${id}`, { cookie })));
    return answers;
  };
  const third = await server.signIn('theo@example.org');
  assert.deepEqual(await remove(theo), ['fine']);
  assert.equal(await isSignedIn(server, third.cookie), false);
  await server.addPasskey(admin);
  assert.deepEqual(await remove(admin, true), ['fine', 'last-second-factor']);
  for (let n = 1; n < MAX_FACTORS; n += 1) await server.addPasskey(admin);
  await assert.rejects(server.addPasskey(admin), /too-many-factors/);
});

test('[SIGNIN-15] an administrator takes somebody’s lost factors away, which ends their sign-ins', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  await server.addPasskey(theo);
  const path = `/api/technicians/${theo.technician.id}/second-factors`;
  assert.equal((await server.call('DELETE', path, { cookie: theo.cookie })).status, 403);
  assert.equal((await server.call('DELETE', path, { cookie: admin.cookie })).status, 204);
  assert.equal(await isSignedIn(server, theo.cookie), false);
  const account = { email: 'theo@example.org', password: PASSWORD };
  const answer = await server.call('POST', '/api/sign-in', { json: account });
  assert.equal(signInResponse.parse(answer.json()).step, 'signed-in');
});
