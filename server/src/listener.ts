import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { KEEP_ALIVE } from '@throwline/protocol';
import type { Settings } from './settings.ts';
import { StartError, systemErrorCode } from './start-error.ts';
import type { TlsIdentity } from './tls/certificate.ts';

/** The server's port. */
export interface Listener {
  readonly http: HttpServer | HttpsServer;
  readonly port: number;
  /** Who answers requests from now on. Before, they are told to come back in a second. */
  answerWith(handler: RequestListener): void;
  /** For new connections. */
  useIdentity(identity: TlsIdentity): void;
  close(): Promise<void>;
}

/** Whole request with its body; a page over a bad line takes a few seconds. Milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Takes the port.
 * @param identity `undefined`: plain HTTP
 * @throws StartError when the port or the address cannot be had
 */
export async function listen(settings: Settings, identity: TlsIdentity | undefined): Promise<Listener> {
  let answer: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const handle: RequestListener = (request, response) => answer(request, response);
  const limits = {
    requestTimeout: REQUEST_TIMEOUT,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE,
  };
  const http =
    identity === undefined
      ? createHttpServer(limits, handle)
      : createHttpsServer(
          { ...limits, cert: identity.certificate, key: identity.key, minVersion: 'TLSv1.2' },
          handle,
        );
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) => reject(new StartError(reasonOf(error, settings), { cause: error })));
    http.listen({ port: settings.port, host: settings.host }, resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new StartError('The server has no port.');
  return {
    http,
    port: address.port,
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
