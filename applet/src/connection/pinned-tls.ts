import { createHash, type X509Certificate } from 'node:crypto';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { KEEP_ALIVE } from '@throwline/protocol';
import type { Installation } from '../config.ts';

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
 * A connection to the installation's server, with TLS unless its address says `http:`.
 *
 * The server's own key must be one of the pins, always: the applet was made by that server, so nothing that an
 * authority says can be better. And only the pins count: a certificate that the server made itself, that is out of
 * date, or that bears another name holds the same key, and with it the same proof. What was written before waits for
 * the handshake, and its end is told here first: to another server nothing goes out, be it an upgrade or a code.
 */
export function connectToServer({ serverUrl, pins }: Installation): Socket {
  const url = new URL(serverUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE };
  if (url.protocol === 'http:') return connectPlain({ host, port: Number(url.port || 80), ...keepAlive });
  const socket: TLSSocket = connectTls({
    host,
    port: Number(url.port || 443),
    ...keepAlive,
    // An address is no server name (RFC 6066, section 3).
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
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
