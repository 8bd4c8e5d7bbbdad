import {
  type AppletInfo,
  type CommandId,
  type ErrorCode,
  type ParticipantCommand,
  PingPace,
  type PresentTechnicians,
  SAID_SILENCE,
  type Secret,
  type ServerMessage,
  type SessionEvent,
  type SessionId,
  SILENCE_TIMEOUT,
  STEADY_PING,
  SUPPORTED_VERSIONS,
  serverMessage,
} from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import { LineAttempts } from './line-attempts.ts';
import type { OpenWire, Wire, WireFailure } from './wire.ts';

/** Another connection is looked for when nothing has come for so long (milliseconds) on a line that is watched closely. */
const DOUBTED_AFTER = 4_000;
/** The same before the server has said its welcome, which may take a busy one its time. */
const WELCOME_DOUBTED_AFTER = 15_000;

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
  /** A hello was answered; events that were missed follow. */
  online(welcome: Welcome): void;
  /** Another computer has come before; the technician decides. `online` or `refused` follows. */
  asking(): void;
  /** The connection is lost; it is being tried again. */
  offline(): void;
  /** The line is there, but nothing comes; or something comes again. */
  silent(isSilent: boolean): void;
  /** The next events of the log, in order, each once. */
  events(events: readonly SessionEvent[]): void;
  /** Where the session's technicians are now. */
  presence(technicians: PresentTechnicians): void;
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

/** What the server says first. */
export interface Welcome {
  readonly sessionId: SessionId;
  readonly organisation: string;
  /** How long the server waits for this applet when it is away, milliseconds; 0 for ever. An older server does not say. */
  readonly patience: number | undefined;
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
  readonly #attempts: LineAttempts;
  readonly #pace = new PingPace();
  #wire: Wire | undefined;
  #sessionId: SessionId | undefined;
  #online = false;
  /** The server has heard the hello, and the technician decides about it. */
  #isAsking = false;
  #ended = false;
  #lastNumber = 0;
  /** When something last came, and went either way. Monotonic milliseconds. */
  #heardAt: number;
  #stirredAt: number;
  #openedAt = 0;
  /** Since when a ping waits for any answer. */
  #waitsSince: number | undefined;
  #isClose = false;
  #shouldBeClose = false;
  #isSilent = false;
  #beat: Timer | undefined;

