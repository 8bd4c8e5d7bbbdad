import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { type Listener, listen } from './listener.ts';
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
