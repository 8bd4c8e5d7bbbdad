import { WebSocket } from 'ws';
import type { Installation } from '../config.ts';
import { type FindProxy, NO_PROXY } from './proxy.ts';
import { createConnection, ServerConnections } from './server-connection.ts';
import { CertificateMismatch } from './server-proof.ts';
import { ProxyRefused } from './tunnel.ts';
import type { OpenWire, Wire, WireFailure } from './wire.ts';

/** Time for everything until the socket is open, milliseconds: the proxy's script and answer, TCP, TLS and the upgrade. */
const OPEN_TIMEOUT = 30_000;
/** Time for the other side to answer a farewell, milliseconds. */
const CLOSE_TIMEOUT = 2_000;
/**
 * Above one of these, nothing more is read from the server until half of it has left: answers cost memory, and whoever
 * asks without taking the answers must not make this computer hold them. Three updates of 2 MiB are on their way at
 * most, and messages of a few bytes cost far more memory than they have bytes.
 */
const MAX_QUEUED = { bytes: 8 * 1024 * 1024, messages: 2048 } as const;

/** Most frames of one message; the server sends each in one. Every frame costs memory, an empty one too. */
const MAX_FRAGMENTS = 64;
/** Fewest bytes, on average, in which a frame may come: less than any network's packets. */
const SMALLEST_PIECE = 256;

/**
 * Opens WebSockets to a path on the installation's server.
 * @param maxMessage longest message taken from the server, in bytes
 * @param findProxy asked anew for each connection
 * @param openTimeout milliseconds until a socket that is not open is given up
 */
export function serverWires(
  installation: Installation,
  path: string,
  maxMessage: number,
  findProxy: FindProxy = NO_PROXY,
  openTimeout = OPEN_TIMEOUT,
): OpenWire {
  const url = `${installation.serverUrl.replace(/^http/, 'ws')}${path}`;
  // Kept, so that a server that has proved itself once need not do so at each return.
  const connections = new ServerConnections(installation, findProxy);
  return (handlers) => {
    const socket = new WebSocket(url, {
      createConnection: createConnection(connections),
      maxPayload: maxMessage,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: Math.ceil(maxMessage / SMALLEST_PIECE),
      // Pictures are compressed already, and events are small.
      perMessageDeflate: false,
    });
    socket.binaryType = 'nodebuffer';
    // The handshakeTimeout of ws is set on no socket that it has not opened itself.
    const late = setTimeout(() => socket.terminate(), openTimeout);
    let failure: WireFailure = 'network';
    let waiting: { below: number; act: () => void }[] = [];
    let unsent = 0;
    const isAbove = (part: number): boolean =>
      socket.bufferedAmount > MAX_QUEUED.bytes * part || unsent > MAX_QUEUED.messages * part;
    const sent = (): void => {
      unsent -= 1;
      if (socket.isPaused && !isAbove(0.5)) socket.resume();
      wake(false);
    };
    const wake = (closed: boolean): void => {
      const ready = waiting.filter(({ below }) => closed || socket.bufferedAmount <= below);
      if (ready.length === 0) return;
      waiting = waiting.filter((each) => !ready.includes(each));
      for (const { act } of ready) act();
    };
    const wire: Wire = {
      send(data) {
        if (socket.readyState !== WebSocket.OPEN) return;
        unsent += 1;
        socket.send(data, sent);
        if (isAbove(1)) socket.pause();
      },
      ping() {
        if (socket.readyState === WebSocket.OPEN) socket.ping();
      },
      get queued() {
        return socket.bufferedAmount;
      },
      whenQueued(below, act) {
        if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount <= below) act();
        else waiting.push({ below, act });
      },
      close() {
        // The farewell is read too.
        if (socket.isPaused) socket.resume();
        socket.close(1000);
        setTimeout(() => socket.terminate(), CLOSE_TIMEOUT).unref();
      },
      cut: () => socket.terminate(),
    };
    socket.on('open', () => {
      clearTimeout(late);
      handlers.opened();
    });
    socket.on('message', (data, isBinary) => {
      if (!(data instanceof Buffer)) return;
      handlers.message(isBinary ? data : data.toString('utf8'));
    });
    socket.on('pong', () => handlers.pong?.());
    socket.on('error', (error) => {
      if (error instanceof CertificateMismatch) failure = 'certificate-mismatch';
      if (error instanceof ProxyRefused) failure = 'proxy-refused';
    });
    socket.on('close', () => {
      clearTimeout(late);
      handlers.closed(failure);
      wake(true);
    });
    return wire;
  };
}
