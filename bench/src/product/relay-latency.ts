/**
 * What the relay adds to a frame's way: `node bench/src/product/relay-latency.ts`.
 *
 * Applet and console are sockets of this process, the server is a process of its own, all over TLS on loopback. A frame
 * goes from the applet to the console and back: four ways over a socket, twice through the relay. A question that the
 * server answers by itself (ping and pong on the events socket) makes two ways; what is beyond twice that is the relay's.
 */
import { once } from 'node:events';
import {
  APPLET_PEER,
  type SessionId,
  SUPPORTED_VERSIONS,
  socketTokenResponse,
  writeEnvelope,
} from '@throwline/protocol';
import type { WebSocket } from 'ws';
import { quantile } from '../measure/statistics.ts';
import { BareServer, messageOf } from './bare-server.ts';

const ROUNDS = 2000;
/** More would be too many messages a second for the events socket. */
const PINGS = 400;
const FIRST_CONSOLE = 2;

async function openPeer(
  server: BareServer,
  events: WebSocket,
  sessionId: SessionId,
  origin?: string,
): Promise<WebSocket> {
  const granted = messageOf(events, 'peer-token');
  events.send(JSON.stringify({ type: 'open-peer', sessionId }));
  const { token } = await granted;
  const socket = await server.socket('/sockets/peer', origin);
  socket.send(JSON.stringify({ type: 'peer-hello', versions: SUPPORTED_VERSIONS, token }));
  return socket;
}

function say(what: string, times: readonly number[]): void {
  const [p50, p95] = [0.5, 0.95].map((share) => (quantile(times, share) ?? Number.NaN).toFixed(2));
  console.log(`${what}: p50 ${p50} ms, p95 ${p95} ms`);
}

/** Round trips in milliseconds, in order. The first tenth is for warming up. */
async function roundTrips(socket: WebSocket, rounds: number, send: () => void): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const begun = performance.now();
    const back = once(socket, 'message');
    send();
    await back;
    times.push(performance.now() - begun);
  }
  return times.slice(rounds / 10);
}

const server = await BareServer.start();
try {
  const { sessionId, socket: applet } = await server.waitingApplet();
  const { token } = socketTokenResponse.parse(await server.call('/api/socket-tokens', {}));
  const desk = await server.socket('/sockets/events', server.url);
  const welcomed = messageOf(desk, 'welcome');
  desk.send(JSON.stringify({ type: 'hello', as: 'console', versions: SUPPORTED_VERSIONS, token }));
  await welcomed;
  const appletPeer = await openPeer(server, applet, sessionId);
  const joined = once(appletPeer, 'message');
  const consolePeer = await openPeer(server, desk, sessionId, server.url);
  await joined;
  const sizes = [100, 20_000, 500_000];
  for (const size of sizes) {
    const payload = Buffer.alloc(size, 1);
    const back = writeEnvelope({ kind: 'data', peer: APPLET_PEER, payload: Buffer.alloc(100) });
    consolePeer.on('message', (data) => {
      if (data instanceof Buffer && data.length > 4) consolePeer.send(back);
    });
    const frame = writeEnvelope({ kind: 'data', peer: FIRST_CONSOLE, payload });
    const times = await roundTrips(appletPeer, ROUNDS, () => appletPeer.send(frame));
    consolePeer.removeAllListeners('message');
    say(`${size} bytes to the console, 100 back`, times);
  }
  const direct = await roundTrips(desk, PINGS, () => desk.send(JSON.stringify({ type: 'ping', nonce: 1 })));
  say('a question that the server answers itself', direct);
} finally {
  server.close();
}
