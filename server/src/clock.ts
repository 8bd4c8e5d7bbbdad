/** A timer that has been set; `cancel` is harmless after it has fired. */
export interface Timer {
  cancel(): void;
}

/** Time as the server knows it; handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Epoch milliseconds: for what is stored or shown. Jumps when somebody sets the machine's clock. */
  now(): number;
  /** Milliseconds that only ever grow, from no particular moment: for everything that lasts. */
  monotonic(): number;
  /** Calls `action` once after `milliseconds`. A pending timer does not keep the process alive. */
  after(milliseconds: number, action: () => void): Timer;
}

/** Longest delay that a Node timer takes (2³¹ − 1 ms); a longer one would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, Math.min(Math.max(milliseconds, 0), LONGEST_TIMER)).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
