import { createHash, type X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain, isIP, Socket } from 'node:net';
import * as tls from 'node:tls';
import { KEEP_ALIVE } from '@throwline/protocol';
import type { Installation } from '../config.ts';
import { type FindProxy, portOf, withoutBrackets } from './proxy.ts';
import { askForProof, CertificateMismatch } from './server-proof.ts';
import { openTunnel } from './tunnel.ts';

/** Time for TLS and the proof, milliseconds. */
const HANDSHAKE_TIMEOUT = 15_000;
/** A second one may be needed with the computer's own authorities, a third one where a proxy ends each connection. */
const MOST_CONNECTIONS = 3;

/** SHA-256 of a certificate's public key (SubjectPublicKeyInfo, DER), base64: RFC 7469, section 2.4. */
export function pinOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** The authorities that this computer trusts besides those that Node knows, PEM. */
export type Authorities = () => readonly string[];

const systemAuthorities: Authorities = () => {
  try {
    return tls.getCACertificates('system');
  } catch {
    // Without them, those that Node knows have to do.
    return [];
  }
};

/** What is at the other end of a TLS connection. */
type Verdict =
  /** The installation's server. */
  | 'ours'
  /** The same, but the connection ends here. */
  | 'ours-closing'
  /** A proxy, with a certificate that Node's authorities do not know. */
  | 'unknown-authority';

/** Connections to the installation's server; what has once proved itself is known from then on. */
export class ServerConnections {
  readonly #installation: Installation;
  readonly #findProxy: FindProxy;
  readonly #authorities: Authorities;
  /** Keys by which the server is known: pins of the installation, and those that a proof has named. */
  readonly #known: Set<string>;
  /** For certificates that only the computer's own authorities know; made when one is met. */
  #systemContext: tls.SecureContext | undefined;

  /** @param findProxy asked anew for each connection */
  constructor(
    installation: Installation,
    findProxy: FindProxy,
    authorities: Authorities = systemAuthorities,
  ) {
    this.#installation = installation;
    this.#findProxy = findProxy;
    this.#authorities = authorities;
    this.#known = new Set(installation.pins);
  }

  /**
   * A connection to the server, with TLS unless its address says `http:`, through a proxy where one is set. Nothing is
   * sent on it but the question for the proof: to another server nothing goes out, be it an upgrade or a code.
   *
   * The server is known by its TLS key, where that is a pin or has proved itself before; else it has to prove that the
   * installation's own key is behind it. The proof names the TLS key that the server itself shows, and then who issued
   * that certificate, whether it is out of date or bears another name is all the same: it is the other end of this very
   * connection. Where a reverse proxy ends TLS, the server cannot know that one's key: then the certificate has to be
   * good in the ordinary way, or its key one of the pins, if there are any.
   * docs/decisions/0013-installation-key.md says what this proves and what not.
   * @throws CertificateMismatch (rejects)
   * @throws ProxyRefused (rejects)
   * @throws Error (rejects) when there is no connection, or an answer is missing
   */
  async open(): Promise<Socket> {
    const url = new URL(this.#installation.serverUrl);
    const host = withoutBrackets(url.hostname);
    const port = portOf(url);
    for (let count = 0; count < MOST_CONNECTIONS; count += 1) {
      const proxy = await this.#findProxy(url);
      const tunnel = proxy && (await openTunnel(proxy, host, port));
      if (url.protocol === 'http:') return tunnel ?? connectPlain({ host, port, ...KEPT_ALIVE });
      const socket = tls.connect({
        host,
        ...(tunnel === undefined ? { port, ...KEPT_ALIVE } : { socket: tunnel }),
        // An address is no server name (RFC 6066, section 3).
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(this.#systemContext === undefined ? {} : { secureContext: this.#systemContext }),
        minVersion: 'TLSv1.2',
        rejectUnauthorized: false,
      });
      // What goes wrong later is its user's; what goes wrong after a throw is nobody's any more.
      socket.on('error', () => undefined);
      const late = setTimeout(
        () => socket.destroy(new Error('The server does not answer.')),
        HANDSHAKE_TIMEOUT,
      );
      try {
        await once(socket, 'secureConnect');
        const verdict = await this.#judge(socket, url.host);
        if (verdict === 'ours') return socket;
        if (verdict === 'unknown-authority') this.#learnAuthorities();
        socket.destroy();
      } catch (error) {
        socket.destroy();
        throw error;
      } finally {
        clearTimeout(late);
      }
    }
    throw new CertificateMismatch('Nobody vouches for the certificate that is shown there.');
  }

  async #judge(socket: tls.TLSSocket, host: string): Promise<Verdict> {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) throw new CertificateMismatch('There is no certificate.');
    const shown = pinOf(certificate);
    if (this.#known.has(shown)) return 'ours';
    const { installationKey, pins } = this.#installation;
    if (installationKey === undefined) throw new CertificateMismatch('The key is not a pinned one.');
    const { statement, goesOn } = await askForProof(socket, host, installationKey);
    if (statement.key !== shown) {
      if (!statement.proxied || pins.length > 0)
        throw new CertificateMismatch('Between here and the server stands somebody with another key.');
      if (!socket.authorized) return 'unknown-authority';
    }
    this.#known.add(shown);
    return goesOn && !socket.destroyed ? 'ours' : 'ours-closing';
  }

  #learnAuthorities(): void {
    if (this.#systemContext !== undefined)
      throw new CertificateMismatch('No authority that this computer trusts vouches for the certificate.');
    this.#systemContext = tls.createSecureContext({
      ca: [...tls.rootCertificates, ...this.#authorities()],
      minVersion: 'TLSv1.2',
    });
  }
}

const KEPT_ALIVE = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE };

/** What Node's HTTP requests take to connect by. */
type CreateConnection = (options: unknown, done: (error: Error | null, socket: Socket) => void) => undefined;

/** {@link ServerConnections} for Node's HTTP requests: a failure becomes the request's error. */
export function createConnection(connections: ServerConnections): CreateConnection {
  return (_options, done) => {
    connections.open().then(
      (socket) => done(null, socket),
      // With an error nobody looks at the socket, which the types want.
      (error: Error) => done(error, new Socket()),
    );
    return undefined;
  };
}
