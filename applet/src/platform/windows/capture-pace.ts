/** Shortest and longest time between two captures, in milliseconds. */
const SHORTEST = 16;
const LONGEST = 250;
/** How long after a sign of life captures stay frequent: programs take a while to draw what a key has done. Milliseconds. */
const ALERT = 500;
/** Of a processor's time captures take at most one part in this many. */
const SHARE = 3;

/**
 * When to look at a screen that does not tell of its changes. Often while something happens: pictures differ, or
 * somebody uses mouse or keyboard; then ever more rarely, up to four times a second.
 */
export class CapturePace {
  #pause = SHORTEST;
  #cost = 0;
  #last = Number.NEGATIVE_INFINITY;
  #alertUntil = Number.NEGATIVE_INFINITY;

  /** Something happens that may change the screen. @param now monotonic milliseconds, as everywhere here */
  alert(now: number): void {
    this.#alertUntil = now + ALERT;
    this.#pause = SHORTEST;
  }

  /**
   * A picture was taken.
   * @param differs from the one before
   * @param cost how long that took, milliseconds
   */
  captured(differs: boolean, cost: number, now: number): void {
    this.#last = now;
    this.#cost = cost;
    if (differs) this.alert(now);
    else if (now >= this.#alertUntil) this.#pause = Math.min(this.#pause * 2, LONGEST);
  }

  /** Whether it is time to look again. */
  isDue(now: number): boolean {
    return now - this.#last >= Math.max(this.#pause, Math.min(this.#cost * SHARE, LONGEST));
  }
}
