import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` gives something other than `undefined` or `false`, asking every 10 ms.
 * @throws Error naming `what` after 10 s
 */
export async function waitFor<Result>(
  what: string,
  condition: () => Result | undefined | false | Promise<Result | undefined | false>,
): Promise<Result> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await pause(10);
  }
}
