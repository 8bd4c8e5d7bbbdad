import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { claimCode } from './claim.ts';
import { type FindProxy, NO_PROXY } from './proxy.ts';
import { serverWires } from './server-wire.ts';
import type { WireFailure } from './wire.ts';

/** Milliseconds; without the limit these tests would never end. */
const PATIENCE = 50;

/** Takes connections and says `greeting`, then nothing; closed after the test. @returns its port */
async function silent(t: TestContext, greeting: string): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const proxyAt =
  (port: number): FindProxy =>
  () => ({ host: '127.0.0.1', port, isSecure: false, credentials: undefined });

// At once: each waits out the program's own patience.
suite('a line that falls silent', { concurrency: true }, () => {
  for (const { what, scheme, greeting, isProxy } of [
    { what: 'a server without TLS', scheme: 'http', greeting: '', isProxy: false },
    { what: 'a server before its TLS', scheme: 'https', greeting: '', isProxy: false },
    { what: 'a server amidst its answer', scheme: 'http', greeting: 'HTTP/1.1 200 OK\r\n', isProxy: false },
    { what: 'what lies behind a proxy', scheme: 'https', greeting: 'HTTP/1.1 200 OK\r\n\r\n', isProxy: true },
  ]) {
    test(`[APPLET-4] ${what} that takes the connection and falls silent is given up`, async (t) => {
      const port = await silent(t, greeting);
      const installation = { serverUrl: `${scheme}://127.0.0.1:${isProxy ? 9 : port}`, pins: [] };
      const findProxy = isProxy ? proxyAt(port) : NO_PROXY;

      const failure = await new Promise<WireFailure>((resolve) => {
        const open = serverWires(installation, '/', 1024, findProxy, PATIENCE);
        open({ opened: () => assert.fail('open'), message: () => undefined, closed: resolve });
      });
      assert.equal(failure, 'network');

      const claimed = await claimCode(installation, '271828', findProxy, PATIENCE);
      assert.deepEqual(claimed, { kind: 'unreachable' });
    });
  }

  test('[APPLET-4] an answer to a code that never ends is given up', async (t) => {
    const port = await silent(t, 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{');
    const claimed = await claimCode(
      { serverUrl: `http://127.0.0.1:${port}`, pins: [] },
      '271828',
      NO_PROXY,
      PATIENCE,
    );
    assert.deepEqual(claimed, { kind: 'unreachable' });
  });
});
