import { setTimeout as pause } from 'node:timers/promises';

/** How long a condition may take before a test gives up, in milliseconds. Generous: machines are slow and noisy. */
const PATIENCE = 60_000;

/**
 * Waits until `condition` gives something other than `undefined` or `false`, asking every 10 ms.
 * @throws Error naming `what` when it does not come about in a minute
 */
export async function waitFor<Result>(
  what: string,
  condition: () => Result | undefined | false | Promise<Result | undefined | false>,
): Promise<Result> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await pause(10);
  }
}
