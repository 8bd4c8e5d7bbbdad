/** Longest delay that a timer takes, milliseconds: 2^31 - 1. A longer one would be due at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A running timer. */
export interface Timer {
  cancel(): void;
}

/** Time as the applet's parts see it; handed in, so that tests can hold it. */
export interface Clock {
  /** Epoch milliseconds; jumps when somebody sets the computer's clock. */
  now(): number;
  /** Milliseconds that only ever grow; the same in every thread. */
  monotonic(): number;
  /** Calls `act` once after `delay` milliseconds. Does not keep the process alive. */
  after(delay: number, act: () => void): Timer;
}

/**
 * A clock whose `now` only ever grows: setting the computer's clock back does not prolong what runs out at a time, and
 * time that the computer slept through counts.
 */
export function forwardOnly(clock: Clock): Clock {
  let ahead = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const monotonic = clock.monotonic();
      ahead = Math.max(ahead, clock.now() - monotonic);
      // Whole, as times are in messages: the monotonic clock has fractions.
      return Math.floor(monotonic + ahead);
    },
    monotonic: () => clock.monotonic(),
    after: (delay, act) => clock.after(delay, act),
  };
}

/** The computer's own time. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  // performance.now() begins anew in each thread; pictures are timed in one and told of in another.
  monotonic: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  after(delay, act) {
    const timer = setTimeout(act, delay).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
