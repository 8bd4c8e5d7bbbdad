import type { Timers } from '../connection/timers.ts';

/** A clock that stands still until it is told to go on; for tests. */
export class FakeTimers implements Timers {
  #now: number;
  #waiting: { at: number; act: () => void }[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly after = (delay: number, act: () => void): (() => void) => {
    const entry = { at: this.#now + delay, act };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
    };
  };

  /** Lets this much time pass; what falls due acts in its order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = end;
  }
}