  constructor(options: EventsClientOptions, handlers: EventsClientHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#heardAt = options.clock.monotonic();
    this.#stirredAt = this.#heardAt;
    this.#attempts = new LineAttempts({
      open: options.open,
      clock: options.clock,
      random: options.random,
      opened: (wire) => this.#opened(wire),
      failed: (failure) => this.#failed(failure),
    });
  }

  get isOnline(): boolean {
    return this.#online;
  }

  /** When the server was last heard, or the client made; monotonic milliseconds. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Commands that the server has not answered yet. */
  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Begins to connect. To be called once. */
  start(): void {
    this.#attempts.search(false);
  }

  /** Tries to connect at once, without waiting for the pause. */
  tryNow(): void {
    this.#attempts.now();
  }

  /** Whether silence has to be noticed within seconds: somebody has control, or is about to lose it. */
  watchClosely(isClose: boolean): void {
    this.#shouldBeClose = isClose;
    // The consoles go when the line does; it is watched until it is heard again.
    if (isClose === this.#isClose || (!isClose && this.#waitsSince !== undefined)) return;
    this.#isClose = isClose;
    if (this.#wire !== undefined && !this.#ended) this.#scheduleBeat();
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
    this.#attempts.stop();
    this.#beat?.cancel();
    this.#wire?.close();
  }

  #opened(wire: Wire): ReturnType<ConstructorParameters<typeof LineAttempts>[0]['opened']> {
    const before = this.#wire;
    this.#wire = wire;
    if (before !== undefined) {
      // It said nothing any more, and this one answers.
      before.cut();
      this.#stopped();
      this.#handlers.offline();
    }
    const { ticket, key, applet, clock } = this.#options;
    this.#openedAt = clock.monotonic();
    this.#waitsSince = this.#openedAt;
    this.#scheduleBeat();
    this.#send({
      type: 'hello',
      as: 'applet',
      versions: SUPPORTED_VERSIONS,
      ticket,
      key,
      after: this.#lastNumber,
      applet,
      asks: true,
    });
    return {
      message: (data) => this.#message(wire, data),
      closed: (failure) => this.#closed(wire, failure),
    };
  }

  #message(wire: Wire, data: string | Uint8Array): void {
    if (wire !== this.#wire || this.#ended) return;
    this.#heardAt = this.#options.clock.monotonic();
    this.#stirredAt = this.#heardAt;
    this.#waitsSince = undefined;
    this.#isClose = this.#shouldBeClose;
    if (this.#attempts.isSearching) {
      this.#attempts.stop();
      if (this.#online || this.#isAsking) this.#attempts.worked();
    }
    this.#sayIfSilent(false);
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
        this.#isAsking = false;
        this.#attempts.worked();
        this.#handlers.online({
          sessionId: message.who.sessionId,
          organisation: message.organisation,
          patience: message.who.patience,
        });
        for (const [id, command] of this.#unanswered) this.#sendCommand(id, command);
        return;
      }
      case 'asking':
        this.#isAsking = true;
        this.#attempts.worked();
        this.#handlers.asking();
        return;
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
      case 'presence':
        if (message.sessionId === this.#sessionId) this.#handlers.presence(message.technicians);
        return;
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

  /** An attempt has come to nothing. @returns whether to go on */
  #failed(failure: WireFailure): boolean {
    if (this.#ended) return false;
    if (failure === 'network' || this.#sessionId !== undefined) {
      if (this.#wire === undefined) this.#handlers.offline();
      return true;
    }
    this.end();
    this.#handlers.barred(failure);
    return false;
  }

  #closed(wire: Wire, failure: WireFailure): void {
    if (wire !== this.#wire || this.#ended) return;
    this.#wire = undefined;
    if (this.#online) this.#pace.cut(this.#options.clock.monotonic() - this.#stirredAt);
    this.#stopped();
    if (this.#failed(failure)) this.#attempts.search(true);
  }

  #stopped(): void {
    this.#beat?.cancel();
    this.#online = false;
    this.#isAsking = false;
    this.#isSilent = false;
  }

  #scheduleBeat(): void {
    this.#beat?.cancel();
    this.#beat = this.#options.clock.after(this.#beatPause(), () => this.#look());
  }

  #beatPause(): number {
    // Whoever has not been answered yet looks more often than it asks.
    if (this.#isClose || this.#waitsSince !== undefined) return STEADY_PING / 2;
    const quiet = this.#options.clock.monotonic() - this.#stirredAt;
    return Math.max(this.#pace.interval - quiet, STEADY_PING);
  }

  #look(): void {
    const now = this.#options.clock.monotonic();
    const waitsFor = this.#waitsSince === undefined ? 0 : now - this.#waitsSince;
    if (now - Math.max(this.#heardAt, this.#openedAt) >= SILENCE_TIMEOUT) {
      this.#wire?.cut();
      return;
    }
    this.#sayIfSilent(this.#isClose && this.#online && waitsFor >= SAID_SILENCE);
    // The old line stays meanwhile: should it come to life again, nothing was lost.
    const isDoubted = this.#online
      ? this.#isClose && waitsFor >= DOUBTED_AFTER
      : waitsFor >= WELCOME_DOUBTED_AFTER;
    if (isDoubted) this.#attempts.search(false);
    const pause = this.#isClose ? STEADY_PING : this.#pace.interval;
    if ((this.#online || this.#isAsking) && now - this.#stirredAt >= pause) {
      this.#waitsSince ??= now;
      this.#send({ type: 'ping' });
    }
    this.#scheduleBeat();
  }

  #sayIfSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#handlers.silent(isSilent);
  }

  #sendCommand(id: CommandId, command: ParticipantCommand): void {
    if (this.#sessionId !== undefined)
      this.#send({ type: 'command', id, sessionId: this.#sessionId, command });
  }

  #send(message: object): void {
    this.#stirredAt = this.#options.clock.monotonic();
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
