import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ERRORS, meResponse, ownSignInsResponse, technician as technicianSchema } from '@throwline/protocol';
import { PASSWORD_ALLOWANCES } from '../security/guess-limiter.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openPeer } from '../testing/peer-client.ts';
import { ofType, openEvents } from '../testing/socket-client.ts';
import { consoleHello, newId, PASSWORD, type Staff, staffOf, TestServer } from '../testing/test-server.ts';
import { DEVICE_LIFETIME, MAX_DEVICES } from './known-devices.ts';

const ADMINISTRATOR = { organisation: 'Helpdesk', name: 'Ada', email: 'ada@example.org', password: PASSWORD };
const HOUR = 3_600_000;

function secretOf(server: TestServer): string {
  return new URL(server.running.setupUrl ?? '').hash.slice(1);
}

async function isSignedIn(server: TestServer, { cookie }: { cookie: string }): Promise<boolean> {
  return (await server.call('GET', '/api/me', { cookie })).status === 200;
}

test('[SIGNIN-1] the printed secret makes the first administrator, signed in', async (t) => {
  const server = await TestServer.start(t);
  assert.equal((await server.call('GET', '/api/setup')).status, 204);
  const answer = await server.call('POST', '/api/setup', {
    json: { ...ADMINISTRATOR, secret: secretOf(server) },
  });
  assert.equal(answer.status, 200);
  const me = meResponse.parse(answer.json());
  assert.equal(me.organisation, 'Helpdesk');
  assert.equal(me.technician.role, 'administrator');
});

test('[SIGNIN-1] a wrong secret makes nobody', async (t) => {
  const server = await TestServer.start(t);
  const answer = await server.call('POST', '/api/setup', { json: { ...ADMINISTRATOR, secret: newId() } });
  assert.deepEqual(
    [answer.status, answer.json()],
    [403, { code: 'setup-invalid', message: ERRORS['setup-invalid'].message }],
  );
  assert.equal((await server.call('GET', '/api/setup')).status, 204);
});

test('[SIGNIN-1] once used, the page and its API do not exist, also after a restart', async (t) => {
  const server = await TestServer.start(t);
  const secret = secretOf(server);
  await server.setUp();
  const gone = async (at: TestServer): Promise<void> => {
    const json = { ...ADMINISTRATOR, email: 'eve@example.org', secret };
    assert.equal((await at.call('POST', '/api/setup', { json })).status, 404);
    assert.equal((await at.call('GET', '/api/setup')).status, 404);
    assert.equal((await at.call('GET', '/setup')).status, 404);
  };
  await gone(server);
  await server.running.close();
  const restarted = await TestServer.start(t, { data: server.data });
  assert.equal(restarted.running.setupUrl, undefined);
  await gone(restarted);
});

