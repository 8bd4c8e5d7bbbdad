import {
  type ClientMessage,
  type CommandId,
  commandId,
  ERRORS,
  type ErrorCode,
  type ParticipantCommand,
  PingPace,
  randomId,
  type Secret,
  type ServerMessage,
  type SessionId,
  type SessionSummary,
  SILENCE_TIMEOUT,
  type SocketTokenResponse,
  SUPPORTED_VERSIONS,
  serverMessage,
  type TechnicianId,
  type TechnicianRef,
} from '@throwline/protocol';
import { type Observable, Value } from './observable.ts';
import { type CommandResult, type OpenCommand, Outbox } from './outbox.ts';
import { PeerTokens } from './peer-tokens.ts';
import type { OpenSocket, SocketLike } from './sockets.ts';
import { BRISK_FOR, BRISK_PAUSE, reconnectPause, type Timers } from './timers.ts';
import { type Watch, WatchedSessions } from './watched-sessions.ts';

/** How the connection to the server stands. */
export type ConnectionStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly organisation: string; readonly technician: TechnicianRef }
  /**
   * Lost; the next attempt is made at `retryAt`, by {@link Timers}. `isBlocked`: the server
   * is there, but a reverse proxy lets no WebSocket through.
   */
  | { readonly state: 'lost'; readonly retryAt: number; readonly isBlocked: boolean }
  /** The sign-in has run out. What is to be said and what is awaited is kept until {@link EventsConnection.resume}. */
  | { readonly state: 'expired' }
  /** Over for good: signed out, another version, or stopped. */
  | { readonly state: 'ended'; readonly code: ErrorCode; readonly message: string };

/** Why no token could be had. Trying again is no use; after `sign-in-expired` only once the sign-in is renewed. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface EventsConnectionOptions {
  readonly url: string;
  readonly openSocket: OpenSocket;
  /**
   * Gets a new token for every attempt. Rejects with {@link TokenRefused} when there will never be one.
   * @param signal aborts when the attempt is given up
   */
  readonly fetchToken: (signal: AbortSignal) => Promise<SocketTokenResponse>;
  readonly timers: Timers;
  /** 0 ≤ random < 1, so that many consoles do not come back at the same moment. */
  readonly random: () => number;
  /** 26 random bytes from a cryptographic source. */
  readonly randomBytes: () => Uint8Array;
}

/** While somebody has control: how often the server is asked, and when an answer is missed. Milliseconds. */
const CLOSE_WATCH = { ping: 1_000, giveUp: 4_000 } as const;
/**
 * Most attempts under way at once. On a network that swallows packets one may hang for long after the network is back, so the
 * next ones do not wait for it.
 */
const MOST_AT_ONCE = 4;

/** One attempt to connect, and what it leads to. */
interface Attempt {
  readonly abort: AbortController;
  socket: SocketLike | undefined;
}

/** Refusals after which trying again by itself is no use. */
const FINAL: readonly ErrorCode[] = ['not-signed-in', 'version-unsupported', 'forbidden', 'wrong-origin'];

/**
 * The console's one connection to the server: the queue, the logs of the watched sessions, and commands. It comes back
 * by itself, asks for what it missed, and sends unanswered commands again with the same id ([SESSION-5], [SESSION-6]).
 */
