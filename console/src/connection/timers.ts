/** Time as a connection needs it; handed in, so that tests decide what time it is. */
export interface Timers {
  /** See {@link steadyNow}. */
  now(): number;
  /** Calls `act` once after `delay` milliseconds; the returned function prevents it. */
  after(delay: number, act: () => void): () => void;
}

/**
 * Epoch milliseconds as they were when the page was opened, and what has passed since: setting this computer's clock changes
 * nothing that lasts. The server's clock is known by its distance from this one.
 */
export const steadyNow = (): number => Math.floor(performance.timeOrigin + performance.now());

/** The machine's own timers. */
export const systemTimers: Timers = {
  now: steadyNow,
  after: (delay, act) => {
    const timer = setTimeout(act, delay);
    return () => clearTimeout(timer);
  },
};

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** For so long (milliseconds) a line that has worked is looked for often. */
export const BRISK_FOR = 10 * 60_000;
/** Longest pause then, milliseconds: somebody waits, and the network may be back at any moment. */
export const BRISK_PAUSE = 2_000;

/**
 * The pause before a further attempt, in milliseconds: doubling from 0.5 s to `longest`, with up to half of it taken off at
 * random so that many clients do not come back at the same moment.
 * @param attempt 0 for the first attempt after a loss
 * @param random 0 ≤ random < 1
 * @param longest milliseconds, 15 s by default
 */
export function reconnectPause(attempt: number, random: number, longest = LONGEST_PAUSE): number {
  const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(attempt, 10), longest);
  return Math.round(pause * (1 - random / 2));
}
