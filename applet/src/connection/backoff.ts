/** Longest pause between two attempts, milliseconds. */
export const MAX_PAUSE = 30_000;
const FIRST_PAUSE = 500;

/** For so long (milliseconds) a line that has worked is looked for often. */
export const BRISK_FOR = 10 * 60_000;
/** Longest pause then, milliseconds: people wait, and the network may be back at any moment. */
export const BRISK_PAUSE = 2_000;

/**
 * How long to wait before trying again: doubling from half a second to `longest`, each shortened at random by up
 * to half, so that a thousand applets do not come back to a restarted server in the same moment.
 * @param attempt failed attempts so far, from 1
 * @param random from 0 up to, not including, 1
 * @param longest milliseconds, half a minute by default
 */
export function pauseBefore(attempt: number, random: number, longest = MAX_PAUSE): number {
  const full = Math.min(longest, FIRST_PAUSE * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full * (1 - random / 2));
}
