import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { KEEP_ALIVE } from '@throwline/protocol';
import { redirecting, tellByFirstByte } from './first-byte.ts';
import type { OwnAddress } from './security/own-address.ts';
import type { Settings } from './settings.ts';
import { StartError, systemErrorCode } from './start-error.ts';
import type { TlsIdentity } from './tls/certificate.ts';

/** The server's port. */
export interface Listener {
  readonly http: HttpServer | HttpsServer;
  readonly port: number;
  /** Where plain HTTP on a port of HTTPS is led to. Before, it is told to come back in a second. */
  redirectTo(own: OwnAddress): void;
  /** Who answers requests from now on. Before, they are told to come back in a second. */
  answerWith(handler: RequestListener): void;
  /** For new connections. */
  useIdentity(identity: TlsIdentity): void;
  close(): Promise<void>;
}

/** How long a client may take, milliseconds. Whoever is slower holds a connection for nothing, or on purpose. */
export interface Patience {
  /** The TLS handshake: a few round trips. Node's own default of two minutes is long for saying nothing. */
  readonly handshake: number;
  /** The whole request with its body; a page over a bad line takes a few seconds. */
  readonly request: number;
}
const PATIENCE: Patience = { handshake: 20_000, request: 30_000 };

/**
 * Takes the port.
 * @param identity `undefined`: plain HTTP
 * @param patience for tests, which do not wait as long
 * @throws StartError when the port or the address cannot be had
 */
export async function listen(
  settings: Settings,
  identity: TlsIdentity | undefined,
  patience: Patience = PATIENCE,
): Promise<Listener> {
  let answer: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  let redirect: RequestListener = answer;
  const handle: RequestListener = (request, response) => answer(request, response);
  const limits = {
    requestTimeout: patience.request,
    // A request's head has the same time as the whole of it.
    headersTimeout: patience.request,
    // How exactly both are kept.
    connectionsCheckingInterval: Math.ceil(patience.request / 6),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE,
  };
  const http =
    identity === undefined
      ? createHttpServer(limits, handle)
      : createHttpsServer(
          {
            ...limits,
            handshakeTimeout: patience.handshake,
            cert: identity.certificate,
            key: identity.key,
            minVersion: 'TLSv1.2',
          },
          handle,
        );
  const endPlain =
    http instanceof HttpsServer
      ? tellByFirstByte(http, limits, patience.handshake, (request, response) => redirect(request, response))
      : () => undefined;
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) => reject(new StartError(reasonOf(error, settings), { cause: error })));
    http.listen({ port: settings.port, host: settings.host }, resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new StartError('The server has no port.');
  return {
    http,
    port: address.port,
    redirectTo(own) {
      redirect = redirecting((host) => (own.isOwnHost(host) ? own.publicUrl : own.asTyped(host)));
    },
    answerWith(handler) {
      answer = handler;
    },
    useIdentity({ certificate, key }) {
      if (http instanceof HttpsServer)
        http.setSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
        endPlain();
      }),
  };
}

function reasonOf(error: Error, settings: Settings): string {
  const where =
    settings.host === undefined ? `Port ${settings.port}` : `Port ${settings.port} on ${settings.host}`;
  switch (systemErrorCode(error)) {
    case 'EADDRINUSE':
      return `${where} is in use by another program. Set THROWLINE_PORT to a free one.`;
    case 'EACCES':
      return `${where} needs more rights than this user has. Set THROWLINE_PORT to one above 1023.`;
    default:
      return `${where} cannot be listened on: ${error.message}.`;
  }
}
