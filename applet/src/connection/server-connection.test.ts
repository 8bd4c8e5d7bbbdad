import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { request as plainRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect as connectPlain, createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { EVENTS_SOCKET_PATH, MAX_SERVER_MESSAGE, serverMessage } from '@throwline/protocol';
import { Authority } from '../../../server/src/testing/authority.ts';
import { appletHello, newId, TestServer, temporaryFolder } from '../../../server/src/testing/test-server.ts';
import type { Installation } from '../config.ts';
import { waitFor } from '../platform/linux/testing/wait-for.ts';
import { claimCode } from './claim.ts';
import { NO_PROXY } from './proxy.ts';
import { pinOf, ServerConnections } from './server-connection.ts';
import { CertificateMismatch } from './server-proof.ts';
import { serverWires } from './server-wire.ts';
import type { Wire } from './wire.ts';

const authority = await Authority.make('An authority of this test');
const NO_AUTHORITIES = (): readonly string[] => [];

/** What an applet of this server's knows of it. */
function installationOf(server: TestServer, serverUrl = server.running.url): Installation {
  return { serverUrl, pins: [], installationKey: server.running.installationKey };
}

/** Opens a connection as the applet does and lets it go. */
async function connects(
  installation: Installation,
  authorities: () => readonly string[] = NO_AUTHORITIES,
): Promise<void> {
  (await new ServerConnections(installation, NO_PROXY, authorities).open()).destroy();
}

async function port(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Ends TLS with a certificate and hands on what it hears; `heard` is all of it. */
async function between(
  t: TestContext,
  { certificate, key }: { readonly certificate: string; readonly key: string },
  onward: () => Socket,
): Promise<{ readonly serverUrl: string; heard(): string }> {
  let heard = '';
  const listening = createTlsServer({ cert: certificate, key }, (socket) => {
    const further = onward();
    for (const end of [socket, further]) end.on('error', () => socket.destroy());
    socket.on('close', () => further.destroy());
    socket.on('data', (part: Buffer) => {
      heard += part.toString();
    });
    socket.pipe(further).pipe(socket);
  });
  return { serverUrl: `https://localhost:${await port(t, listening)}`, heard: () => heard };
}

test('[TLS-4] the installation is known by its own key: certificate of its own, of an authority, renewed, of another authority, out of date', async (t) => {
  const selfSigned = await TestServer.start(t);
  await connects(installationOf(selfSigned));

  const folder = temporaryFolder(t);
  const tls = await authority.issueInto(folder, 'localhost');
  const server = await TestServer.start(t, { settings: { tls } });
  const installation = installationOf(server);
  await connects(installation);
  await authority.issueInto(folder, 'localhost');
  await server.running.reload();
  await connects(installation);
  await (await Authority.make('Another')).issueInto(folder, 'another.example.org', -1);
  await server.running.reload();
  await connects(installation);

  const other = installationOf(selfSigned, server.running.url);
  await assert.rejects(connects(other), CertificateMismatch);
});

test('[TLS-4] whoever stands between is found out, with a good certificate too, and is told nothing', async (t) => {
  const server = await TestServer.start(t);
  const relay = await between(t, await authority.issue('localhost'), () =>
    connectTls({ port: server.running.port, host: 'localhost', rejectUnauthorized: false }),
  );
  const installation = installationOf(server, relay.serverUrl);
  await assert.rejects(
    connects(installation, () => [authority.certificate]),
    CertificateMismatch,
  );
  const claimed = await claimCode(installation, '271828', NO_PROXY);
  assert.deepEqual(claimed, { kind: 'barred', code: 'certificate-mismatch' });
  assert.match(
    relay.heard(),
    /^(GET \/api\/server-proof\?challenge=[\w-]{43} HTTP\/1\.1\r\nHost: \S+\r\n\r\n)+$/,
  );
});

test('[TLS-4] behind a proxy that ends TLS its certificate has to be good, or its key a pin', async (t) => {
  const publicUrl = 'https://localhost';
  const server = await TestServer.start(t, { settings: { plainHttp: true, host: '127.0.0.1', publicUrl } });
  const onward = (): Socket => connectPlain(server.running.port, '127.0.0.1');
  const shown = await authority.issue('localhost');
  const good = await between(t, shown, onward);
  const trusted = (): readonly string[] => [authority.certificate];
  const installation = installationOf(server, good.serverUrl);
  await connects(installation, trusted);
  await assert.rejects(connects(installation), CertificateMismatch);
  const pin = pinOf(new X509Certificate(shown.certificate));
  await connects({ ...installation, pins: [pin] });

  const otherName = await between(t, await authority.issue('another.example.org'), onward);
  await assert.rejects(connects(installationOf(server, otherName.serverUrl), trusted), CertificateMismatch);
  // Where pins are set, an authority's word is not enough.
  const otherKey = await between(t, await authority.issue('localhost'), onward);
  await assert.rejects(
    connects({ ...installationOf(server, otherKey.serverUrl), pins: [pin] }, trusted),
    CertificateMismatch,
  );
});

test('[TLS-4] a proxy that ends every connection after its answer is no hindrance, one whose server is away no mismatch', async (t) => {
  const publicUrl = 'https://localhost';
  const server = await TestServer.start(t, { settings: { plainHttp: true, host: '127.0.0.1', publicUrl } });
  const { certificate, key } = await authority.issue('localhost');
  let isAway = false;
  const proxy = createHttpsServer({ cert: certificate, key }, (request, response) => {
    response.shouldKeepAlive = false;
    if (isAway) {
      response.writeHead(502).end();
      return;
    }
    const { method, url, headers } = request;
    const further = plainRequest({
      port: server.running.port,
      host: '127.0.0.1',
      method,
      path: url,
      headers,
    });
    further.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(further);
  });
  const installation = installationOf(server, `https://localhost:${await port(t, proxy)}`);
  const connections = new ServerConnections(installation, NO_PROXY, () => [authority.certificate]);
  const socket = await connections.open();
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 200 /);
  socket.destroy();

  isAway = true;
  const anew = new ServerConnections(installation, NO_PROXY, () => [authority.certificate]);
  await assert.rejects(anew.open(), (error: Error) => !(error instanceof CertificateMismatch));
});

test('[TLS-4] a new certificate with a new key in the midst of a session: it goes on, and comes back after a cut', async (t) => {
  const folder = temporaryFolder(t);
  const tls = await authority.issueInto(folder, 'localhost');
  const { running, data } = await TestServer.start(t, { settings: { tls } });
  const server = TestServer.at({ ...running, certificate: authority.certificate }, data);
  const { ticket } = await server.claimedSession(await server.setUp());

  const lines = new Set<Socket>();
  const forwarder = createServer((socket) => {
    lines.add(socket);
    const further = connectPlain(running.port, 'localhost');
    for (const end of [socket, further]) end.on('error', () => socket.destroy());
    socket.on('close', () => further.destroy());
    socket.pipe(further).pipe(socket);
  });
  const serverUrl = `https://localhost:${await port(t, forwarder)}`;
  const { installationKey } = running;
  const open = serverWires({ serverUrl, pins: [], installationKey }, EVENTS_SOCKET_PATH, MAX_SERVER_MESSAGE);
  const key = newId();
  const begin = (): { readonly wire: Wire; readonly said: string[]; closed: boolean } => {
    const said: string[] = [];
    const line = { said, closed: false };
    const wire = open({
      opened: () => wire.send(JSON.stringify(appletHello(ticket, key))),
      message: (message) => line.said.push(serverMessage.parse(JSON.parse(String(message))).type),
      closed: () => {
        line.closed = true;
      },
    });
    t.after(() => wire.cut());
    return Object.assign(line, { wire });
  };
  const first = begin();
  await waitFor('the welcome', () => first.said.includes('welcome'));
  await authority.issueInto(folder, 'localhost');
  await running.reload();
  first.wire.send(JSON.stringify({ type: 'ping' }));
  await waitFor('an answer on the old connection', () => first.said.includes('pong'));
  for (const line of lines) line.destroy();
  await waitFor('the cut', () => first.closed);
  const second = begin();
  await waitFor('the welcome again', () => second.said.includes('welcome'));
});
