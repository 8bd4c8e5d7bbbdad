import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { type Listener, listen } from './listener.ts';
import { OwnAddress } from './security/own-address.ts';
import { readSettings } from './settings.ts';
import { temporaryFolder } from './testing/test-server.ts';
import { ensureOwnIdentity } from './tls/certificate.ts';

const FOREVER = 86_400_000;

async function listening(t: TestContext, patience: Parameters<typeof listen>[2]): Promise<Listener> {
  const identity = await ensureOwnIdentity(temporaryFolder(t), 'localhost', Date.now());
  const settings = readSettings({ THROWLINE_PORT: '0', THROWLINE_HOST: '127.0.0.1' });
  const listener = await listen(settings, identity, patience);
  t.after(() => listener.close());
  return listener;
}

test('[SERVER-10] a connection that does not begin to speak is closed', async (t) => {
  const { port } = await listening(t, { handshake: 50, request: FOREVER });
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.resume();
  await once(socket, 'close');
});

test('[SERVER-10] a request that never ends is answered and closed', async (t) => {
  const { port } = await listening(t, { handshake: FOREVER, request: 50 });
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  t.after(() => socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 408 /);
  await once(socket, 'close');
});

test('[TLS-6] plain HTTP on the port of HTTPS is led on to the same page; what is no page is refused in words', async (t) => {
  const listener = await listening(t, { handshake: FOREVER, request: FOREVER });
  listener.redirectTo(new OwnAddress('https://help.example.org'));
  const ask = (
    method: string,
    path: string,
    host: string,
  ): Promise<[number | undefined, string | undefined]> =>
    new Promise((resolve, reject) => {
      const sent = request({ port: listener.port, host: '127.0.0.1', method, path, headers: { host } });
      sent.on('response', (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers.location]);
      });
      sent.on('error', reject);
      sent.end();
    });
  const [own, typed] = ['help.example.org', `192.0.2.7:${listener.port}`];
  assert.deepEqual(await ask('GET', '/console/?a=b', own), [302, 'https://help.example.org/console/?a=b']);
  // Another name is told there which one is right.
  assert.deepEqual(await ask('HEAD', '/', typed), [302, `https://${typed}/`]);
  assert.deepEqual(await ask('GET', '//evil.example/', own), [
    302,
    'https://help.example.org//evil.example/',
  ]);
  for (const [method, path, host] of [
    ['POST', '/', own],
    ['GET', 'http://evil.example/', own],
    ['GET', '/', 'a b'],
  ] as const)
    assert.deepEqual(await ask(method, path, host), [426, undefined], `${method} ${path} ${host}`);

  const socket = connectTls({ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false });
  t.after(() => socket.destroy());
  await once(socket, 'secureConnect');
});
