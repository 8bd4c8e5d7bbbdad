import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { invite } from '../testing/mail.ts';
import { SoftwarePasskey } from '../testing/software-passkey.ts';
import { newId, PASSWORD, TestServer } from '../testing/test-server.ts';

/**
 * Who makes a call: nobody signed in, somebody whose second factor is missing, an administrator who has set none up, a
 * technician, another technician's, an administrator.
 */
const ROLES = ['nobody', 'begun', 'unfinished', 'owner', 'other', 'administrator'] as const;
type Role = (typeof ROLES)[number];

interface Row {
  readonly call: string;
  /** Status for each role. */
  readonly answers: Readonly<Record<Role, number>>;
  readonly json?: unknown;
}

const everybody = (status: number) => ({
  nobody: status,
  begun: status,
  unfinished: status,
  owner: status,
  other: status,
  administrator: status,
});
const strangers = { nobody: 401, begun: 401 };
const accounts = (status: number) => ({ ...everybody(status), ...strangers });
const signedIn = (status: number) => ({ ...accounts(status), unfinished: 403 });
const administrators = (status: number) => ({ ...accounts(403), administrator: status });
const owner = (status: number) => ({ ...accounts(403), owner: status });
const begun = (status: number) => ({ ...everybody(401), begun: status });

/** Every call of the API with who gets which answer. The first of two sessions is the owner's. */
const TABLE: readonly Row[] = [
  { call: 'GET /api/setup', answers: everybody(404) },
  {
    call: 'POST /api/setup',
    answers: everybody(404),
    json: { secret: newId(), organisation: 'O', name: 'N', email: 'n@example.org', password: PASSWORD },
  },
  {
    call: 'POST /api/sign-in',
    answers: everybody(401),
    json: { email: 'nobody@example.org', password: 'x' },
  },
  { call: 'POST /api/claims', answers: everybody(400), json: { code: 'abc' } },
  { call: 'POST /api/sign-in/passkey', answers: begun(200) },
  {
    call: 'POST /api/sign-in/second-factor',
    answers: begun(401),
    json: { kind: 'recovery-code', code: '00000-00000' },
  },
  { call: 'GET /api/password-resets', answers: everybody(200) },
  { call: 'POST /api/password-resets', answers: everybody(409), json: { email: 'nobody@example.org' } },
  {
    call: 'POST /api/password-resets/use',
    answers: everybody(410),
    json: { secret: newId(), password: PASSWORD },
  },
  { call: 'GET /api/me', answers: accounts(200) },
  { call: 'POST /api/me/confirm', answers: accounts(401), json: { password: 'not it' } },
  { call: 'GET /api/me/second-factors', answers: accounts(200) },
  { call: 'POST /api/me/second-factors/one-time-code', answers: accounts(200) },
  {
    call: 'POST /api/me/second-factors/one-time-code/confirm',
    answers: accounts(401),
    json: { code: '000000', name: 'N' },
  },
  { call: 'POST /api/me/second-factors/passkey-options', answers: accounts(200) },
  {
    call: 'POST /api/me/second-factors/passkey',
    answers: accounts(400),
    json: { credential: new SoftwarePasskey().create({ challenge: 'x', rp: { id: 'x' } }, 'x'), name: 'N' },
  },
  { call: 'DELETE /api/me/second-factors/{factorId}', answers: accounts(404) },
  { call: 'POST /api/me/recovery-codes', answers: { ...accounts(404), administrator: 200 } },
  { call: 'POST /api/me/sign-in/extend', answers: accounts(200) },
  { call: 'GET /api/me/sign-ins', answers: signedIn(200) },
  { call: 'DELETE /api/me/sign-ins/{signInId}', answers: signedIn(404) },
  { call: 'DELETE /api/me/sign-ins', answers: signedIn(204) },
  {
    call: 'POST /api/me/password',
    answers: signedIn(401),
    json: { current: 'not it', next: 'another long password' },
  },
  { call: 'POST /api/socket-tokens', answers: signedIn(200) },
  { call: 'GET /api/technicians', answers: administrators(200) },
  {
    call: 'POST /api/technicians',
    answers: administrators(409),
    json: { name: 'N', email: 'owner@example.org', role: 'technician', password: PASSWORD },
  },
  { call: 'PATCH /api/technicians/{technicianId}', answers: administrators(200), json: {} },
  { call: 'DELETE /api/technicians/{technicianId}/second-factors', answers: administrators(404) },
  { call: 'GET /api/sessions', answers: signedIn(200) },
  { call: 'POST /api/sessions', answers: signedIn(201), json: {} },
  { call: 'GET /api/sessions/{sessionId}', answers: owner(200) },
  { call: 'GET /api/sessions/{sessionId}/log', answers: owner(200) },
  { call: 'GET /api/colleagues', answers: signedIn(200) },
  {
    call: 'POST /api/sessions/{sessionId}/colleagues',
    answers: owner(409),
    json: { technicianId: newId() },
  },
  {
    call: 'POST /api/sessions/{sessionId}/askers/{askerId}',
    answers: owner(409),
    json: { answer: 'let-in' },
  },
  { call: 'POST /api/sessions/{sessionId}/code', answers: owner(201) },
  { call: 'POST /api/invitations', answers: signedIn(201), json: {} },
  { call: 'GET /api/sessions/{invitedId}/invitation', answers: owner(200) },
  {
    call: 'POST /api/sessions/{invitedId}/invitation/messages',
    answers: { ...owner(409) },
    json: { address: 'carla@example.net' },
  },
  { call: 'GET /api/kept-sessions', answers: administrators(200) },
  { call: 'DELETE /api/sessions/{sessionId}', answers: administrators(409) },
  { call: 'GET /api/mail', answers: signedIn(200) },
  { call: 'GET /api/support-programs', answers: signedIn(200) },
  { call: 'GET /api/server-notices', answers: administrators(200) },
  { call: 'GET /api/server-proof', answers: everybody(400) },
  { call: 'GET /api/code-entry', answers: signedIn(200) },
  { call: 'GET /api/mail/settings', answers: administrators(200) },
  {
    call: 'PUT /api/mail/settings',
    answers: administrators(400),
    json: { host: 'mail.example.org', port: 465, security: 'tls', user: 'u', from: 'a@example.org' },
  },
  { call: 'DELETE /api/mail/settings', answers: administrators(200) },
  { call: 'POST /api/mail/settings/test', answers: administrators(409) },
  { call: 'POST /api/sign-out', answers: accounts(204) },
];

const openApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

test('[SIGNIN-7] every role gets its answer to every call', async (t) => {
  const server = await TestServer.start(t);
  const administrator = await server.setUp();
  const ownerStaff = await server.addTechnician(administrator, 'owner@example.org');
  const other = await server.addTechnician(administrator, 'other@example.org');
  const { session } = await server.createSession(ownerStaff);
  const invited = await invite(server, ownerStaff, undefined);
  const unfinished = await server.addTechnician(administrator, 'unfinished@example.org');
  await server.call('PATCH', `/api/technicians/${unfinished.technician.id}`, {
    json: { role: 'administrator' },
    cookie: administrator.cookie,
  });
  const halfway = await server.addTechnician(administrator, 'begun@example.org');
  await server.addPasskey(halfway);
  const first = await server.call('POST', '/api/sign-in', {
    json: { email: 'begun@example.org', password: PASSWORD },
  });
  const cookies = {
    nobody: undefined,
    begun: first.headers['set-cookie']?.[0]?.split(';')[0],
    unfinished: unfinished.cookie,
    owner: ownerStaff.cookie,
    other: other.cookie,
    administrator: administrator.cookie,
  };
  for (const { call, answers, json } of TABLE) {
    const [method = '', path = ''] = call
      .replace('{sessionId}', session.sessionId)
      .replace('{invitedId}', invited.session.sessionId)
      .replace('{technicianId}/second-factors', `${newId()}/second-factors`)
      .replace('{technicianId}', other.technician.id)
      .replace('{factorId}', newId())
      .replace('{askerId}', newId())
      .replace('{signInId}', newId())
      .split(' ');
    for (const role of ROLES) {
      const { status } = await server.call(method, path, { json, cookie: cookies[role] });
      assert.equal(status, answers[role], `${call} by ${role}`);
    }
  }
});

