import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MAIL_PASSWORD } from '@throwline/testbed/mail-server.ts';
import { invite, mailScene, messageIs } from '../testing/mail.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer } from '../testing/test-server.ts';

const HOUR = 60 * 60_000;

test('[MAIL-7] neither log nor database holds a link, and no log an address or the password', async (t) => {
  const { mail, server, staff } = await mailScene(t);
  mail.refuse('receiver', { code: 451, text: 'carla@example.net is greylisted' });
  const made = await invite(server, staff, 'carla@example.net');
  await messageIs(server, staff, made, 'waiting', 1);
  const secret = made.invitation.link?.split('/').at(-1) ?? '';
  assert.equal(secret.length, 26);
  await server.call('GET', `/invitation/${secret}`);
  await server.running.close();
  const lines = server.logged.join('\n');
  for (const hidden of [secret, 'carla@example.net', MAIL_PASSWORD, 'hidden'])
    assert.ok(!lines.includes(hidden), hidden);
  const bytes = readFileSync(join(server.data, 'throwline.sqlite')).toString('latin1');
  assert.ok(bytes.includes('carla@example.net') && !bytes.includes(secret));
});

test('[MAIL-9] limits for an address, a technician and in total, through a restart', async (t) => {
  const clock = new ManualClock();
  const limits = { address: 2, technician: 3, total: 4 };
  const { settings, server, staff: administrator } = await mailScene(t, { clock, settings: { limits } });
  const other = await server.addTechnician(administrator, 'theo@example.org');
  const send = async (from: TestServer, cookie: string, address: string): Promise<number> =>
    (await from.call('POST', '/api/invitations', { json: { mail: { address } }, cookie })).status;
  assert.equal(await send(server, administrator.cookie, 'a@example.net'), 201);
  assert.equal(await send(server, administrator.cookie, 'A@EXAMPLE.net'), 201);
  assert.equal(await send(server, administrator.cookie, 'a@example.net'), 429);
  assert.equal(await send(server, other.cookie, 'a@example.net'), 429);
  assert.equal(await send(server, administrator.cookie, 'b@example.net'), 201);
  await server.running.close();
  const again = await TestServer.start(t, {
    settings: { ...settings, port: server.running.port },
    clock,
    data: server.data,
  });
  assert.equal(await send(again, administrator.cookie, 'c@example.net'), 429);
  assert.equal(await send(again, other.cookie, 'c@example.net'), 201);
  assert.equal(await send(again, other.cookie, 'd@example.net'), 429);
  clock.advance(HOUR);
  assert.equal(await send(again, other.cookie, 'a@example.net'), 429);
  assert.equal(await send(again, other.cookie, 'd@example.net'), 201);
  const sessions = await again.call('GET', '/api/sessions', { cookie: administrator.cookie });
  assert.equal(sessions.body.match(/"sessionId"/g)?.length, 3, 'a refused message makes no session');
});

test('[MAIL-9] many at the same moment cannot pass a limit together', async (t) => {
  const limits = { address: 2, technician: 100, total: 100 };
  const { server, staff } = await mailScene(t, { settings: { limits } });
  const json = { mail: { address: 'a@example.net' } };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => server.call('POST', '/api/invitations', { json, cookie: staff.cookie })),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 2);
});

test('[MAIL-10] without a mail server there are the link and a draft', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const { invitation } = await invite(server, staff, undefined);
  assert.equal(invitation.canSend, false);
  const { link, draft } = invitation;
  assert.ok(link !== undefined && draft !== undefined);
  assert.ok(draft.text.includes(link));
  assert.equal(draft.subject, 'Support session with Ada Admin, Helpdesk');
  const json = { mail: { address: 'a@example.net' } };
  const refused = await server.call('POST', '/api/invitations', { json, cookie: staff.cookie });
  assert.deepEqual([refused.status, refused.body.includes('mail-not-set-up')], [409, true]);
});
