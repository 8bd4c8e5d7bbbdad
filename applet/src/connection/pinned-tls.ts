import { createHash, type X509Certificate } from 'node:crypto';
import { connect as connectPlain, isIP, Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { KEEP_ALIVE } from '@throwline/protocol';
import type { Installation } from '../config.ts';
import { type FindProxy, portOf, withoutBrackets } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

/** The server showed a key that is not one of the installation's. */
export class CertificateMismatch extends Error {
  override readonly name = 'CertificateMismatch';
}

/** SHA-256 of a certificate's public key (SubjectPublicKeyInfo, DER), base64: RFC 7469, section 2.4. */
export function pinOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/**
 * A connection to the installation's server, with TLS unless its address says `http:`, through a proxy where one is set.
 *
 * The server's own key must be one of the pins, always: the applet was made by that server, so nothing that an
 * authority says can be better. And only the pins count: a certificate that the server made itself, that is out of
 * date, or that bears another name holds the same key, and with it the same proof. What was written before waits for
 * the handshake, and its end is told here first: to another server nothing goes out, be it an upgrade or a code.
 * @throws ProxyRefused (rejects)
 * @throws Error (rejects) when the proxy cannot be used; what else goes wrong, the socket tells
 */
export async function connectToServer(
  { serverUrl, pins }: Installation,
  findProxy: FindProxy,
): Promise<Socket> {
  const url = new URL(serverUrl);
  const host = withoutBrackets(url.hostname);
  const port = portOf(url);
  const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE };
  const proxy = await findProxy(url);
  const tunnel = proxy && (await openTunnel(proxy, host, port));
  if (url.protocol === 'http:') return tunnel ?? connectPlain({ host, port, ...keepAlive });
  const socket: TLSSocket = connectTls({
    ...(tunnel === undefined ? { host, port, ...keepAlive } : { socket: tunnel }),
    // An address is no server name (RFC 6066, section 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  });
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined || !pins.includes(pinOf(certificate))) {
      socket.destroy(new CertificateMismatch('The server showed a key that is not the installation’s.'));
    }
  });
  return socket;
}

/** What Node's HTTP requests take to connect by. */
type CreateConnection = (options: unknown, done: (error: Error | null, socket: Socket) => void) => undefined;

/** {@link connectToServer} for Node's HTTP requests: a failure becomes the request's error. */
export function serverConnections(installation: Installation, findProxy: FindProxy): CreateConnection {
  return (_options, done) => {
    connectToServer(installation, findProxy).then(
      (socket) => done(null, socket),
      // With an error nobody looks at the socket, which the types want.
      (error: Error) => done(error, new Socket()),
    );
    return undefined;
  };
}
