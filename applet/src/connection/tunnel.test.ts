import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type ProxyOptions, startProxy } from '@throwline/testbed/proxy.ts';
import { parseProxy } from './proxy.ts';
import { openTunnel, ProxyRefused } from './tunnel.ts';

/** A server that does `act` with each connection. Closed after the test. */
async function serve(t: TestContext, act: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    act(socket);
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

/** A proxy, closed after the test. */
async function proxyFor(t: TestContext, options: ProxyOptions) {
  const proxy = await startProxy(options);
  t.after(() => proxy.close());
  return proxy;
}

function proxyAt(port: number, credentials = '') {
  const proxy = parseProxy(`http://${credentials}127.0.0.1:${port}`);
  assert.ok(proxy);
  return proxy;
}

test('[APPLET-12] what is sent through a proxy arrives, byte by byte, with the name and password it asks for', async (t) => {
  const echo = await serve(t, (socket) => socket.pipe(socket));
  const { port, asked } = await proxyFor(t, { credentials: 'carla:p@ss:wörd' });
  const socket = await openTunnel(proxyAt(port, 'carla:p%40ss%3Aw%C3%B6rd@'), '127.0.0.1', echo);
  t.after(() => socket.destroy());
  socket.write('over there');
  const [answer] = await once(socket, 'data');
  assert.equal(String(answer), 'over there');
  assert.deepEqual(asked, [`127.0.0.1:${echo}`]);
});

test('[APPLET-12] a proxy that says no is told from one that cannot reach the server', async (t) => {
  const { port } = await proxyFor(t, { credentials: 'carla:secret' });
  await assert.rejects(openTunnel(proxyAt(port, 'carla:wrong@'), '127.0.0.1', 9), ProxyRefused);
  const open = await proxyFor(t, { insteadTo: 1 });
  const failure = await openTunnel(proxyAt(open.port), '127.0.0.1', 9).catch((error: unknown) => error);
  assert.ok(failure instanceof Error && !(failure instanceof ProxyRefused));
});

test('[APPLET-12] what is no proxy, hangs up or never ends its answer is an error', async (t) => {
  const answers = ['SSH-2.0-OpenSSH\r\n\r\n', 'HTTP/1.1 2', 'x'.repeat(100_000), ''];
  for (const answer of answers) {
    const port = await serve(t, (socket) => socket.end(answer));
    const failure = await openTunnel(proxyAt(port), '127.0.0.1', 9).catch((error: unknown) => error);
    assert.ok(failure instanceof Error && !(failure instanceof ProxyRefused), answer.slice(0, 20));
  }
});

test('[APPLET-12] an answer in pieces, with the server’s first bytes behind it, loses nothing', async (t) => {
  const port = await serve(t, (socket) => {
    const pieces = [...'HTTP/1.1 200 OK\r\nVia: x\r\n', '\r\nhello'];
    const next = (): void => {
      const piece = pieces.shift();
      if (piece !== undefined) socket.write(piece, () => setImmediate(next));
    };
    next();
  });
  const socket = await openTunnel(proxyAt(port), '127.0.0.1', 9);
  t.after(() => socket.destroy());
  const [first] = await once(socket, 'data');
  assert.equal(String(first), 'hello');
});

test('[APPLET-12] proxies are read as settings name them', () => {
  const plain = { isSecure: false, credentials: undefined };
  assert.deepEqual(parseProxy('proxy.example:3128'), { host: 'proxy.example', port: 3128, ...plain });
  assert.deepEqual(parseProxy('http://[::1]:8080/'), { host: '::1', port: 8080, ...plain });
  assert.deepEqual(parseProxy('https://proxy.example')?.port, 443);
  assert.deepEqual(parseProxy('http://a:100%@p:1')?.credentials, { user: 'a', password: '100%' });
  for (const text of ['', 'socks5://p:1', 'http://', 'nonsense:port'])
    assert.equal(parseProxy(text), undefined);
});
