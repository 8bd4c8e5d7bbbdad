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
import { addressPrefixes, networkInWords } from '../security/client-address.ts';
import { sameText } from '../security/secrets.ts';
import type { Participant } from '../sessions/presence.ts';
import type { Outcome } from '../sessions/session-service.ts';
import { summarise } from '../sessions/summary.ts';
import { AskingApplet } from './asking-applet.ts';
import { answerCommand, sendError } from './command-answers.ts';
import type { Connection, EventsParts } from './connection.ts';
import type { JsonSocket } from './json-socket.ts';
import { PresenceFeed } from './presence-feed.ts';
import { SessionFeed } from './session-feed.ts';

type AppletHello = Extract<Hello, { as: 'applet' }>;

const APPLET: Participant = { as: 'applet' };
/** How long after its session's end an applet may stay connected, milliseconds. */
const AFTER_END = 10_000;

/** An applet's socket, before it is let in. */
export interface AppletSocket {
  readonly socket: JsonSocket;
  /** The client's. */
  readonly address: string;
  /** To be called once it is let in: until then it counts among the sockets that nobody knows. */
  readonly onAuthenticated: () => void;
}

interface Newcomer extends AppletSocket {
  readonly sessionId: SessionId;
  readonly hello: AppletHello;
  readonly version: number;
  readonly keyHash: string;
}

/**
 * Lets an applet in, has it ask, or rejects.
 * @throws ThrowlineError `ticket-invalid`, `ticket-used`, `log-gap`, `storage-full`
 */
export async function acceptApplet(
  hello: AppletHello,
  version: number,
  arrived: AppletSocket,
  parts: EventsParts,
): Promise<Connection> {
  const { storage, secrets, presence, arrivals, clock } = parts;
  const ticketHash = secrets.hash('ticket', hello.ticket);
  const found = await storage.sessions.bySecret('ticket_hash', ticketHash);
  if (found?.ticketHash == null || !sameText(found.ticketHash, ticketHash)) {
    throw new ThrowlineError('ticket-invalid');
  }
  const { sessionId } = found;
  const keyHash = secrets.hash('applet-key', hello.key);
  const newcomer: Newcomer = { ...arrived, sessionId, hello, version, keyHash };
  // Counted as there before the log hears of it: a departure that is being written at this moment then stops.
  presence.arrive(sessionId, APPLET);
  let state: SessionState;
  try {
    ({ state } = await connect(newcomer, parts));
    if (hello.after > state.lastNumber) throw new ThrowlineError('log-gap');
  } catch (error) {
    presence.leave(sessionId, APPLET);
    const isAnother = error instanceof ThrowlineError && error.code === 'ticket-used';
    if (isAnother && hello.asks === true) return ask(newcomer, parts);
    throw error;
  }
  void arrivals.programConnected(sessionId, { ...placeOf(newcomer), at: clock.now() });
  const organisation = await parts.accounts.organisation();
  return welcome(newcomer, state, organisation, parts);
}

/** Another computer has shown this ticket before; while the session waits, its lead chooses between them. */
async function ask(newcomer: Newcomer, parts: EventsParts): Promise<Connection> {
  const { sessionId, socket, keyHash, hello, version } = newcomer;
  const { askers, applets, relay } = parts;
  // Read now: what follows when it is let in cannot wait.
  const organisation = await parts.accounts.organisation();
  const connection = new AskingApplet({ sessionId, socket, askers });
  await connection.ask({
    ...placeOf(newcomer),
    keyHash,
    address: addressPrefixes(newcomer.address).narrow,
    command: { type: 'let-in-applet', applet: hello.applet, protocol: version },
    isThere: () => socket.isOpen,
    letIn(state) {
      applets.turnOut(sessionId);
      relay.endApplet(sessionId);
      connection.become(welcome(newcomer, state, organisation, parts));
      // Said no sooner: how long the log is concerns nobody who only asks.
      if (hello.after > state.lastNumber) socket.refuse('log-gap');
    },
    refuse: (code) => socket.refuse(code),
  });
  return connection;
}

function welcome(
  newcomer: Newcomer,
  state: SessionState,
  organisation: string,
  parts: EventsParts,
): Connection {
  const { sessionId, socket, version } = newcomer;
  newcomer.onAuthenticated();
  parts.applets.add(sessionId, socket);
  parts.log.info({ sessionId }, 'applet connected');
  void socket.send({
    type: 'welcome',
    version,
    organisation,
    serverTime: parts.clock.now(),
    who: { as: 'applet', sessionId, patience: parts.patience },
  });
  return new AppletConnection(newcomer, state, parts);
}

function placeOf({ hello, address }: Newcomer): { device: string; network: string } {
  const { os } = hello.applet;
  return {
    device: os === 'other' ? 'another system' : SYSTEM_NAMES[os],
    network: networkInWords(address),
  };
}

function connect(newcomer: Newcomer, parts: EventsParts): Promise<Outcome> {
  const { sessionId, hello, version: protocol, keyHash } = newcomer;
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
  readonly #keyHash: string;
  readonly #socket: JsonSocket;
  readonly #parts: EventsParts;
  readonly #feed: SessionFeed;
  readonly #presence: PresenceFeed;

  constructor({ sessionId, hello, keyHash, socket }: Newcomer, state: SessionState, parts: EventsParts) {
    this.#sessionId = sessionId;
    this.#keyHash = keyHash;
    this.#socket = socket;
    this.#parts = parts;
    this.#feed = new SessionFeed({
      sessions: parts.sessions,
      bus: parts.bus,
      sessionId,
      after: hello.after,
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
    const token = this.#parts.tokens.issue({
      opens: 'peer',
      sessionId,
      as: 'applet',
      keyHash: this.#keyHash,
    });
    await this.#socket.send({ type: 'peer-token', sessionId, token });
  }
}
