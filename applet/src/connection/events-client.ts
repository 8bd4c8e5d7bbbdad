import {
  type AppletInfo,
  type CommandId,
  type ErrorCode,
  type ParticipantCommand,
  type Secret,
  type ServerMessage,
  type SessionEvent,
  type SessionId,
  SILENCE_TIMEOUT,
  SUPPORTED_VERSIONS,
  serverMessage,
} from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import { pauseBefore } from './backoff.ts';
import type { OpenWire, Wire, WireFailure } from './wire.ts';

/** Refusals that trying again cannot change. All others are taken for trouble that passes. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ticket-invalid',
  'ticket-used',
  'version-unsupported',
  'replaced',
  'session-closed',
  'not-found',
]);

/** What the client tells its owner. */
export interface EventsClientHandlers {
  /** A hello was answered; events that were missed follow. `serverAhead`: the server's clock minus ours, ms. */
  online(welcome: { sessionId: SessionId; organisation: string; serverAhead: number }): void;
  /** The connection is lost; it is being tried again. */
  offline(): void;
  /** The next events of the log, in order, each once. */
  events(events: readonly SessionEvent[]): void;
  peerToken(token: Secret): void;
  accepted(id: CommandId): void;
  rejected(id: CommandId, command: ParticipantCommand, code: ErrorCode, message: string): void;
  /** The server will not have this applet; nothing more comes. */
  refused(code: ErrorCode, message: string): void;
  /**
   * Before it was ever online: what answers there is not the installation's server, or a proxy lets nothing through.
   * Nothing more comes.
   */
  barred(code: 'certificate-mismatch' | 'proxy-refused'): void;
}

export interface EventsClientOptions {
  readonly open: OpenWire;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly newCommandId: () => CommandId;
  readonly ticket: Secret;
  readonly key: Secret;
  readonly applet: AppletInfo;
}

/**
 * The applet's events socket, kept up for as long as the program runs: says hello, resumes by number, sends commands
 * until each is answered, with the same id every time.
 */
export class EventsClient {
  readonly #options: EventsClientOptions;
  readonly #handlers: EventsClientHandlers;
  /** Commands that the server has not answered, oldest first. */
  readonly #unanswered = new Map<CommandId, ParticipantCommand>();
  #wire: Wire | undefined;
  #sessionId: SessionId | undefined;
  #online = false;
  #ended = false;
  #lastNumber = 0;
  #failures = 0;
  #heardAt = 0;
  #retry: Timer | undefined;
  #beat: Timer | undefined;

  constructor(options: EventsClientOptions, handlers: EventsClientHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  get isOnline(): boolean {
    return this.#online;
  }

  /** Commands that the server has not answered yet. */
  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Begins to connect. To be called once. */
  start(): void {
    const wire = this.#options.open({
      opened: () => this.#opened(wire),
      message: (data) => this.#message(wire, data),
      closed: (failure) => this.#closed(wire, failure),
    });
    this.#wire = wire;
  }

  /** Gives a command; it is sent now or when the connection is back. */
  command(command: ParticipantCommand, id: CommandId = this.#options.newCommandId()): CommandId {
    this.#unanswered.set(id, command);
    if (this.#online) this.#sendCommand(id, command);
    return id;
  }

  /** Asks for a token for the peer socket; without a connection nothing happens. */
  askPeerToken(): void {
    if (this.#online && this.#sessionId !== undefined) {
      this.#send({ type: 'open-peer', sessionId: this.#sessionId });
    }
  }

  /** Ends the connection; nothing is told any more. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#online = false;
    this.#retry?.cancel();
    this.#beat?.cancel();
    this.#wire?.close();
  }

  #opened(wire: Wire): void {
    if (wire !== this.#wire || this.#ended) return;
    const { ticket, key, applet, clock } = this.#options;
    this.#heardAt = clock.monotonic();
    this.#scheduleBeat();
    this.#send({
      type: 'hello',
      as: 'applet',
      versions: SUPPORTED_VERSIONS,
      ticket,
      key,
      after: this.#lastNumber,
      applet,
    });
  }

  #message(wire: Wire, data: string | Uint8Array): void {
    if (wire !== this.#wire || this.#ended) return;
    this.#heardAt = this.#options.clock.monotonic();
    const message = parse(data);
    // What a later server says to later applets is not for this one.
    if (message !== undefined) this.#follow(wire, message);
  }

  #follow(wire: Wire, message: ServerMessage): void {
    switch (message.type) {
      case 'welcome': {
        if (message.who.as !== 'applet') return;
        this.#sessionId = message.who.sessionId;
        this.#online = true;
        this.#failures = 0;
        this.#handlers.online({
          sessionId: message.who.sessionId,
          organisation: message.organisation,
          serverAhead: message.serverTime - this.#options.clock.now(),
        });
        for (const [id, command] of this.#unanswered) this.#sendCommand(id, command);
        return;
      }
      case 'events': {
        if (message.sessionId !== this.#sessionId) return;
        const fresh = message.events.filter(({ number }) => number > this.#lastNumber);
        const whole = fresh.every(({ number }, index) => number === this.#lastNumber + 1 + index);
        if (!whole) {
          wire.cut();
          return;
        }
        this.#lastNumber += fresh.length;
        if (fresh.length > 0) this.#handlers.events(fresh);
        return;
      }
      case 'accepted':
        if (this.#unanswered.delete(message.id)) this.#handlers.accepted(message.id);
        return;
      case 'rejected': {
        const command = this.#unanswered.get(message.id);
        // A server that is going down has not decided; the next one will.
        if (command === undefined || message.code === 'shutting-down') return;
        this.#unanswered.delete(message.id);
        this.#handlers.rejected(message.id, command, message.code, message.message);
        return;
      }
      case 'peer-token':
        this.#handlers.peerToken(message.token);
        return;
      case 'refused':
        if (!FINAL.has(message.code)) return;
        this.end();
        this.#handlers.refused(message.code, message.message);
        return;
      case 'error':
      case 'pong':
      case 'queue':
      case 'queue-changed':
      case 'queue-removed':
        return;
    }
  }

  #closed(wire: Wire, failure: WireFailure): void {
    if (wire !== this.#wire || this.#ended) return;
    this.#beat?.cancel();
    this.#wire = undefined;
    if (failure !== 'network' && this.#sessionId === undefined) {
      this.end();
      this.#handlers.barred(failure);
      return;
    }
    this.#online = false;
    this.#failures += 1;
    this.#handlers.offline();
    const pause = pauseBefore(this.#failures, this.#options.random());
    this.#retry = this.#options.clock.after(pause, () => this.start());
  }

  #scheduleBeat(): void {
    const { clock } = this.#options;
    this.#beat = clock.after(SILENCE_TIMEOUT / 3, () => {
      if (clock.monotonic() - this.#heardAt >= SILENCE_TIMEOUT) {
        this.#wire?.cut();
        return;
      }
      if (this.#online) this.#send({ type: 'ping' });
      this.#scheduleBeat();
    });
  }

  #sendCommand(id: CommandId, command: ParticipantCommand): void {
    if (this.#sessionId !== undefined)
      this.#send({ type: 'command', id, sessionId: this.#sessionId, command });
  }

  #send(message: object): void {
    this.#wire?.send(JSON.stringify(message));
  }
}

function parse(data: string | Uint8Array): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return serverMessage.safeParse(JSON.parse(data)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
