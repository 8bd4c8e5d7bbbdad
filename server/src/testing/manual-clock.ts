import type { Clock, Timer } from '../clock.ts';

interface Pending {
  readonly at: number;
  readonly action: () => void;
}

/** A clock that stands still until a test turns it. */
export class ManualClock implements Clock {
  #now: number;
  #set = 0;
  readonly #pending = new Set<Pending>();

  /** @param start epoch milliseconds; by default the machine's own time, which certificates need */
  constructor(start: number = Date.now()) {
    this.#now = start;
  }

  now(): number {
    return this.#now + this.#set;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Somebody sets the machine's clock, so many milliseconds ahead or back. */
  setBy(milliseconds: number): void {
    this.#set += milliseconds;
  }

  after(milliseconds: number, action: () => void): Timer {
    const pending = { at: this.#now + Math.max(milliseconds, 0), action };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** Timers that have not fired. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Turns the clock on, firing what becomes due in its order, also what is set meanwhile. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#pending.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.action();
    }
    this.#now = end;
  }
}
