import type { Clock, Timer } from '../clock.ts';

/** Above this, in bytes or frames, a receiver's sources are stopped. */
export const HIGH_WATER = { bytes: 1024 * 1024, frames: 1024 } as const;
/** Below this, in bytes and frames, they go on. */
export const LOW_WATER = { bytes: 256 * 1024, frames: 256 } as const;
/** A receiver that is above the low-water mark and takes nothing for this long is given up, milliseconds. */
export const STALL_LIMIT = 20_000;
/**
 * Frames go out in WebSocket fragments of this size, in bytes. Node tells only when a whole write has left, so a slow
 * link shows its progress by fragments: a receiver of 3.2 KB/s still counts as moving.
 */
const FRAGMENT = 64 * 1024;
/**
 * A frame shorter than this, in bytes, is copied when it has to wait: it is a part of the 64 KiB in which it was read,
 * and would keep all of them.
 */
const COPIED = 4096;

/** What is needed of a WebSocket. `done` is called when the bytes have left, or never will. */
export interface OutgoingSocket {
  readonly readyState: number;
  readonly OPEN: number;
  send(data: Uint8Array, options: { binary: boolean; fin: boolean }, done: () => void): void;
}

export interface OutgoingOptions {
  readonly clock: Clock;
  /** Told how many bytes more (or fewer) are waiting. */
  readonly onQueued: (bytes: number) => void;
  /** Called with `true` when the sources have to stop, with `false` when they may go on. */
  readonly onCongestion: (isCongested: boolean) => void;
  /** Nothing has moved for {@link STALL_LIMIT}. */
  readonly onStall: () => void;
}

/** What is on its way to one receiver, between two water marks. */
export class Outgoing {
  readonly #socket: OutgoingSocket;
  readonly #options: OutgoingOptions;
  #bytes = 0;
  #frames = 0;
  #isCongested = false;
  #movedAt = 0;
  #watch: Timer | undefined;

  constructor(socket: OutgoingSocket, options: OutgoingOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  get isCongested(): boolean {
    return this.#isCongested;
  }

  /** Bytes that have not left yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Sends one frame; the bytes must not change any more. */
  send(given: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const frame = this.#bytes > 0 && given.length < COPIED ? new Uint8Array(given) : given;
    this.#frames += 1;
    let from = 0;
    do {
      const part = frame.subarray(from, from + FRAGMENT);
      from += FRAGMENT;
      const last = from >= frame.length;
      this.#bytes += part.length;
      this.#options.onQueued(part.length);
      this.#socket.send(part, { binary: true, fin: last }, () => this.#moved(part.length, last));
    } while (from < frame.length);
    if (!this.#isCongested && (this.#bytes > HIGH_WATER.bytes || this.#frames > HIGH_WATER.frames))
      this.#congest();
  }

  /** The receiver is gone: nobody waits for it any more. */
  close(): void {
    this.#watch?.cancel();
    if (this.#isCongested) {
      this.#isCongested = false;
      this.#options.onCongestion(false);
    }
  }

  #moved(bytes: number, last: boolean): void {
    this.#bytes -= bytes;
    this.#options.onQueued(-bytes);
    if (last) this.#frames -= 1;
    this.#movedAt = this.#options.clock.monotonic();
    if (this.#isCongested && this.#bytes <= LOW_WATER.bytes && this.#frames <= LOW_WATER.frames) {
      this.#isCongested = false;
      this.#watch?.cancel();
      this.#options.onCongestion(false);
    }
  }

  #congest(): void {
    this.#isCongested = true;
    this.#movedAt = this.#options.clock.monotonic();
    this.#options.onCongestion(true);
    this.#watchStall();
  }

  #watchStall(): void {
    const { clock, onStall } = this.#options;
    const left = this.#movedAt + STALL_LIMIT - clock.monotonic();
    this.#watch = clock.after(left, () => {
      if (clock.monotonic() - this.#movedAt >= STALL_LIMIT) onStall();
      else this.#watchStall();
    });
  }
}
