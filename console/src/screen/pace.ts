/** How much may come: so many at once, and so many a second after that. */
export interface PaceLimits {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts what the other side sends, so that a flood of it can be stopped here. */
export class Pace {
  readonly #limits: PaceLimits;
  #room: number;
  #at = 0;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
    this.#room = limits.burst;
  }

  /**
   * Counts one more.
   * @param now monotonic milliseconds
   * @returns false when that is one too many
   */
  takes(now: number): boolean {
    const gained = (Math.max(now - this.#at, 0) / 1000) * this.#limits.perSecond;
    this.#room = Math.min(this.#limits.burst, this.#room + gained);
    this.#at = now;
    if (this.#room < 1) return false;
    this.#room -= 1;
    return true;
  }
}
