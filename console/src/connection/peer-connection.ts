import {
  APPLET_PEER,
  type AppletFrame,
  type ConsoleFrame,
  FrameError,
  PingPace,
  readAppletFrame,
  readEnvelope,
  type Secret,
  SUPPORTED_VERSIONS,
  writeConsoleFrame,
  writeEnvelope,
} from '@throwline/protocol';
import type { OpenSocket, SocketLike } from './sockets.ts';
import { BRISK_PAUSE, reconnectPause, type Timers } from './timers.ts';

/** A socket that does not open for so long (milliseconds) is given up: on a network that is back, another one opens at once. */
const OPEN_PATIENCE = 6_000;

/** `alone`: connected to the server, but the applet is not there. `together`: frames go both ways. */
export type PeerStatus = 'connecting' | 'alone' | 'together';

export interface PeerConnectionOptions {
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly timers: Timers;
  /** 0 ≤ random < 1, so that many consoles do not come back at the same moment. */
  readonly random: () => number;
  /** Gets a new token for every attempt; when it rejects, the attempt is made again later. */
  readonly fetchToken: () => Promise<Secret>;
  readonly onStatus: (status: PeerStatus) => void;
  readonly onFrame: (frame: AppletFrame) => void;
}

/** The socket that carries peer frames between this console and the applet. Comes back by itself until closed. */
export class PeerConnection {
  readonly #options: PeerConnectionOptions;
  #socket: SocketLike | undefined;
  #status: PeerStatus = 'connecting';
  #attempt = 0;
  #hasWorked = false;
  readonly #pace = new PingPace();
  /** When something last went either way. */
  #stirredAt = 0;
  #generation = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(options: PeerConnectionOptions) {
    this.#options = options;
  }

  get status(): PeerStatus {
    return this.#status;
  }

  /** After this long without a word, in milliseconds, something is to be said, or the line may be cut. */
  get quietLimit(): number {
    return this.#pace.interval;
  }

  start(): void {
    void this.#connect();
  }

  /** Ends for good. */
  close(): void {
    this.#drop();
  }

  /** Gives the line up and connects anew: it seems dead. */
  restart(): void {
    this.#lost();
  }

  /** Sends to the applet; drops the frame while it is not there. */
  send(frame: ConsoleFrame): void {
    if (this.#status !== 'together') return;
    this.#stirredAt = this.#options.timers.now();
    this.#socket?.send(writeEnvelope({ kind: 'data', peer: APPLET_PEER, payload: writeConsoleFrame(frame) }));
  }

  async #connect(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const current = (): boolean => generation === this.#generation;
    let token: Secret;
    try {
      token = await this.#options.fetchToken();
    } catch {
      if (current()) this.#lost();
      return;
    }
    if (!current()) return;
    const socket = this.#options.openSocket(this.#options.url, {
      opened: () => {
        if (!current()) return;
        this.#cancelTimer();
        socket.send(JSON.stringify({ type: 'peer-hello', versions: SUPPORTED_VERSIONS, token }));
        this.#set('alone');
      },
      text: () => undefined,
      binary: (data) => {
        if (current()) this.#take(data);
      },
      closed: () => {
        if (!current()) return;
        if (this.#status === 'together') this.#pace.cut(this.#options.timers.now() - this.#stirredAt);
        this.#lost();
      },
    });
    this.#socket = socket;
    this.#cancelTimer = this.#options.timers.after(OPEN_PATIENCE, () => this.#lost());
  }

  #take(data: Uint8Array): void {
    let frame: AppletFrame;
    try {
      const envelope = readEnvelope(data);
      if (envelope.peer !== APPLET_PEER) return;
      this.#attempt = 0;
      this.#stirredAt = this.#options.timers.now();
      this.#hasWorked = true;
      if (envelope.kind !== 'data') {
        this.#set(envelope.kind === 'joined' ? 'together' : 'alone');
        return;
      }
      frame = readAppletFrame(envelope.payload);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      // What an applet of another version adds is not for this console.
      if (error.fault !== 'unknown-kind') this.#lost();
      return;
    }
    this.#set('together');
    this.#options.onFrame(frame);
  }

  #lost(): void {
    this.#drop();
    this.#set('connecting');
    const longest = this.#hasWorked ? BRISK_PAUSE : undefined;
    const pause = reconnectPause(this.#attempt, this.#options.random(), longest);
    this.#attempt += 1;
    this.#cancelTimer = this.#options.timers.after(pause, () => void this.#connect());
  }

  #drop(): void {
    this.#generation += 1;
    this.#cancelTimer();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #set(status: PeerStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}
