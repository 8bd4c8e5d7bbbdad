import {
  APPLET_PEER,
  type ConsoleFrame,
  FrameError,
  PingPace,
  readConsoleFrame,
  readEnvelope,
  type Secret,
  SUPPORTED_VERSIONS,
  writeEnvelope,
} from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import { BRISK_PAUSE, pauseBefore } from './backoff.ts';
import type { OpenWire, Wire } from './wire.ts';

/** What the peer socket tells. */
export interface PeerClientHandlers {
  /** A token for the socket is needed now. */
  needsToken(): void;
  frame(peer: number, frame: ConsoleFrame): void;
  joined(peer: number): void;
  left(peer: number): void;
  /** The socket is lost, and with it every peer. */
  lost(): void;
}

export interface PeerClientOptions {
  readonly open: OpenWire;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A socket that has been asked for and did not come is asked for again after this time, milliseconds. */
const TOKEN_PATIENCE = 10_000;
/** On a line that is watched closely: how often a sign of life is asked for, and when it is given up, milliseconds. */
const CLOSE_WATCH = { ping: 2_000, giveUp: 6_000 } as const;
/** A line on which nothing has come for so long (milliseconds) is not trusted once the network has been away. */
const FRESH = 2_000;
/** Above this many bytes on their way to the network, files wait. */
const HIGH_WATER = 256 * 1024;

/** The applet's peer socket: envelopes to and from the consoles of its session. Opened while it is wanted. */
export class PeerClient {
  readonly #options: PeerClientOptions;
  readonly #handlers: PeerClientHandlers;
  #wanted = false;
  #wire: Wire | undefined;
  #isOpen = false;
  #hasWorked = false;
  #failures = 0;
  readonly #pace = new PingPace();
  /** When something last came, and when something was last asked for. Monotonic milliseconds. */
  #heardAt = 0;
  #pingedAt = 0;
  #isClose = false;
  #beat: Timer | undefined;
  #retry: Timer | undefined;

  constructor(options: PeerClientOptions, handlers: PeerClientHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  /** Bytes that have not been handed to the network yet. */
  get queued(): number {
    return this.#wire?.queued ?? 0;
  }

  /** Wants the socket from now on; may be said again, for example when the events socket is back. */
  want(): void {
    this.#wanted = true;
    if (this.#wire === undefined) this.#ask();
  }

  /** The network was away and is back: a line that has not been heard just now is made anew. */
  renew(): void {
    const now = this.#options.clock.monotonic();
    if (this.#wire !== undefined && now - this.#heardAt >= FRESH) {
      const wire = this.#wire;
      this.#forget();
      wire.cut();
      this.#handlers.lost();
    }
    this.want();
  }

  /** Whether silence has to be noticed within seconds: somebody has control. */
  watchClosely(isClose: boolean): void {
    if (isClose === this.#isClose) return;
    this.#isClose = isClose;
    this.#heardAt = this.#options.clock.monotonic();
    if (this.#isOpen) this.#scheduleBeat();
  }

  /** The token that {@link PeerClientHandlers.needsToken} asked for. */
  connect(token: Secret): void {
    if (!this.#wanted || this.#wire !== undefined) return;
    this.#retry?.cancel();
    const wire = this.#options.open({
      opened: () => {
        if (wire !== this.#wire) return;
        this.#isOpen = true;
        this.#heardAt = this.#options.clock.monotonic();
        this.#scheduleBeat();
        wire.send(JSON.stringify({ type: 'peer-hello', versions: SUPPORTED_VERSIONS, token }));
      },
      message: (data) => this.#message(wire, data),
      pong: () => {
        if (wire === this.#wire) this.#heardAt = this.#options.clock.monotonic();
      },
      closed: () => this.#closed(wire),
    });
    this.#wire = wire;
  }

  /** Sends one payload to a console; lost when there is no connection. */
  send(peer: number, payload: Uint8Array): void {
    if (this.#isOpen) this.#wire?.send(writeEnvelope({ kind: 'data', peer, payload }));
  }

  /** Sends an envelope that is whole already. */
  sendEnvelope(bytes: Uint8Array): void {
    if (this.#isOpen) this.#wire?.send(bytes);
  }

  /** Resolves when bulk data may be sent: little enough is queued, or the connection is gone. */
  async room(): Promise<void> {
    const wire = this.#wire;
    if (wire === undefined) return;
    await new Promise<void>((resolve) => {
      wire.whenQueued(HIGH_WATER, resolve);
    });
  }

  /** Closes the socket for good. */
  end(): void {
    this.#wanted = false;
    this.#retry?.cancel();
    const wire = this.#wire;
    this.#forget();
    wire?.close();
  }

  #ask(): void {
    this.#handlers.needsToken();
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(TOKEN_PATIENCE, () => {
      if (this.#wanted && this.#wire === undefined) this.#ask();
    });
  }

  #message(wire: Wire, data: string | Uint8Array): void {
    if (wire !== this.#wire || typeof data === 'string') return;
    this.#failures = 0;
    this.#hasWorked = true;
    this.#heardAt = this.#options.clock.monotonic();
    try {
      const { kind, peer, payload } = readEnvelope(data);
      if (peer === APPLET_PEER) return;
      switch (kind) {
        case 'joined':
          this.#handlers.joined(peer);
          return;
        case 'left':
          this.#handlers.left(peer);
          return;
        case 'data':
          this.#handlers.frame(peer, readConsoleFrame(payload));
          return;
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      // A console of another version may say what this applet does not know; only what can be read is followed.
    }
  }

  #closed(wire: Wire): void {
    if (wire !== this.#wire) return;
    if (this.#hasWorked) this.#pace.cut(this.#options.clock.monotonic() - this.#stirredAt);
    this.#forget();
    this.#handlers.lost();
    if (!this.#wanted) return;
    this.#failures += 1;
    const longest = this.#hasWorked ? BRISK_PAUSE : undefined;
    const pause = pauseBefore(this.#failures, this.#options.random(), longest);
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(pause, () => {
      if (this.#wanted && this.#wire === undefined) this.#ask();
    });
  }

  get #stirredAt(): number {
    return Math.max(this.#heardAt, this.#pingedAt);
  }

  #forget(): void {
    this.#wire = undefined;
    this.#isOpen = false;
    this.#beat?.cancel();
  }

  #scheduleBeat(): void {
    this.#beat?.cancel();
    const { clock } = this.#options;
    const pause = this.#isClose ? CLOSE_WATCH.ping : this.#pace.interval;
    const wait = Math.max(pause - (clock.monotonic() - this.#stirredAt), CLOSE_WATCH.ping / 2);
    this.#beat = clock.after(wait, () => {
      const now = clock.monotonic();
      if (this.#isClose && now - this.#heardAt >= CLOSE_WATCH.giveUp) {
        this.#wire?.cut();
        return;
      }
      if (now - this.#stirredAt >= pause) {
        this.#pingedAt = now;
        this.#wire?.ping();
      }
      this.#scheduleBeat();
    });
  }
}
