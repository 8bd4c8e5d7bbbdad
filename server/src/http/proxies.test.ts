import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ServerNotice, serverNoticesResponse, socketTokenResponse } from '@throwline/protocol';
import { ManualClock } from '../testing/manual-clock.ts';
import { type Staff, TestServer } from '../testing/test-server.ts';

const FORWARDED = { 'x-forwarded-for': '198.51.100.7' };
/** What a proxy passes on of an upgrade when it is not told to. */
const NO_UPGRADE = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
/** Behind a proxy that ends TLS. */
const PLAIN = { plainHttp: true, host: '127.0.0.1', publicUrl: 'https://localhost' };

async function noticesOf(server: TestServer, { cookie }: Staff): Promise<readonly ServerNotice[]> {
  const answer = await server.call('GET', '/api/server-notices', { cookie, headers: FORWARDED });
  return serverNoticesResponse.parse(answer.json()).notices;
}

for (const { what, settings, headers, kind } of [
  { what: 'that is not named', settings: {}, headers: FORWARDED, kind: 'proxy-unnamed' },
  { what: 'that is not named and ends TLS', settings: PLAIN, headers: FORWARDED, kind: 'proxy-unnamed' },
  { what: 'without a word', settings: PLAIN, headers: {}, kind: 'proxy-without-addresses' },
  {
    what: 'that is named and says no addresses',
    settings: { ...PLAIN, trustedProxies: ['127.0.0.1'] },
    headers: {},
    kind: 'proxy-without-addresses',
  },
  {
    what: 'with two minds',
    settings: { ...PLAIN, trustedProxies: ['127.0.0.1'] },
    headers: { ...FORWARDED, forwarded: 'for=203.0.113.9' },
    kind: 'proxy-contradicts',
  },
] as const) {
  test(`[PROXY-1] a proxy ${what} is told of: in the log once, and in the Administration Center`, async (t) => {
    const server = await TestServer.start(t, { settings });
    const staff = await server.setUp();
    for (let count = 0; count < 3; count += 1) await server.call('GET', '/', { headers });
    const notices = await noticesOf(server, staff);
    assert.ok(
      notices.some((notice) => notice.kind === kind && notice.address === '127.0.0.1'),
      JSON.stringify(notices),
    );
    const lines = server.logged.filter((line) => line.includes('"level":40') && line.includes('127.0.0.1'));
    assert.equal(
      lines.filter((line) => /passed on for others|for whom it asks|contradict/.test(line)).length,
      new Set(notices.map((notice) => notice.kind)).size,
    );
  });
}

test('[PROXY-1] a proxy that is named and says for whom it asks is nothing to tell of', async (t) => {
  const server = await TestServer.start(t, { settings: { ...PLAIN, trustedProxies: ['127.0.0.1'] } });
  const staff = await server.setUp();
  await server.call('GET', '/', { headers: FORWARDED });
  const told = await noticesOf(server, staff);
  // Only the test's own calls came without addresses.
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['proxy-without-addresses'],
  );
});

test('[PROXY-2] a Host that a proxy does not pass on is said on the page, with what to do, and in the log', async (t) => {
  const server = await TestServer.start(t, { settings: PLAIN });
  const staff = await server.setUp();
  const page = await server.call('GET', '/', { headers: { ...FORWARDED, host: '127.0.0.1:8443' } });
  assert.equal(page.status, 403);
  assert.match(
    page.body,
    /reverse proxy in front of the server asks for another one.*proxy_set_header Host/s,
  );
  assert.ok(server.logged.some((line) => line.includes('does not pass on the Host header')));
  const notices = await noticesOf(server, staff);
  assert.ok(notices.some((notice) => notice.kind === 'proxy-other-host' && notice.host === '127.0.0.1:8443'));
});

test('[PROXY-2] a fresh server that is opened from another computer says which setting it needs', async (t) => {
  const server = await TestServer.start(t);
  const page = await server.call('GET', '/', { headers: { host: '192.0.2.7:8443' } });
  assert.match(page.body, /THROWLINE_PUBLIC_URL=https:\/\/192\.0\.2\.7:8443/);
  const odd = await server.call('GET', '/', { headers: { host: 'a"><script>' } });
  assert.doesNotMatch(odd.body, /THROWLINE_PUBLIC_URL|<script>/);
  const given = await TestServer.start(t, { settings: { publicUrl: 'https://localhost' } });
  const other = await given.call('GET', '/', { headers: { host: '192.0.2.7:8443' } });
  assert.match(other.body, /answers at https:\/\/localhost only/);
});

test('[PROXY-3] a WebSocket without its headers is answered in words, and consoles, log and administrators are told', async (t) => {
  const clock = new ManualClock();
  const server = await TestServer.start(t, { clock });
  const staff = await server.setUp();
  const isTold = async (): Promise<boolean> => {
    const answer = await server.call('POST', '/api/socket-tokens', { cookie: staff.cookie });
    return socketTokenResponse.parse(answer.json()).proxyWithoutUpgrade === true;
  };
  assert.equal(await isTold(), false);
  assert.equal((await server.call('GET', '/sockets/events')).status, 404);
  assert.equal(await isTold(), false);
  for (const path of ['/sockets/events', '/sockets/peer']) {
    const answer = await server.call('GET', path, { headers: NO_UPGRADE });
    assert.equal(answer.status, 426);
    assert.match(answer.body, /headers Upgrade and Connection/);
  }
  assert.equal(await isTold(), true);
  assert.equal(server.logged.filter((line) => line.includes('no WebSocket comes through')).length, 1);
  assert.ok((await noticesOf(server, staff)).some(({ kind }) => kind === 'proxy-without-upgrade'));
  clock.advance(60_000);
  assert.equal(await isTold(), false);
  await server.call('GET', '/sockets/events', { headers: NO_UPGRADE });
  assert.equal(await isTold(), true);
  await server.connectConsole(staff);
  assert.equal(await isTold(), false);
});

test('[PROXY-4] through a proxy nothing is said to be downloaded before the program runs', async (t) => {
  const server = await TestServer.start(t, { settings: { ...PLAIN, trustedProxies: ['127.0.0.1'] } });
  const staff = await server.setUp();
  const { pageKey, ticket } = await server.claimedSession(staff);
  const file = await server.call('GET', `/connect/${pageKey}/Support-Throwline-${ticket}.run`, {
    headers: FORWARDED,
  });
  assert.equal(file.status, 200);
  assert.equal(file.headers['x-accel-buffering'], 'no');
  const status = async (): Promise<unknown> =>
    (await server.call('GET', `/connect/${pageKey}/status`, { headers: FORWARDED })).json();
  assert.deepEqual(await status(), { step: 'download' });
  await server.connectApplet({ ticket });
  assert.deepEqual(await status(), { step: 'waiting' });
});
