import { isDeepStrictEqual } from 'node:util';
import {
  type AppletInfo,
  type ClientMessage,
  forCustomer,
  type Hello,
  type SessionId,
  type SessionState,
  ThrowlineError,
} from '@throwline/protocol';
import { SYSTEM_NAMES } from '../pages/index.ts';
import { networkInWords } from '../security/client-address.ts';
import { sameText } from '../security/secrets.ts';
import type { Participant } from '../sessions/presence.ts';
import type { Outcome } from '../sessions/session-service.ts';
import { summarise } from '../sessions/summary.ts';
import { answerCommand, sendError } from './command-answers.ts';
import type { Connection, EventsParts } from './events-endpoint.ts';
import type { JsonSocket } from './json-socket.ts';
import { PresenceFeed } from './presence-feed.ts';
import { SessionFeed } from './session-feed.ts';

type AppletHello = Extract<Hello, { as: 'applet' }>;

const APPLET: Participant = { as: 'applet' };
/** How long after its session's end an applet may stay connected, milliseconds. */
const AFTER_END = 10_000;

/** The live connection of each session's applet. */
export class AppletConnections {
  readonly #sockets = new Map<SessionId, JsonSocket>();

  /** Takes the place of an earlier connection, which is closed. */
  add(id: SessionId, socket: JsonSocket): void {
    this.#sockets.get(id)?.refuse('replaced');
    this.#sockets.set(id, socket);
  }

  remove(id: SessionId, socket: JsonSocket): void {
    if (this.#sockets.get(id) === socket) this.#sockets.delete(id);
  }
}

/**
 * Lets an applet in, or rejects.
 * @throws ThrowlineError `ticket-invalid`, `ticket-used`, `log-gap`, `storage-full`
 */
export async function acceptApplet(
  hello: AppletHello,
  version: number,
  address: string,
  socket: JsonSocket,
  parts: EventsParts,
): Promise<Connection> {
  const { storage, secrets, presence, applets, arrivals, clock, log, accounts } = parts;
  const ticketHash = secrets.hash('ticket', hello.ticket);
  const found = await storage.sessions.bySecret('ticket_hash', ticketHash);
  if (found?.ticketHash == null || !sameText(found.ticketHash, ticketHash)) {
    throw new ThrowlineError('ticket-invalid');
  }
  const { sessionId } = found;
  // Counted as there before the log hears of it: a departure that is being written at this moment then stops.
  presence.arrive(sessionId, APPLET);
  let state: SessionState;
  try {
    ({ state } = await connect(sessionId, hello, version, parts));
    if (hello.after > state.lastNumber) throw new ThrowlineError('log-gap');
  } catch (error) {
    presence.leave(sessionId, APPLET);
    throw error;
  }
  applets.add(sessionId, socket);
  const { os } = hello.applet;
  void arrivals.programConnected(sessionId, {
    device: os === 'other' ? 'another system' : SYSTEM_NAMES[os],
    network: networkInWords(address),
    at: clock.now(),
  });
  log.info({ sessionId }, 'applet connected');
  const organisation = await accounts.organisation();
  void socket.send({
    type: 'welcome',
    version,
    organisation,
    serverTime: clock.now(),
    who: { as: 'applet', sessionId, patience: parts.patience },
  });
  return new AppletConnection(state, hello.after, socket, parts);
}

function connect(
  sessionId: SessionId,
  hello: AppletHello,
  protocol: number,
  parts: EventsParts,
): Promise<Outcome> {
  const keyHash = parts.secrets.hash('applet-key', hello.key);
  return parts.sessions.act(sessionId, {
    actor: { role: 'server' },
    command: (state) => {
      if (state?.phase === 'closed') throw new ThrowlineError('ticket-invalid');
      const { applet } = hello;
      return isConnected(state, applet, protocol) ? undefined : { type: 'connect-applet', applet, protocol };
    },
    also: async ({ sessions }) => {
      const bound = await sessions.appletKeyHash(sessionId);
      if (bound === null) await sessions.setSecrets(sessionId, { appletKeyHash: keyHash });
      else if (!sameText(bound, keyHash)) throw new ThrowlineError('ticket-used');
    },
  });
}

function isConnected(state: SessionState | undefined, info: AppletInfo, protocol: number): boolean {
  if (state === undefined || state.phase === 'connecting' || state.phase === 'closed') return false;
  const { applet } = state;
  return (
    applet.status === 'connected' && applet.protocol === protocol && isDeepStrictEqual(applet.info, info)
  );
}

class AppletConnection implements Connection {
  readonly #sessionId: SessionId;
  readonly #socket: JsonSocket;
  readonly #parts: EventsParts;
  readonly #feed: SessionFeed;
  readonly #presence: PresenceFeed;

  constructor(state: SessionState, after: number, socket: JsonSocket, parts: EventsParts) {
    const { sessionId } = state;
    this.#sessionId = sessionId;
    this.#socket = socket;
    this.#parts = parts;
    this.#feed = new SessionFeed({
      sessions: parts.sessions,
      bus: parts.bus,
      sessionId,
      after,
      send: (events) => {
        if (events.at(-1)?.body.type === 'session-closed') {
          parts.clock.after(AFTER_END, () => socket.close());
        }
        return socket.send({ type: 'events', sessionId, events: events.map(forCustomer) });
      },
      onError: (error) => {
        parts.log.error({ err: error, sessionId }, 'a log could not be sent');
        socket.refuse('internal');
      },
    });
    const { bus, consoles, clock } = parts;
    this.#presence = new PresenceFeed({
      sessionId,
      technicians: summarise(state),
      bus,
      consoles,
      clock,
      send: (technicians) => void socket.send({ type: 'presence', sessionId, technicians }),
    });
  }

  receive(message: ClientMessage): void {
    switch (message.type) {
      case 'ping':
        void this.#socket.send({ type: 'pong', nonce: message.nonce });
        return;
      case 'command':
        void answerCommand(message, { role: 'customer' }, this.#sessionId, this.#socket, this.#parts);
        return;
      case 'open-peer':
        this.#openPeer(message.sessionId).catch((error: unknown) =>
          sendError(this.#socket, error, message, this.#parts.log),
        );
        return;
      case 'watch':
      case 'unwatch':
      case 'look':
        sendError(this.#socket, new ThrowlineError('role-not-allowed'), message, this.#parts.log);
    }
  }

  left(): void {
    this.#feed.stop();
    this.#presence.stop();
    this.#parts.applets.remove(this.#sessionId, this.#socket);
    this.#parts.presence.leave(this.#sessionId, APPLET);
    this.#parts.log.info({ sessionId: this.#sessionId }, 'applet disconnected');
  }

  async #openPeer(sessionId: SessionId): Promise<void> {
    if (sessionId !== this.#sessionId) throw new ThrowlineError('not-your-session');
    const state = await this.#parts.sessions.state(sessionId);
    if (state === undefined || state.phase === 'closed') throw new ThrowlineError('session-closed');
    const token = this.#parts.tokens.issue({ opens: 'peer', sessionId, as: 'applet' });
    await this.#socket.send({ type: 'peer-token', sessionId, token });
  }
}
