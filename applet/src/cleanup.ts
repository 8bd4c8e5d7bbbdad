import type { Log } from './log.ts';

/** One step of the teardown. */
export interface TeardownStep {
  readonly name: string;
  readonly run: () => Promise<void> | void;
  /** How long it may take before the next one begins all the same, milliseconds. */
  readonly patience: number;
}

/**
 * Runs the steps in their order, each whatever became of those before it. A step that fails or takes too long does not
 * hold up the end: what it leaves, the script that started the program removes.
 */
export async function tearDown(steps: readonly TeardownStep[], log: Log): Promise<void> {
  for (const { name, run, patience } of steps) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log(`teardown: ${name} takes too long`);
        resolve();
      }, patience);
    });
    const done = Promise.resolve()
      .then(run)
      .catch((error: unknown) =>
        log(`teardown: ${name} failed: ${error instanceof Error ? error.message : error}`),
      );
    await Promise.race([done, late]);
    clearTimeout(timer);
  }
}
