import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ERRORS, secret, sessionLogResponse } from '@throwline/protocol';
import { until } from '@throwline/testbed/wait.ts';
import { Secrets } from '../security/secrets.ts';
import { APPLET, command, newId, TestServer, temporaryFolder } from '../testing/test-server.ts';

const LINUX = {
  headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
};

test('[PAGE-1] the page stands at /, and needs no script and no other site', async (t) => {
  const server = await TestServer.start(t);
  const page = await server.call('GET', '/');
  assert.equal(page.status, 200);
  assert.match(page.body, /Enter your 6-digit code/);
  assert.match(page.body, /Start Download/);
  for (const [, address = ''] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
    assert.ok(address.startsWith('/'), address);
    assert.equal((await server.call('GET', address)).status, 200, address);
  }
});

test('[PAGE-2] a right code leads to a page that starts the download, once', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.createSession(await server.setUp());
  const claimed = await server.claim(session.code);
  assert.equal(claimed.status, 303);
  const { location = '' } = claimed.headers;
  assert.match(location, /^\/connect\/[0-9a-hjkmnp-tv-z]{26}$/);
  const first = await server.call('GET', location, LINUX);
  assert.match(first.body, /<iframe hidden src="\/connect\//);
  assert.ok(!(await server.call('GET', location, LINUX)).body.includes('<iframe'));
});

test('[PAGE-9] the page has the steps for the browser that asks, or those that were chosen by a link', async (t) => {
  const server = await TestServer.start(t);
  const { pageKey } = await server.claimedSession(await server.setUp());
  const steps = async (query: string, options: typeof LINUX): Promise<string | undefined> => {
    const { body } = await server.call('GET', `/connect/${pageKey}${query}`, options);
    return /aria-label="([^"]+)" aria-current="true"/.exec(body)?.[1];
  };
  const windows = {
    headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko' },
  };
  assert.equal(await steps('', LINUX), 'Firefox on Linux');
  assert.equal(await steps('?steps=linux-chrome', LINUX), 'Chrome or Chromium on Linux');
  assert.equal(await steps('?steps=linux-chrome', windows), 'Chrome or Chromium on Linux');
  for (const query of ['?steps=windows-firefox', '?steps=toString', '?steps=%3Cb%3E', '?steps=a&steps=b'])
    assert.equal(await steps(query, LINUX), 'Firefox on Linux', query);
  assert.equal(await steps('?steps=windows-ie', windows), undefined);
});

test('[PAGE-10] a system without a program gets no file, by no name, before and after the code', async (t) => {
  const server = await TestServer.start(t);
  const { pageKey, ticket } = await server.claimedSession(await server.setUp());
  const phone = {
    headers: { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148' },
  };
  for (const path of ['/', `/connect/${pageKey}`]) {
    const { body } = await server.call('GET', path, phone);
    assert.match(body, /You seem to be using a phone or tablet/);
    assert.ok(!body.includes(ticket));
  }
  for (const ending of ['exe', 'zip']) {
    const path = `/connect/${pageKey}/Support-Throwline-${ticket}.${ending}`;
    assert.equal((await server.call('GET', path)).status, 404, ending);
  }
  assert.match(String((await server.call('GET', '/')).headers['accept-ch']), /Sec-CH-UA-Arch/);
});

test('[PAGE-2] the applet comes whole, as a file with the ticket in its name, and is noted', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const name = `Support-Throwline-${session.ticket}.run`;
  const path = `/connect/${session.pageKey}/${name}`;
  assert.equal((await server.call('HEAD', path)).headers['content-length'], String(APPLET.length));
  assert.deepEqual((await server.call('GET', `/connect/${session.pageKey}/status`)).json(), {
    step: 'download',
  });
  const file = await server.call('GET', path);
  assert.deepEqual([file.body, file.headers['content-length']], [APPLET, String(APPLET.length)]);
  assert.equal(file.headers['content-disposition'], `attachment; filename="${name}"`);
  assert.match(String(file.headers['content-security-policy']), /sandbox/);
  // It is noted once the last byte has left, which the receiver of that byte may be quicker than.
  await until('the download to be noted', async () =>
    (await server.call('GET', `/connect/${session.pageKey}/status`)).body.includes('"downloaded"'),
  );
  await server.call('GET', path);
  const log = await server.call('GET', `/api/sessions/${session.session.sessionId}/log`, {
    cookie: staff.cookie,
  });
  const types = sessionLogResponse.parse(log.json()).events.map(({ body }) => body.type);
  assert.deepEqual(types, ['session-created', 'code-claimed', 'applet-downloaded']);
});

test('[PAGE-2] without the right page key and ticket there is nothing', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const one = await server.claimedSession(staff);
  const two = await server.claimedSession(staff);
  for (const path of [
    `/connect/${newId()}`,
    `/connect/${newId()}/status`,
    `/connect/${one.ticket}`,
    `/connect/${one.pageKey}/Support-Throwline-${two.ticket}.run`,
    `/connect/${one.pageKey}/Support-Throwline-.run`,
    `/connect/${one.pageKey}/..%2f..%2fsecret.key`,
    '/assets/..%2fhtml.ts',
    '/assets/nothing.css',
    '/nowhere',
  ]) {
    assert.equal((await server.call('GET', path)).status, 404, path);
  }
  assert.equal((await server.call('GET', '/connect/short')).status, 400);
});

