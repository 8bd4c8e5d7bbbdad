import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serverNoticesResponse } from '@throwline/protocol';
import { Authority, type CertificateFiles } from '../../../server/src/testing/authority.ts';
import { TestServer, temporaryFolder } from '../../../server/src/testing/test-server.ts';
import { NO_PROXY } from './proxy.ts';
import { ServerConnections } from './server-connection.ts';

const DEPLOY = fileURLToPath(new URL('../../../deploy', import.meta.url));
const read = (path: string): string => readFileSync(join(DEPLOY, path), 'utf8');

/** What is put into a configuration in place of its examples. */
interface Places {
  readonly folder: string;
  readonly backend: number;
  readonly port: number;
  readonly plainPort: number;
  readonly tls: CertificateFiles;
}

/** Replaces every example, and fails when one is not there. */
function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((before, [from, to]) => {
    assert.ok(before.includes(from), from);
    return before.replaceAll(from, to);
  }, text);
}

const PROXIES = {
  nginx({ folder, backend, port, plainPort, tls }: Places): string[] {
    const site = replaced(read('nginx/throwline.conf'), [
      ['listen 80;', `listen 127.0.0.1:${plainPort};`],
      ['listen [::]:80;', ''],
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['listen [::]:443 ssl http2;', ''],
      ['server_name help.example.com;', 'server_name localhost;'],
      ['/etc/letsencrypt/live/help.example.com/fullchain.pem', tls.certificate],
      ['/etc/letsencrypt/live/help.example.com/privkey.pem', tls.key],
      ['127.0.0.1:8443', `127.0.0.1:${backend}`],
    ]);
    const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    const config = join(folder, 'nginx.conf');
    writeFileSync(
      config,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {} http { access_log off; ${kept.join(' ')} ${site} }`,
    );
    return ['nginx', '-p', folder, '-c', config];
  },
  caddy({ folder, backend, port, tls }: Places): string[] {
    const site = replaced(read('caddy/Caddyfile'), [
      [
        '\nhelp.example.com {',
        `\nhttps://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${tls.certificate} ${tls.key}`,
      ],
      ['127.0.0.1:8443', `127.0.0.1:${backend}`],
    ]);
    const config = join(folder, 'Caddyfile');
    writeFileSync(config, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
    return ['caddy', 'run', '--config', config, '--adapter', 'caddyfile'];
  },
} as const;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** Starts a proxy and waits until it takes connections. Ended after the test. */
async function run(
  t: TestContext,
  [command = '', ...args]: readonly string[],
  folder: string,
  port: number,
): Promise<void> {
  const child = spawn(command, args, {
    env: { PATH: `${process.env.PATH}:/usr/sbin`, HOME: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  while (!(await answers(port))) assert.equal(child.exitCode, null, `${command} has ended`);
}

const authority = await Authority.make('An authority of this test');

for (const [name, prepare] of Object.entries(PROXIES)) {
  test(`[PROXY-5] ${name} as deploy/ sets it up: pages, client addresses, WebSockets, applets, and nothing to complain of`, async (t) => {
    const folder = temporaryFolder(t);
    const [port, plainPort] = [await freePort(), await freePort()];
    const url = `https://localhost:${port}`;
    const { running, data, logged } = await TestServer.start(t, {
      settings: { plainHttp: true, host: '127.0.0.1', publicUrl: url, trustedProxies: ['127.0.0.1'] },
    });
    const tls = await authority.issueInto(folder, 'localhost');
    await run(t, prepare({ folder, backend: running.port, port, plainPort, tls }), folder, port);

    const server = TestServer.at({ ...running, port, certificate: authority.certificate }, data);
    const staff = await server.setUp();
    const { ticket } = await server.claimedSession(staff);

    // A customer at another address, who says to be yet another one.
    const body = new URLSearchParams({ code: '000000' }).toString();
    const guess = request({
      port,
      host: '127.0.0.1',
      localAddress: '127.0.0.9',
      servername: 'localhost',
      ca: authority.certificate,
      method: 'POST',
      path: '/',
      headers: {
        host: `localhost:${port}`,
        origin: url,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': body.length,
        'x-forwarded-for': '198.51.100.7',
        'x-real-ip': '198.51.100.7',
        forwarded: 'for=198.51.100.7',
      },
    });
    guess.end(body);
    const [refused] = await once(guess, 'response');
    refused.resume();
    const line = logged.find((text) => text.includes('a code was refused')) ?? '';
    assert.match(line, /"address":"127\.0\.0\.9"/);

    const applet = new ServerConnections(
      { serverUrl: url, pins: [], installationKey: running.installationKey },
      NO_PROXY,
      () => [authority.certificate],
    );
    (await applet.open()).destroy();
    await server.connectApplet({ ticket });
    await server.connectConsole(staff);

    const told = await server.call('GET', '/api/server-notices', { cookie: staff.cookie });
    const { notices } = serverNoticesResponse.parse(told.json());
    assert.deepEqual(notices, []);
    assert.equal((await server.call('GET', '/metrics')).status, 403);

    if (name === 'nginx') {
      const plain = plainRequest({ port: plainPort, host: '127.0.0.1', path: '/console/' });
      plain.end();
      const [led] = await once(plain, 'response');
      led.resume();
      assert.equal(led.statusCode, 301);
    }
  });
}

test('[PROXY-5] nginx, which ends silent connections after a minute by itself, is told to wait far longer', () => {
  assert.match(read('nginx/throwline.conf'), /proxy_read_timeout 1h;\s+proxy_send_timeout 1h;/);
});
