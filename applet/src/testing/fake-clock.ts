import type { Clock, Timer } from '../clock.ts';

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now: number;
  #set = 0;
  #timers: { at: number; act: () => void }[] = [];

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#set;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delay: number, act: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, delay), act };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
      },
    };
  }

  /** Somebody sets the computer's clock, `ms` ahead or back. */
  setBy(ms: number): void {
    this.#set += ms;
  }

  /** How many timers run. */
  get timers(): number {
    return this.#timers.length;
  }

  /** Moves on by `ms`; whatever becomes due happens in its order, at its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = next.at;
      next.act();
    }
    this.#now = end;
  }
}
