import { test } from 'node:test';

/** Declares a step: a test that needs those before it. */
export type Step = (name: string, act: () => Promise<void>) => void;

/**
 * Steps that build on one another and run in order: once one has failed, the others fail at once instead of waiting in vain.
 * @param keepEvidence keeps what both people saw when a step failed
 */
export function stepsInOrder(keepEvidence: () => Promise<void>): Step {
  let failed: string | undefined;
  return (name, act) => {
    test(name, async () => {
      if (failed !== undefined) throw new Error(`not reached: failed at ${failed}`);
      failed = name;
      try {
        await act();
        failed = undefined;
      } finally {
        if (failed !== undefined) await keepEvidence();
      }
    });
  };
}
