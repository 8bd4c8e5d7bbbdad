import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import {
  ERRORS,
  type ErrorCode,
  EVENTS_SOCKET_PATH,
  MAX_CLIENT_MESSAGE,
  MAX_ENVELOPE,
  PEER_SOCKET_PATH,
} from '@throwline/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Metrics } from '../metrics.ts';
import { addressPrefixes, type ClientAddresses } from '../security/client-address.ts';
import type { OwnAddress } from '../security/own-address.ts';
import type { ProxyWatch } from '../security/proxy-watch.ts';
import type { Heartbeat } from './heartbeat.ts';
import { type Counted, UnauthenticatedSockets } from './unauthenticated-sockets.ts';

/** Most sockets at once; each costs tens of kilobytes. */
const MAX_SOCKETS = 20_000;
/**
 * Most sockets that have not said who they are, in all and from one address (IPv6: its /64). An office shares an
 * address, and after a restart everybody comes back at once, within moments; who is refused comes again. The bytes are
 * those of first messages that are not whole, together: thousands of hellos on their way at once.
 */
const MAX_UNAUTHENTICATED = {
  events: { total: 4000, address: 256, bytes: 2 * 1024 * 1024 },
  peer: { total: 256, address: 64, bytes: 256 * 1024 },
} as const;
/**
 * Most frames that one message may come in, and pieces that one frame may come in: each is an object of a hundred bytes
 * and more, however little it holds. Browsers send a message in frames of 64 KiB when they split it at all; 256 bytes are
 * less than any network's packets.
 */
const MAX_PARTS = {
  events: { maxPayload: MAX_CLIENT_MESSAGE, maxFragments: 64, maxBufferedChunks: MAX_CLIENT_MESSAGE / 256 },
  peer: { maxPayload: MAX_ENVELOPE, maxFragments: 256, maxBufferedChunks: MAX_ENVELOPE / 256 },
} as const;
type Kind = keyof typeof MAX_UNAUTHENTICATED;

/**
 * @param onAuthenticated to be called once the socket has said who it is
 * @param address the client's
 */
type Accept = (socket: WebSocket, sameOrigin: boolean, onAuthenticated: () => void, address: string) => void;

interface Parts {
  readonly own: OwnAddress;
  readonly addresses: ClientAddresses;
  readonly heartbeat: Heartbeat;
  readonly metrics: Metrics;
  readonly proxies: ProxyWatch;
  readonly acceptEvents: Accept;
  readonly acceptPeer: Accept;
}

/** Turns HTTP connections into WebSockets, on the two paths that there are and for the Origins that may. */
export class Upgrades {
  readonly #parts: Parts;
  readonly #events = server('events');
  readonly #peer = server('peer');
  readonly #open = new Set<WebSocket>();
  readonly #unauthenticated = {
    events: new UnauthenticatedSockets(MAX_UNAUTHENTICATED.events),
    peer: new UnauthenticatedSockets(MAX_UNAUTHENTICATED.peer),
  };
  #closing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  attach(http: HttpServer | HttpsServer): void {
    http.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  /** Refuses new sockets and closes the open ones; clients come back by themselves. */
  async close(): Promise<void> {
    this.#closing = true;
    const { close } = ERRORS['shutting-down'];
    const gone = [...this.#open].map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          if (socket.isPaused) socket.resume();
          socket.close(close, 'shutting-down');
          setTimeout(() => socket.terminate(), 500).unref();
        }),
    );
    await Promise.all(gone);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Errors before the upgrade are the client's going away; the stream closes by itself.
    stream.on('error', () => stream.destroy());
    const { own, addresses, proxies } = this.#parts;
    const path = (request.url ?? '').split('?')[0];
    const endpoint =
      path === EVENTS_SOCKET_PATH
        ? ({ server: this.#events, kind: 'events', accept: this.#parts.acceptEvents } as const)
        : path === PEER_SOCKET_PATH
          ? ({ server: this.#peer, kind: 'peer', accept: this.#parts.acceptPeer } as const)
          : undefined;
    const { origin } = request.headers;
    const client = addresses.of(request);
    const address = addressPrefixes(client).narrow;
    if (this.#closing) refuse(stream, 'shutting-down');
    else if (endpoint === undefined) refuse(stream, 'not-found');
    else if (origin !== undefined && !own.isOwnOrigin(origin)) refuse(stream, 'wrong-origin');
    else if (this.#open.size >= MAX_SOCKETS || !this.#unauthenticated[endpoint.kind].admits(address))
      refuse(stream, 'too-many-attempts');
    else {
      endpoint.server.handleUpgrade(request, stream, head, (socket) => {
        proxies.sawUpgrade();
        this.#opened(socket, endpoint.kind);
        const counted = this.#unauthenticated[endpoint.kind].add(socket, address);
        const authenticated = boundFirstMessage(socket, stream, counted);
        endpoint.accept(socket, origin !== undefined, authenticated, client);
      });
    }
  }

  #opened(socket: WebSocket, kind: Kind): void {
    const { heartbeat, metrics } = this.#parts;
    this.#open.add(socket);
    metrics.sockets.inc({ kind });
    heartbeat.watch(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      metrics.sockets.dec({ kind });
    });
  }
}

function server(kind: Kind): WebSocketServer {
  // Compression would cost memory for each socket, and what is large here is compressed already.
  return new WebSocketServer({
    noServer: true,
    ...MAX_PARTS[kind],
    perMessageDeflate: false,
    clientTracking: false,
  });
}

/** How long a client may take to go that said too much before it said who it is, milliseconds. */
const CLOSE_PATIENCE = 2000;
const MESSAGE_TOO_BIG = 1009;

/**
 * Counts what comes from a socket that nobody knows yet, before it is taken apart, and ends it when that is too much.
 * @returns to be called once the socket has said who it is
 */
function boundFirstMessage(socket: WebSocket, stream: Duplex, counted: Counted): () => void {
  const count = (bytes: Buffer): void => {
    if (counted.heard(bytes.length)) return;
    socket.close(MESSAGE_TOO_BIG);
    // What still comes is thrown away as it is, so that it costs nothing.
    stream.removeAllListeners('data');
    stream.resume();
    stream.end();
    setTimeout(() => socket.terminate(), CLOSE_PATIENCE).unref();
  };
  stream.prependListener('data', count);
  return () => {
    stream.off('data', count);
    counted.authenticated();
  };
}

function refuse(stream: Duplex, code: ErrorCode): void {
  const { http, message } = ERRORS[code];
  const body = JSON.stringify({ code, message });
  stream.end(
    `HTTP/1.1 ${http} Refused\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
