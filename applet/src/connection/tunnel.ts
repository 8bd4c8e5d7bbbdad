import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { KEEP_ALIVE } from '@throwline/protocol';
import { readHead } from './http-head.ts';
import type { ProxyServer } from './proxy.ts';

/** The proxy answered that it will not let the connection through: it wants other credentials, or forbids it. */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused';
}

/** Time for the proxy to connect and to answer, milliseconds. */
const TUNNEL_TIMEOUT = 15_000;

/**
 * Opens a connection through a proxy; what is sent on it reaches the server as it is.
 * @throws ProxyRefused (rejects) when the proxy answers with 4xx
 * @throws Error (rejects) when it cannot be reached, is no proxy, or cannot reach the server
 */
export async function openTunnel(proxy: ProxyServer, host: string, port: number): Promise<Socket> {
  const socket = connectProxy(proxy);
  const late = setTimeout(() => socket.destroy(new Error('The proxy does not answer.')), TUNNEL_TIMEOUT);
  // Errors after this function has thrown are nobody's any more.
  socket.on('error', () => undefined);
  try {
    await once(socket, proxy.isSecure ? 'secureConnect' : 'connect');
    socket.write(request(proxy, host, port));
    const { status } = await readHead(socket);
    if (status >= 400 && status < 500) throw new ProxyRefused(`The proxy answered ${status}.`);
    if (status < 200 || status >= 300) throw new Error(`The proxy answered ${status}.`);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

function connectProxy({ host, port, isSecure }: ProxyServer): Socket {
  const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE };
  if (!isSecure) return connectPlain({ host, port, ...keepAlive });
  return connectTls({ host, port, ...keepAlive, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

function request({ credentials }: ProxyServer, host: string, port: number): string {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`];
  if (credentials !== undefined) {
    const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
    lines.push(`Proxy-Authorization: Basic ${pair}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