test('[SERVER-4] the API’s description is shown without anything from elsewhere', async (t) => {
  const server = await TestServer.start(t);
  const page = await server.call('GET', '/api/docs/');
  assert.equal(page.status, 200);
  assert.ok(!/https?:/.test(String(page.headers['content-security-policy'])));
  const script = await server.call('GET', '/api/docs/static/swagger-initializer.js');
  assert.match(script.body, /"validatorUrl":null/);
});

test('[SIGNIN-7] the table holds every call there is', async (t) => {
  const server = await TestServer.start(t);
  const { paths } = openApi.parse((await server.call('GET', '/api/docs/json')).json());
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(calls.sort(), TABLE.map(({ call }) => call.replace('{invitedId}', '{sessionId}')).sort());
});

test('[SIGNIN-6] a call that changes something needs the site’s own Origin', async (t) => {
  const server = await TestServer.start(t);
  const { cookie } = await server.setUp();
  const make = async (origin: string | null, headers: Record<string, string> = {}): Promise<number> =>
    (await server.call('POST', '/api/sessions', { json: {}, cookie, origin, headers })).status;
  assert.equal(await make(server.running.url), 201);
  assert.equal(await make(`https://127.0.0.1:${server.running.port}`), 201);
  assert.equal(await make(null, { 'sec-fetch-site': 'same-origin' }), 201);
  for (const origin of [
    'https://evil.example',
    'null',
    'https://localhost',
    server.running.url.replace('https', 'http'),
  ]) {
    assert.equal(await make(origin), 403, origin);
    assert.equal(await make(origin, { 'sec-fetch-site': 'same-origin' }), 403, origin);
  }
  for (const site of ['cross-site', 'same-site', 'none'])
    assert.equal(await make(null, { 'sec-fetch-site': site }), 403);
  assert.equal(await make(null), 403);
  assert.equal((await server.claim('123456', { origin: 'https://evil.example' })).status, 403);
  const site = (value: string) => ({ origin: null, headers: { 'sec-fetch-site': value } });
  assert.equal((await server.claim('123456', site('cross-site'))).status, 403);
  assert.equal((await server.claim('123456', site('same-origin'))).status, 400);
  assert.equal((await server.claim('123456', { origin: null })).status, 400);
});

test('[SERVER-7] under another host name the server tells its right one', async (t) => {
  const server = await TestServer.start(t);
  const headers = { host: `evil.example:${server.running.port}` };
  const page = await server.call('GET', '/', { headers });
  assert.equal(page.status, 403);
  assert.ok(page.body.includes(server.running.url));
  assert.equal((await server.call('GET', '/healthz', { headers })).status, 200);
});

test('[SIGNIN-7] bodies that cannot be used are refused in words, and nothing of them is believed', async (t) => {
  const server = await TestServer.start(t);
  const { cookie } = await server.setUp();
  const bad = [
    ['POST', '/api/technicians', { name: '\u202e', email: 'x', role: 'root', password: 'short' }],
    ['POST', '/api/sessions', { customerName: 7 }],
    ['POST', '/api/sign-in', []],
    ['GET', '/api/sessions/..%2f..%2fetc', undefined],
  ] as const;
  for (const [method, path, json] of bad) {
    const answer = await server.call(method, path, { json, cookie });
    assert.deepEqual([answer.status, answer.body.includes('"bad-request"')], [400, true], path);
  }
  const broken = await server.call('POST', '/api/sessions', { cookie, raw: '{"customerName":' });
  assert.deepEqual([broken.status, broken.body.includes('"bad-request"')], [400, true]);
  const large = await server.call('POST', '/api/sessions', {
    json: { customerName: 'x'.repeat(100_000) },
    cookie,
  });
  assert.deepEqual([large.status, large.body.includes('"too-large"')], [413, true]);
});
