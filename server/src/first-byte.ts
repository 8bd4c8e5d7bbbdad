import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';

/** With this byte every TLS connection begins: a record of the kind handshake (RFC 8446, section 5.1). */
const HANDSHAKE = 0x16;

/**
 * Lets an HTTPS server tell plain HTTP from TLS by a connection's first byte, so that who types `http://` is led on
 * instead of being cut off.
 * @param limits of the connections with plain HTTP, as the HTTPS server has them
 * @param patience until the first byte, milliseconds
 * @param answer answers plain requests
 * @returns ends every connection, those too that HTTP does not know of yet: that are plain, or amidst their handshake
 */
export function tellByFirstByte(
  https: HttpsServer,
  limits: Parameters<typeof createHttpServer>[0] & object,
  patience: number,
  answer: RequestListener,
): () => void {
  // It never listens: it only reads what is handed to it.
  const plain: HttpServer = createHttpServer(limits, answer);
  const beginTls = https.listeners('connection');
  const open = new Set<Socket>();
  https.removeAllListeners('connection');
  https.on('connection', (socket: Socket) => {
    const late = setTimeout(() => socket.destroy(), patience);
    const fail = (): void => {
      socket.destroy();
    };
    open.add(socket);
    socket.once('close', () => {
      clearTimeout(late);
      open.delete(socket);
    });
    socket.once('error', fail);
    socket.once('readable', () => {
      clearTimeout(late);
      const first: Buffer | null = socket.read(1);
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.off('error', fail);
      socket.unshift(first);
      if (first[0] !== HANDSHAKE) plain.emit('connection', socket);
      else for (const begin of beginTls) Reflect.apply(begin, https, [socket]);
    });
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

/**
 * Answers plain HTTP on a port of HTTPS: pages are redirected, anything else is refused, because what it carried has been
 * readable on the way.
 * @param addressOf the origin to go to, by the Host header; `undefined` when that is none
 */
export function redirecting(addressOf: (host: string | undefined) => string | undefined): RequestListener {
  return ({ method, url = '', headers }, response) => {
    const origin = addressOf(headers.host);
    const isPage = (method === 'GET' || method === 'HEAD') && url.startsWith('/') && origin !== undefined;
    response.setHeader('connection', 'close');
    response.setHeader('cache-control', 'no-store');
    if (isPage) {
      response.writeHead(302, { location: `${origin}${url}` }).end();
      return;
    }
    const words = `This server speaks HTTPS only. Use ${origin ?? 'an address that begins with https://'}.\n`;
    response.writeHead(426, { upgrade: 'TLS/1.2', 'content-type': 'text/plain; charset=utf-8' }).end(words);
  };
}
