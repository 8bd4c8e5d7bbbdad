import { setTimeout as pause } from 'node:timers/promises';

/** How long a condition may take before a test gives up, in milliseconds. Generous: machines are slow and noisy. */
export const PATIENCE = 60_000;

/**
 * Waits until `probe` answers something other than `undefined` or `false`, asking every 50 ms.
 * @param what said in the error, as in "waited for …"
 * @param patience milliseconds until it is given up
 * @throws Error when it does not come about in that time
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  patience: number = PATIENCE,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`waited for ${what}, in vain`);
    await pause(50);
  }
}