test('[PAGE-2] while the applet is being built the page says so, and the download is refused in words', async (t) => {
  const server = await TestServer.start(t, { appletFiles: { linux: '/nonexistent/applet.run' } });
  const { code } = await server.createSession(await server.setUp());
  assert.match((await server.call('GET', '/')).body, /being prepared/);
  const { location = '' } = (await server.claim(code)).headers;
  assert.match((await server.call('GET', location, LINUX)).body, /being prepared/);
  const secrets = new Secrets(readFileSync(join(server.data, 'secret.key')));
  const ticket = secrets.ticketOf(secret.parse(location.split('/').at(-1)));
  const refused = await server.call('GET', `${location}/Support-Throwline-${ticket}.run`);
  assert.deepEqual([refused.status, /still being prepared/.test(refused.body)], [503, true]);
});

test('[PAGE-3] the status follows the session', async (t) => {
  const server = await TestServer.start(t);
  const staff = await server.setUp();
  const session = await server.claimedSession(staff);
  const { sessionId } = session.session;
  const step = async (): Promise<unknown> =>
    (await server.call('GET', `/connect/${session.pageKey}/status`)).json();
  const applet = await server.connectApplet(session);
  assert.deepEqual(await step(), { step: 'waiting' });
  await command(await server.connectConsole(staff), sessionId, { type: 'start' });
  assert.deepEqual(await step(), { step: 'active' });
  await command(applet, sessionId, { type: 'close' });
  assert.deepEqual(await step(), { step: 'closed' });
  assert.match((await server.call('GET', `/connect/${session.pageKey}`)).body, /The session has ended/);
  const download = `/connect/${session.pageKey}/Support-Throwline-${session.ticket}.run`;
  assert.equal((await server.call('GET', download)).status, 403);
});

test('[PAGE-5] an address that cannot be read is refused like any other, with every header', async (t) => {
  const server = await TestServer.start(t);
  const secured = (await server.call('GET', '/nowhere')).headers;
  for (const path of ['/%zz', '/%ff', '/connect/%zz', '/console/%zz', `/connect/${'a'.repeat(300)}`]) {
    const { status, headers, body } = await server.call('GET', path);
    assert.equal(status, 400, path);
    assert.match(body, /Go to the Support Connection page/);
    const named = (all: object): string[] => Object.keys(all).filter((name) => name !== 'content-length');
    assert.deepEqual(named(headers).sort(), named(secured).sort(), path);
    assert.equal(headers['content-security-policy'], secured['content-security-policy'], path);
  }
  const call = await server.call('GET', '/api/%zz');
  assert.deepEqual(
    [call.status, call.json()],
    [400, { code: 'bad-request', message: ERRORS['bad-request'].message }],
  );
  assert.match(String(call.headers['content-security-policy']), /sandbox/);
  const elsewhere = await server.call('GET', '/%zz', { headers: { host: 'elsewhere.example' } });
  assert.equal(elsewhere.status, 403);
});

test('[PAGE-5] pages allow nothing inline, nothing foreign, no frame around them, no cache of secrets', async (t) => {
  const server = await TestServer.start(t);
  const session = await server.claimedSession(await server.setUp());
  for (const path of ['/', `/connect/${session.pageKey}`, '/nowhere']) {
    const { headers } = await server.call('GET', path);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!policy.includes('unsafe'));
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['referrer-policy'], 'same-origin');
  }
  assert.match(
    (await server.call('GET', `/connect/${session.pageKey}`)).headers['cache-control'] ?? '',
    /no-store/,
  );
});

test('[CONSOLE-7] every address of the console answers with the console; hashed files are kept for good', async (t) => {
  const consoleFolder = temporaryFolder(t);
  mkdirSync(join(consoleFolder, 'assets'));
  writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(consoleFolder, 'assets', 'app-abc123.js'), 'run()');
  const server = await TestServer.start(t, { consoleFolder });
  assert.match((await server.call('GET', '/setup')).body, /<title>console/);
  await server.setUp();
  for (const path of ['/console', '/console/', '/console/sessions/abc', '/console/admin/technicians']) {
    const page = await server.call('GET', path);
    assert.deepEqual([page.status, page.body.includes('<title>console')], [200, true], path);
    assert.equal(page.headers['cache-control'], 'no-cache', path);
    assert.match(String(page.headers['content-security-policy']), /wasm-unsafe-eval/);
  }
  const script = await server.call('GET', '/console/assets/app-abc123.js');
  assert.deepEqual(
    [script.body, script.headers['cache-control']],
    ['run()', 'public, max-age=31536000, immutable'],
  );
  for (const path of [
    '/console/assets/missing.js',
    '/console/missing.svg',
    '/console/..%2f..%2fetc%2fpasswd',
  ]) {
    assert.notEqual((await server.call('GET', path)).status, 200, path);
  }
});

test('[QUEUE-5] a console before set-up leads to it, and a set-up link that was used to the sign-in page', async (t) => {
  const server = await TestServer.start(t, { consoleFolder: temporaryFolder(t) });
  for (const path of ['/console', '/console/sessions/abc', '/console/sign-in']) {
    const { status, headers } = await server.call('GET', path);
    assert.deepEqual([status, headers.location], [302, '/setup'], path);
  }
  await server.setUp();
  const used = await server.call('GET', '/setup');
  assert.equal(used.status, 404);
  assert.match(used.body, /it has been used/);
  assert.match(used.body, /<a class="button" href="\/console\/sign-in">Go to the sign-in page<\/a>/);
});

test('[CONSOLE-7] a console that is not built says how to build it', async (t) => {
  const server = await TestServer.start(t, { consoleFolder: temporaryFolder(t) });
  await server.setUp();
  const page = await server.call('GET', '/console/');
  assert.deepEqual([page.status, page.body.includes('npm start')], [503, true]);
});
