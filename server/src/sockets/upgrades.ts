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
import type { Heartbeat } from './heartbeat.ts';
import { Strangers } from './strangers.ts';

/** Most sockets at once; each costs tens of kilobytes. */
const MAX_SOCKETS = 20_000;
/**
 * Most sockets that have not said who they are, in all and from one address (IPv6: its /64). An office shares an
 * address, and after a restart everybody comes back at once; but each may make the server hold one message: 64 KiB of
 * events, 1 MiB of peers.
 */
const MAX_STRANGERS = {
  events: { total: 4000, address: 1000 },
  peer: { total: 256, address: 64 },
} as const;
type Kind = keyof typeof MAX_STRANGERS;

/** @param known to be called once the socket has said who it is */
type Accept = (socket: WebSocket, sameOrigin: boolean, known: () => void) => void;

interface Parts {
  readonly own: OwnAddress;
  readonly addresses: ClientAddresses;
  readonly heartbeat: Heartbeat;
  readonly metrics: Metrics;
  readonly acceptEvents: Accept;
  readonly acceptPeer: Accept;
}

/** Turns HTTP connections into WebSockets, on the two paths that there are and for the Origins that may. */
export class Upgrades {
  readonly #parts: Parts;
  readonly #events = server(MAX_CLIENT_MESSAGE);
  readonly #peer = server(MAX_ENVELOPE);
  readonly #open = new Set<WebSocket>();
  readonly #strangers = {
    events: new Strangers(MAX_STRANGERS.events),
    peer: new Strangers(MAX_STRANGERS.peer),
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
    const { own, addresses } = this.#parts;
    const path = (request.url ?? '').split('?')[0];
    const endpoint =
      path === EVENTS_SOCKET_PATH
        ? ({ server: this.#events, kind: 'events', accept: this.#parts.acceptEvents } as const)
        : path === PEER_SOCKET_PATH
          ? ({ server: this.#peer, kind: 'peer', accept: this.#parts.acceptPeer } as const)
          : undefined;
    const { origin } = request.headers;
    const address = addressPrefixes(addresses.of(request)).narrow;
    if (this.#closing) refuse(stream, 'shutting-down');
    else if (endpoint === undefined) refuse(stream, 'not-found');
    else if (origin !== undefined && !own.isOwnOrigin(origin)) refuse(stream, 'wrong-origin');
    else if (this.#open.size >= MAX_SOCKETS || !this.#strangers[endpoint.kind].admits(address))
      refuse(stream, 'too-many-attempts');
    else {
      endpoint.server.handleUpgrade(request, stream, head, (socket) => {
        this.#opened(socket, endpoint.kind);
        const known = this.#strangers[endpoint.kind].greet(socket, address);
        endpoint.accept(socket, origin !== undefined, known);
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

function server(maxPayload: number): WebSocketServer {
  // Compression would cost memory for each socket, and what is large here is compressed already.
  return new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, clientTracking: false });
}

function refuse(stream: Duplex, code: ErrorCode): void {
  const { http, message } = ERRORS[code];
  const body = JSON.stringify({ code, message });
  stream.end(
    `HTTP/1.1 ${http} Refused\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