test('[SIGNIN-1] of two that use the secret at the same moment one becomes administrator', async (t) => {
  const server = await TestServer.start(t);
  const secret = secretOf(server);
  const answers = await Promise.all(
    ['a', 'b'].map((name) =>
      server.call('POST', '/api/setup', { json: { ...ADMINISTRATOR, email: `${name}@example.org`, secret } }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
});

test('[SIGNIN-1] every start makes a new secret while there is no administrator', async (t) => {
  const server = await TestServer.start(t);
  const old = secretOf(server);
  await server.running.close();
  const restarted = await TestServer.start(t, { data: server.data });
  const answer = await restarted.call('POST', '/api/setup', { json: { ...ADMINISTRATOR, secret: old } });
  assert.equal(answer.status, 403);
  await restarted.setUp();
});

test('[SIGNIN-2] passwords are argon2id, and the cookie cannot be read or sent from elsewhere', async (t) => {
  const server = await TestServer.start(t);
  await server.setUp();
  const answer = await server.signInBy({ email: 'ada@example.org', password: PASSWORD });
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  assert.match(cookie, /^__Host-throwline=[0-9a-z]{26};/);
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
    assert.ok(cookie.includes(attribute));
  assert.ok(!/Domain/i.test(cookie));
  await server.running.close();
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  assert.ok(bytes.includes('$argon2id$v=19$m=19456,t=2,p=1$') && !bytes.includes(PASSWORD));
});

test('[SIGNIN-2] a sign-in ends by signing out, and after its time', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const first = await server.setUp();
  const second = await server.signIn('ada@example.org');
  assert.equal((await server.call('POST', '/api/sign-out', { cookie: first.cookie })).status, 204);
  assert.deepEqual([await isSignedIn(server, first), await isSignedIn(server, second)], [false, true]);
  clock.advance(12 * HOUR);
  assert.equal(await isSignedIn(server, second), false);
});

test('[SIGNIN-3] wrong password, unknown account and disabled account get the same answer', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const { technician } = await server.addTechnician(admin, 'theo@example.org');
  const path = `/api/technicians/${technician.id}`;
  await server.call('PATCH', path, { json: { disabled: true }, cookie: admin.cookie });
  const answers = [];
  for (const [email, password] of [
    ['ada@example.org', 'not the password'],
    ['nobody@example.org', 'not the password'],
    ['theo@example.org', PASSWORD],
  ]) {
    const { status, body } = await server.call('POST', '/api/sign-in', { json: { email, password } });
    answers.push(`${status} ${body}`);
  }
  assert.equal(new Set(answers).size, 1);
  assert.match(answers[0] ?? '', /^401 .*sign-in-failed/);
});

test('[SIGNIN-3] over the limit the right password is refused too, for unknown accounts alike', async (t) => {
  const server = await TestServer.start(t, { settings: { trustedProxies: ['127.0.0.1', '::1'] } });
  await server.setUp();
  for (const email of ['ada@example.org', 'nobody@example.org']) {
    for (let n = 0; n < PASSWORD_ALLOWANCES.account.burst; n += 1) {
      const json = { email, password: 'not the password' };
      const headers = { 'x-forwarded-for': `10.${n}.1.1` };
      assert.equal((await server.call('POST', '/api/sign-in', { json, headers })).status, 401);
    }
    const headers = { 'x-forwarded-for': '10.99.1.1' };
    const json = { email, password: PASSWORD };
    assert.equal((await server.call('POST', '/api/sign-in', { json, headers })).status, 429);
  }
});

/** Has strangers use up an account's limit, from everywhere. */
async function besiege(server: TestServer, email: string): Promise<void> {
  for (let n = 0; n < PASSWORD_ALLOWANCES.account.burst; n += 1) {
    const headers = { 'x-forwarded-for': `10.${n}.1.1` };
    await server.call('POST', '/api/sign-in', { json: { email, password: 'not the password' }, headers });
  }
}

/** Signs in on a known device from an address of its own. @returns the status, and the device's new cookie */
async function signInOn(
  server: TestServer,
  device: string | undefined,
  email: string,
  password = PASSWORD,
): Promise<{ status: number; device: string | undefined }> {
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  const answer = await server.signInBy({ email, password }, { headers, cookie: device });
  return { status: answer.status, device: answer.headers['set-cookie']?.[1] };
}

const ANYWHERE = { trustedProxies: ['127.0.0.1', '::1'] };

test('[SIGNIN-8] strangers do not keep an owner out who has signed in on this browser before', async (t) => {
  const server = await TestServer.start(t, { settings: ANYWHERE });
  const admin = await server.setUp();
  await server.addTechnician(admin, 'theo@example.org');
  const { device = '' } = await signInOn(server, undefined, 'ada@example.org');
  assert.match(device, /^__Host-throwline-device=[0-9a-z]{26}; Max-Age=15552000;/);
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
    assert.ok(device.includes(attribute));
  const cookie = device.split(';')[0];
  await besiege(server, 'ada@example.org');
  await besiege(server, 'theo@example.org');
  assert.equal((await signInOn(server, undefined, 'ada@example.org')).status, 429);
  const again = await signInOn(server, cookie, 'ada@example.org');
  assert.deepEqual([again.status, again.device?.split(';')[0]], [200, cookie]);
  // The cookie is one of Ada's, and no sign-in.
  assert.equal((await signInOn(server, cookie, 'theo@example.org')).status, 429);
  assert.equal((await server.call('GET', '/api/me', { cookie })).status, 401);
  await server.running.close();
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  assert.ok(!bytes.includes(cookie?.split('=')[1] ?? '-'));
});

test('[SIGNIN-8] a browser that is known may not guess without end either', async (t) => {
  const server = await TestServer.start(t, { settings: ANYWHERE });
  await server.setUp();
  const cookie = (await signInOn(server, undefined, 'ada@example.org')).device?.split(';')[0];
  const statuses = [];
  for (let n = 0; n <= PASSWORD_ALLOWANCES.device.burst; n += 1)
    statuses.push((await signInOn(server, cookie, 'ada@example.org', 'not the password')).status);
  assert.deepEqual(statuses, [...Array.from({ length: PASSWORD_ALLOWANCES.device.burst }, () => 401), 429]);
});

test('[SIGNIN-8] two who share a browser are both known on it; it is forgotten in time and with a new password', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { settings: ANYWHERE, clock });
  const admin = await server.setUp();
  const { technician } = await server.addTechnician(admin, 'theo@example.org');
  const cookie = (await signInOn(server, undefined, 'ada@example.org')).device?.split(';')[0];
  const theos = (await signInOn(server, cookie, 'theo@example.org')).device?.split(';')[0];
  assert.equal(theos, cookie);
  await besiege(server, 'ada@example.org');
  assert.equal((await signInOn(server, cookie, 'ada@example.org')).status, 200);
  const path = `/api/technicians/${technician.id}`;
  assert.equal(
    (await server.call('PATCH', path, { json: { password: PASSWORD }, cookie: admin.cookie })).status,
    200,
  );
  await besiege(server, 'theo@example.org');
  assert.equal((await signInOn(server, cookie, 'theo@example.org')).status, 429);
  clock.advance(DEVICE_LIFETIME);
  await besiege(server, 'ada@example.org');
  assert.equal((await signInOn(server, cookie, 'ada@example.org')).status, 429);
});