export class EventsConnection {
  readonly #options: EventsConnectionOptions;
  readonly #status = new Value<ConnectionStatus>({ state: 'connecting' });
  readonly #queue = new Value<ReadonlyMap<SessionId, SessionSummary> | undefined>(undefined);
  readonly #clockOffset = new Value(0);
  readonly #watched = new WatchedSessions({
    watch: (sessionId, after) => this.#say({ type: 'watch', sessionId, after }),
    unwatch: (sessionId) => this.#say({ type: 'unwatch', sessionId }),
  });
  readonly #outbox = new Outbox();
  #looksAt: SessionId | undefined;
  readonly #peerTokens = new PeerTokens();
  /** The attempt that came through; what others still say is not listened to. */
  #current: Attempt | undefined;
  /** Those that have not come through yet, oldest first. */
  #underWay: Attempt[] = [];
  #failures = 0;
  /** Who has come through first; nobody else is to go on with it. */
  #technician: TechnicianId | undefined;
  #hasWorked = false;
  #isBlocked = false;
  /** Since when the server is out of reach. */
  #lostSince: number | undefined;
  readonly #pace = new PingPace();
  #heardAt = 0;
  #saidAt = 0;
  /** Since when a ping waits for any answer. */
  #waitsSince: number | undefined;
  #isClose = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: EventsConnectionOptions) {
    this.#options = options;
  }

  get status(): Observable<ConnectionStatus> {
    return this.#status;
  }

  /** All sessions that one leads, shares or is invited to, by id; `undefined` until the server has told them. */
  get queue(): Observable<ReadonlyMap<SessionId, SessionSummary> | undefined> {
    return this.#queue;
  }

  /** Milliseconds to add to this machine's clock to get the server's. */
  get clockOffset(): Observable<number> {
    return this.#clockOffset;
  }

  /** Connects, and keeps connected until {@link stop}. */
  start(): void {
    void this.#connect();
  }

  /** Ends the connection for good; open commands are refused. */
  stop(): void {
    this.#end('not-signed-in', 'The connection was closed.');
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.#status.get().state !== 'lost') return;
    this.#cancelTimer();
    void this.#connect();
  }

  /** The sign-in was renewed: goes on where it stopped. */
  resume(): void {
    if (this.#status.get().state !== 'expired') return;
    this.#failures = 0;
    this.#status.set({ state: 'connecting' });
    void this.#connect();
  }

  /** Whether silence has to be noticed within seconds: this technician has control of somebody's computer. */
  watchClosely(isClose: boolean): void {
    if (isClose === this.#isClose) return;
    this.#isClose = isClose;
    if (this.#current !== undefined) this.#keepAlive();
  }

  /**
   * Begins to follow a session: its log so far comes, then every event. Call `release` when it is not shown any more.
   * `refusal` says why it cannot be followed, if so.
   */
  watch(sessionId: SessionId): Watch {
    return this.#watched.watch(sessionId);
  }

  /** Says which session's page can be seen here, `undefined` for none: what others are told of this technician. */
  look(sessionId: SessionId | undefined): void {
    if (sessionId === this.#looksAt) return;
    this.#looksAt = sessionId;
    this.#say({ type: 'look', ...(sessionId === undefined ? {} : { sessionId }) });
  }

  /** A new id for a command, for those who want to recognise its event in the log. */
  newCommandId(): CommandId {
    return commandId.parse(randomId(this.#options.randomBytes()));
  }

  /** Gives a command; it survives lost connections. Resolves with the server's answer, never rejects. */
  command(
    sessionId: SessionId,
    command: ParticipantCommand,
    id: CommandId = this.newCommandId(),
  ): Promise<CommandResult> {
    const status = this.#status.get();
    if (status.state === 'ended') {
      return Promise.resolve({ ok: false, code: status.code, message: status.message });
    }
    const sent: OpenCommand = { id, sessionId, command };
    const result = this.#outbox.add(sent);
    this.#say({ type: 'command', ...sent });
    return result;
  }

  /**
   * A token for the peer socket of a session; waits for the connection if it is lost. One at a time for each session: a
   * newer call refuses an older one. Rejects when the server refuses; the caller tries again later.
   */
  peerToken(sessionId: SessionId): Promise<Secret> {
    const status = this.#status.get();
    if (status.state === 'ended') return Promise.reject(new Error(status.message));
    const token = this.#peerTokens.wait(sessionId);
    this.#say({ type: 'open-peer', sessionId });
    return token;
  }

  async #connect(): Promise<void> {
    const attempt: Attempt = { abort: new AbortController(), socket: undefined };
    this.#underWay.push(attempt);
    if (this.#underWay.length > MOST_AT_ONCE) this.#drop(this.#underWay[0]);
    if (this.#isBrisk()) this.#tryLater();
    const { signal } = attempt.abort;
    let token: Secret;
    try {
      const answer = await this.#options.fetchToken(signal);
      if (signal.aborted) return;
      token = answer.token;
      this.#isBlocked = answer.proxyWithoutUpgrade === true;
    } catch (error) {
      if (signal.aborted) return;
      this.#isBlocked = false;
      if (error instanceof TokenRefused && error.code === 'sign-in-expired') this.#expire();
      else if (error instanceof TokenRefused) this.#end(error.code, error.message);
      else this.#failed(attempt);
      return;
    }
    const socket = this.#options.openSocket(this.#options.url, {
      opened: () => {
        if (signal.aborted) return;
        this.#won(attempt);
        this.#send(socket, { type: 'hello', as: 'console', versions: SUPPORTED_VERSIONS, token });
      },
      text: (data) => {
        if (attempt === this.#current) this.#heard(data);
      },
      binary: () => undefined,
      closed: () => {
        if (signal.aborted) return;
        if (attempt === this.#current) this.#lost();
        else this.#failed(attempt);
      },
    });
    attempt.socket = socket;
  }

  #won(attempt: Attempt): void {
    this.#underWay = this.#underWay.filter((each) => each !== attempt);
    this.#dropAll();
    this.#current = attempt;
    this.#heardAt = this.#options.timers.now();
    this.#saidAt = this.#heardAt;
    this.#waitsSince = undefined;
    this.#keepAlive();
  }

  #failed(attempt: Attempt): void {
    this.#drop(attempt);
    if (this.#current !== undefined) return;
    if (this.#status.get().state !== 'lost' || !this.#isBrisk()) this.#tryLater();
  }

  #isBrisk(): boolean {
    const { timers } = this.#options;
    return this.#hasWorked && timers.now() - (this.#lostSince ?? timers.now()) < BRISK_FOR;
  }

  #tryLater(): void {
    const { timers } = this.#options;
    this.#cancelTimer();
    this.#lostSince ??= timers.now();
    const longest = this.#isBrisk() ? BRISK_PAUSE : undefined;
    const pause = reconnectPause(this.#failures, this.#options.random(), longest);
    this.#failures += 1;
    this.#status.set({ state: 'lost', retryAt: timers.now() + pause, isBlocked: this.#isBlocked });
    this.#cancelTimer = timers.after(pause, () => void this.#connect());
  }

  #keepAlive(): void {
    const { timers } = this.#options;
    this.#cancelTimer();
    const interval = this.#isClose ? CLOSE_WATCH.ping : this.#pace.interval;
    this.#cancelTimer = timers.after(interval, () => {
      const now = timers.now();
      const waitsFor = this.#waitsSince === undefined ? 0 : now - this.#waitsSince;
      if (now - this.#heardAt > SILENCE_TIMEOUT || (this.#isClose && waitsFor >= CLOSE_WATCH.giveUp)) {
        this.#lost();
        return;
      }
      this.#waitsSince ??= now;
      this.#say({ type: 'ping' });
      this.#keepAlive();
    });
  }

  #lost(): void {
    if (this.#status.get().state === 'online') {
      this.#pace.cut(this.#options.timers.now() - Math.max(this.#heardAt, this.#saidAt));
    }
    this.#dropAll();
    this.#tryLater();
  }

  #expire(): void {
    this.#dropAll();
    this.#status.set({ state: 'expired' });
  }

  #end(code: ErrorCode, message: string): void {
    this.#dropAll();
    this.#status.set({ state: 'ended', code, message });
    this.#outbox.giveUp(code, message);
    this.#peerTokens.refuseAll(message);
  }

  #drop(attempt: Attempt | undefined): void {
    if (attempt === undefined) return;
    this.#underWay = this.#underWay.filter((each) => each !== attempt);
    attempt.abort.abort();
    attempt.socket?.close();
  }

  #dropAll(): void {
    this.#cancelTimer();
    const current = this.#current;
    this.#current = undefined;
    for (const attempt of [...this.#underWay, current]) this.#drop(attempt);
  }

  #heard(data: string): void {
    this.#heardAt = this.#options.timers.now();
    this.#waitsSince = undefined;
    const message = parseServerMessage(data);
    // A server newer than this page may say things it does not know; they are not for it.
    if (message !== undefined) this.#take(message);
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcomed(message);
        return;
      case 'events':
        this.#watched.add(message.sessionId, message.events);
        return;
      case 'queue':
        this.#queue.set(new Map(message.sessions.map((session) => [session.sessionId, session])));
        return;
      case 'queue-changed':
        this.#queue.set(new Map(this.#queue.get()).set(message.session.sessionId, message.session));
        return;
      case 'queue-removed':
        this.#removed(message.sessionId);
        return;
      case 'presence':
        this.#watched.present(message.sessionId, message.technicians);
        return;
      case 'accepted':
        this.#outbox.settle(message.id, { ok: true });
        return;
      case 'rejected':
        this.#outbox.settle(message.id, { ok: false, code: message.code, message: message.message });
        return;
      case 'peer-token':
        this.#peerTokens.give(message.sessionId, message.token);
        return;
      case 'error':
        this.#refused(message);
        return;
      case 'refused':
        // Other refusals (a token too late, a restart) are followed by a close, and that by the next attempt.
        if (FINAL.includes(message.code)) this.#end(message.code, message.message);
        return;
      case 'pong':
      case 'asking':
        return;
    }
  }

  #welcomed(message: Extract<ServerMessage, { type: 'welcome' }>): void {
    if (message.who.as !== 'console') return;
    const { technician } = message.who;
    // Somebody else has signed in in this browser, and what waits to be said here is not theirs.
    if (this.#technician !== undefined && this.#technician !== technician.id) {
      this.#end('other-account', ERRORS['other-account'].message);
      return;
    }
    this.#technician = technician.id;
    this.#failures = 0;
    this.#hasWorked = true;
    this.#lostSince = undefined;
    this.#clockOffset.set(message.serverTime - this.#options.timers.now());
    this.#status.set({
      state: 'online',
      organisation: message.organisation,
      technician,
    });
    if (this.#looksAt !== undefined) this.#say({ type: 'look', sessionId: this.#looksAt });
    this.#watched.ask();
    for (const sessionId of this.#peerTokens.sessions) this.#say({ type: 'open-peer', sessionId });
    for (const sent of this.#outbox.open) this.#say({ type: 'command', ...sent });
  }

  #removed(sessionId: SessionId): void {
    const queue = new Map(this.#queue.get());
    queue.delete(sessionId);
    this.#queue.set(queue);
    this.#watched.refuse(sessionId, 'You are no longer part of this session.');
  }

  #refused({ sessionId, code, message }: Extract<ServerMessage, { type: 'error' }>): void {
    if (sessionId === undefined) return;
    if (code === 'log-gap') {
      this.#watched.startOver(sessionId);
      return;
    }
    if (!this.#peerTokens.refuse(sessionId, message)) this.#watched.refuse(sessionId, message);
  }

  #say(message: ClientMessage): void {
    const socket = this.#current?.socket;
    if (this.#status.get().state === 'online' && socket !== undefined) this.#send(socket, message);
  }

  #send(socket: SocketLike, message: object): void {
    this.#saidAt = this.#options.timers.now();
    socket.send(JSON.stringify(message));
  }
}

function parseServerMessage(data: string): ServerMessage | undefined {
  try {
    return serverMessage.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
