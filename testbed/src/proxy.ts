import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxyOptions {
  /** `name:password` that it asks for. */
  readonly credentials?: string;
  /** Where everything is led instead of where it was to go. */
  readonly insteadTo?: number;
}

/** A proxy that tunnels. */
export interface TestProxy {
  readonly port: number;
  /** `host:port` of every tunnel that was asked for. */
  readonly asked: string[];
  /** Cuts every tunnel that is open. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts a proxy on a port of loopback. It also serves a script (PAC) at `/proxy.pac` that names it for every address. */
export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { credentials, insteadTo } = options;
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== '/proxy.pac') return response.writeHead(405).end();
    const script = `function FindProxyForURL(url, host) { return "PROXY ${request.headers.host}"; }`;
    return response.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' }).end(script);
  });
  const open = new Set<Duplex>();
  server.on('connect', (request, client, head) => {
    const target = request.url ?? '';
    asked.push(target);
    open.add(client);
    client.on('error', () => client.destroy());
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = connect(insteadTo ?? Number(port), hostname);
    open.add(upstream);
    upstream.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    upstream.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  const cut = (): void => {
    for (const socket of open) socket.destroy();
    open.clear();
  };
  return {
    port: address.port,
    asked,
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