test('[SIGNIN-8] of an account’s browsers the newest are known', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { settings: ANYWHERE, clock });
  await server.setUp();
  const devices = [];
  for (let n = 0; n <= MAX_DEVICES; n += 1) {
    clock.advance(1);
    devices.push((await signInOn(server, undefined, 'ada@example.org')).device?.split(';')[0]);
  }
  await besiege(server, 'ada@example.org');
  const [oldest, second] = devices;
  assert.deepEqual(
    [
      (await signInOn(server, oldest, 'ada@example.org')).status,
      (await signInOn(server, second, 'ada@example.org')).status,
    ],
    [429, 200],
  );
});

async function withOpenSockets(t: Parameters<typeof TestServer.start>[0]) {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const session = await server.claimedSession(theo);
  await server.connectApplet(session);
  const desk = await server.connectConsole(theo);
  const peer = await openPeer(server, session.session.sessionId, desk, server.running.url);
  const change = async (json: object): Promise<void> => {
    const path = `/api/technicians/${theo.technician.id}`;
    assert.equal((await server.call('PATCH', path, { json, cookie: admin.cookie })).status, 200);
  };
  return { server, admin, theo, desk, peer, change };
}

for (const [what, change] of Object.entries({
  disabling: { disabled: true },
  'a new password': { password: 'another long password' },
})) {
  test(`[SIGNIN-4] ${what} ends sign-ins and sockets at once`, async (t) => {
    const opened = await withOpenSockets(t);
    await opened.change(change);
    assert.equal((await opened.desk.closed).reason, 'not-signed-in');
    assert.equal((await opened.peer.closed).reason, 'not-signed-in');
    assert.equal(await isSignedIn(opened.server, opened.theo), false);
    assert.equal(await isSignedIn(opened.server, opened.admin), true);
  });
}

test('[SIGNIN-4] a token taken before the account was disabled opens nothing', async (t) => {
  const { server, theo, change } = await withOpenSockets(t);
  const token = await server.socketToken(theo);
  await change({ disabled: true });
  const client = await openEvents(server.running, server.running.url);
  client.send(consoleHello(token));
  assert.equal((await client.next(ofType('refused'))).code, 'token-invalid');
});

test('[SIGNIN-4] changing one’s own password ends the other sign-ins and keeps this one going', async (t) => {
  const server = await TestServer.start(t);
  const first = await server.setUp();
  const second = await server.signIn('ada@example.org');
  const json = { current: PASSWORD, next: 'another long password' };
  const answer = await server.call('POST', '/api/me/password', { json, cookie: second.cookie });
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  assert.deepEqual(await Promise.all([first, second, { cookie }].map((staff) => isSignedIn(server, staff))), [
    false,
    false,
    true,
  ]);
  const wrong = await server.call('POST', '/api/me/password', { json, cookie });
  assert.deepEqual([wrong.status, await isSignedIn(server, { cookie })], [401, true]);
});

test('[SIGNIN-4] signing out closes the sockets of that sign-in only', async (t) => {
  const server = await TestServer.start(t);
  const one = await server.setUp();
  const two = await server.signIn('ada@example.org');
  const desks: [Staff, Awaited<ReturnType<TestServer['connectConsole']>>][] = [
    [one, await server.connectConsole(one)],
    [two, await server.connectConsole(two)],
  ];
  await server.call('POST', '/api/sign-out', { cookie: one.cookie });
  assert.equal((await desks[0]?.[1].closed)?.reason, 'not-signed-in');
  desks[1]?.[1].send({ type: 'ping', nonce: 7 });
  await desks[1]?.[1].next((message) => message.type === 'pong');
});

