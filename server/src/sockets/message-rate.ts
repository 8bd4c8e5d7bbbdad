import type { Clock } from '../clock.ts';

/** Most messages a second, averaged over {@link WINDOW}. */
export const MAX_RATE = 50;
/** Seconds. */
export const WINDOW = 10;

/** Counts the messages of one connection. */
export class MessageRate {
  readonly #clock: Clock;
  #room: number = MAX_RATE * WINDOW;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.monotonic();
  }

  /** Counts one more. `false` when that is one too many. */
  count(): boolean {
    const now = this.#clock.monotonic();
    const gained = (Math.max(now - this.#at, 0) / 1000) * MAX_RATE;
    this.#room = Math.min(MAX_RATE * WINDOW, this.#room + gained) - 1;
    this.#at = now;
    return this.#room >= 0;
  }
}
