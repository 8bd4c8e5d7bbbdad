/** Longest pause between two attempts, milliseconds. */
export const MAX_PAUSE = 30_000;
const FIRST_PAUSE = 500;

/**
 * How long to wait before trying again: doubling from half a second to half a minute, each shortened at random by up
 * to half, so that a thousand applets do not come back to a restarted server in the same moment.
 * @param attempt failed attempts so far, from 1
 * @param random from 0 up to, not including, 1
 */
export function pauseBefore(attempt: number, random: number): number {
  const full = Math.min(MAX_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full * (1 - random / 2));
}