test('[SIGNIN-4] a socket ends with its sign-in’s time', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock, settings: { signInLifetime: 25_000 } });
  const desk = await server.connectConsole(await server.setUp());
  clock.advance(19_000);
  desk.send({ type: 'ping', nonce: 1 });
  await desk.next(({ type }) => type === 'pong');
  clock.advance(11_000);
  assert.equal((await desk.closed).reason, 'sign-in-expired');
});

test('[SIGNIN-5] administrators add and change technicians', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const { technician } = await server.addTechnician(admin, 'theo@example.org');
  const twice = await server.call('POST', '/api/technicians', {
    json: { name: 'T', email: 'THEO@example.org', role: 'technician', password: PASSWORD },
    cookie: admin.cookie,
  });
  assert.deepEqual([twice.status, twice.body.includes('email-taken')], [409, true]);
  const path = `/api/technicians/${technician.id}`;
  const json = { name: 'Theo\u202e B.', role: 'administrator' };
  const changed = await server.call('PATCH', path, { json, cookie: admin.cookie });
  const { name, role } = technicianSchema.parse(changed.json());
  assert.deepEqual({ name, role }, { name: 'Theo B.', role: 'administrator' });
  const unknown = await server.call('PATCH', `/api/technicians/${newId()}`, { json, cookie: admin.cookie });
  assert.equal(unknown.status, 404);
});

test('[SIGNIN-5] the last active administrator stays', async (t) => {
  const server = await TestServer.start(t);
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const change = (staff: Staff, json: object) =>
    server.call('PATCH', `/api/technicians/${staff.technician.id}`, { json, cookie: admin.cookie });
  for (const json of [{ disabled: true }, { role: 'technician' }]) {
    const refused = await change(admin, json);
    assert.deepEqual([refused.status, refused.body.includes('last-administrator')], [409, true]);
  }
  assert.equal(await isSignedIn(server, admin), true);
  await change(theo, { role: 'administrator' });
  assert.equal((await change(admin, { role: 'technician' })).status, 200);
});

test('[SIGNIN-16] a known password is refused wherever one is set', async (t) => {
  const server = await TestServer.start(t);
  const weak = 'Password2026!';
  const isRefused = async (method: string, path: string, json: object, cookie?: string): Promise<void> => {
    const answer = await server.call(method, path, { json, cookie });
    assert.deepEqual([answer.status, answer.body.includes('password-known')], [400, true], path);
  };
  await isRefused('POST', '/api/setup', { ...ADMINISTRATOR, password: weak, secret: secretOf(server) });
  const admin = await server.setUp();
  const { cookie } = admin;
  const account = { name: 'Theo', email: 'theo@example.org', role: 'technician' };
  await isRefused('POST', '/api/technicians', { ...account, password: 'Theo-Helpdesk1' }, cookie);
  const theo = await server.addTechnician(admin, 'theo@example.org');
  await isRefused('PATCH', `/api/technicians/${theo.technician.id}`, { password: weak }, cookie);
  await isRefused('POST', '/api/me/password', { current: PASSWORD, next: weak }, theo.cookie);
});

test('[SIGNIN-17] one’s own sign-ins are listed, with browser and address, and ended', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const admin = await server.setUp();
  const theo = await server.addTechnician(admin, 'theo@example.org');
  const list = async ({ cookie }: { cookie: string }) =>
    ownSignInsResponse.parse((await server.call('GET', '/api/me/sign-ins', { cookie })).json()).signIns;
  clock.advance(HOUR);
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' };
  const second = staffOf(
    await server.signInBy({ email: 'theo@example.org', password: PASSWORD }, { headers }),
  );
  const desk = await server.connectConsole(second);
  const mine = await list(theo);
  assert.deepEqual(
    mine.map(({ browser, address, isThis }) => [browser, address, isThis]),
    [
      ['Firefox on Linux', '127.0.0.1', false],
      ['Another program', '127.0.0.1', true],
    ],
  );
  assert.equal(mine[1]?.seenAt, clock.now());
  const [{ id = '' } = {}] = mine;
  const end = async (which: string, { cookie }: { cookie: string }) =>
    (await server.call('DELETE', `/api/me/sign-ins${which}`, { cookie })).status;
  assert.equal(await end(`/${id}`, admin), 404);
  assert.equal(await end(`/${id}`, theo), 204);
  assert.equal((await desk.closed).reason, 'not-signed-in');
  assert.equal(await isSignedIn(server, second), false);
  const third = await server.signIn('theo@example.org');
  assert.equal(await end('', theo), 204);
  assert.deepEqual([await isSignedIn(server, third), await isSignedIn(server, theo)], [false, true]);
  assert.equal((await list(theo)).length, 1);
});
