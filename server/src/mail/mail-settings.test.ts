import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mailSettingsResponse, testMailResponse } from '@throwline/protocol';
import { MAIL_PASSWORD, MAIL_USER } from '@throwline/testbed/mail-server.ts';
import { readSettings } from '../settings.ts';
import { StartError } from '../start-error.ts';
import { FROM, invite, mailScene, messageIs, openMail } from '../testing/mail.ts';
import { TestServer } from '../testing/test-server.ts';

const SERVER = { host: 'localhost', port: 465, security: 'tls', user: MAIL_USER, from: FROM } as const;

test('[MAIL-11] a mail server set in the Administration Center is used at once, also for what waits', async (t) => {
  const { mail, server, staff } = await mailScene(t, { settings: { fixed: undefined } });
  const { cookie } = staff;
  const set = (json: unknown) => server.call('PUT', '/api/mail/settings', { json, cookie });
  const nobodyThere = { ...SERVER, port: 1, password: MAIL_PASSWORD };
  assert.equal((await set(nobodyThere)).status, 200);
  const made = await invite(server, staff, 'a@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  const answer = await set({ ...SERVER, port: mail.port, password: MAIL_PASSWORD });
  assert.deepEqual(mailSettingsResponse.parse(answer.json()), {
    source: 'stored',
    server: { ...SERVER, port: mail.port },
    hasPassword: true,
  });
  await messageIs(server, staff, made, 'sent', 2);
  const tested = await server.call('POST', '/api/mail/settings/test', { cookie });
  assert.deepEqual(testMailResponse.parse(tested.json()), { result: 'sent', address: 'ada@example.org' });
  assert.deepEqual(mail.received.at(-1)?.to, ['ada@example.org']);
  assert.equal((await server.call('DELETE', '/api/mail/settings', { cookie })).status, 200);
  assert.equal((await server.call('POST', '/api/mail/settings/test', { cookie })).status, 409);
});

test('[MAIL-7] the password is sealed in the database, never sent back and never logged', async (t) => {
  const { mail, server, staff } = await mailScene(t, { settings: { fixed: undefined } });
  const json = { ...SERVER, port: mail.port, password: MAIL_PASSWORD };
  const set = await server.call('PUT', '/api/mail/settings', { json, cookie: staff.cookie });
  const shown = await server.call('GET', '/api/mail/settings', { cookie: staff.cookie });
  await messageIs(server, staff, await invite(server, staff, 'a@example.net'), 'sent');
  await server.running.close();
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  for (const place of [set.body, shown.body, bytes, server.logged.join('\n')])
    assert.ok(!place.includes('a mail %') && !place.includes('hidden'));
  assert.ok(bytes.includes('"sealedPassword":"v1.'));
});

test('[MAIL-7] a stored password is not sent to another server, user or without protection', async (t) => {
  const { mail } = await openMail(t);
  const server = await TestServer.start(t);
  const { cookie } = await server.setUp();
  const set = (json: unknown) => server.call('PUT', '/api/mail/settings', { json, cookie });
  const first = { ...SERVER, port: mail.port };
  assert.equal((await set(first)).status, 400);
  assert.equal((await set({ ...first, password: MAIL_PASSWORD })).status, 200);
  assert.equal((await set({ ...first, from: 'other@helpdesk.example' })).status, 200);
  for (const change of [
    { host: '127.0.0.1' },
    { port: mail.port + 1 },
    { security: 'starttls' },
    { security: 'none' },
    { user: 'somebody' },
  ])
    assert.equal((await set({ ...first, ...change })).status, 400, JSON.stringify(change));
  const { user: _, ...anonymous } = first;
  assert.equal((await set(anonymous)).status, 200);
  assert.equal((await set(first)).status, 400, 'the password went with the user');
});

test('[MAIL-11] what the environment sets cannot be changed in the Administration Center', async (t) => {
  const { server, staff } = await mailScene(t);
  const { cookie } = staff;
  const shown = await server.call('GET', '/api/mail/settings', { cookie });
  const { source, hasPassword } = mailSettingsResponse.parse(shown.json());
  assert.deepEqual([source, hasPassword], ['environment', true]);
  const json = { ...SERVER, password: 'x' };
  assert.equal((await server.call('PUT', '/api/mail/settings', { json, cookie })).status, 409);
  assert.equal((await server.call('DELETE', '/api/mail/settings', { cookie })).status, 409);
});

test('[MAIL-11] a failed test message tells why; tests are limited', async (t) => {
  const { mail, server, staff } = await mailScene(t);
  const { cookie } = staff;
  mail.refuse('receiver', { code: 550, text: 'Relaying denied' });
  const send = () => server.call('POST', '/api/mail/settings/test', { cookie });
  const answer = testMailResponse.parse((await send()).json());
  assert.ok(answer.result === 'failed' && answer.reason === 'address-refused');
  assert.match(answer.answer ?? '', /^550 .*Relaying denied/);
  const statuses = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await send()).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
});

test('[MAIL-11] a mail server is read from one address or from its parts', () => {
  const THROWLINE_MAIL_FROM = FROM;
  const url = 'smtps://throwline%40example.org:a%20mail%20%25@mail.example.org';
  assert.deepEqual(readSettings({ THROWLINE_SMTP_URL: url, THROWLINE_MAIL_FROM }).mail.fixed, {
    server: { host: 'mail.example.org', port: 465, security: 'tls', user: MAIL_USER, from: FROM },
    password: 'a mail %',
  });
  const parts = { THROWLINE_SMTP_HOST: 'mail.example.org', THROWLINE_MAIL_FROM };
  assert.deepEqual(readSettings(parts).mail.fixed, {
    server: { host: 'mail.example.org', port: 587, security: 'starttls', from: FROM },
    password: undefined,
  });
});

for (const [fault, environment] of [
  ['THROWLINE_MAIL_FROM', { THROWLINE_SMTP_HOST: 'mail.example.org' }],
  ['THROWLINE_SMTP_HOST', { THROWLINE_SMTP_USER: 'x' }],
  ['THROWLINE_SMTP_URL', { THROWLINE_SMTP_URL: 'https://mail.example.org', THROWLINE_MAIL_FROM: FROM }],
  ['THROWLINE_SMTP_USER', { THROWLINE_SMTP_URL: 'smtp://mail.example.org', THROWLINE_SMTP_USER: 'x' }],
  ['THROWLINE_SMTP_', { THROWLINE_SMTP_HOST: 'mail.example.org;x', THROWLINE_MAIL_FROM: FROM }],
  [
    'readable on the way',
    {
      THROWLINE_SMTP_HOST: 'mail.example.org',
      THROWLINE_SMTP_SECURE: 'none',
      THROWLINE_SMTP_USER: 'x',
      THROWLINE_SMTP_PASSWORD: 'secret words',
      THROWLINE_MAIL_FROM: FROM,
    },
  ],
  [
    'THROWLINE_SMTP_PASSWORD',
    { THROWLINE_SMTP_HOST: 'mail.example.org', THROWLINE_SMTP_USER: 'x', THROWLINE_MAIL_FROM: FROM },
  ],
] as const) {
  test(`[MAIL-11] settings that do not fit stop the start and are named: ${fault}`, () => {
    assert.throws(
      () => readSettings(environment),
      (error) =>
        error instanceof StartError &&
        error.message.includes(fault) &&
        !error.message.includes('secret words') &&
        !error.message.includes('\n'),
    );
  });
}
