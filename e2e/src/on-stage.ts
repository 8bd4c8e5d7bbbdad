import { after, before, test } from 'node:test';
import { openStage, type Stage, type StageOptions } from '@throwline/testbed/stage.ts';
import { keepPicture, shoot } from './pictures.ts';

/**
 * Opens a stage for the tests of a file and closes it after them.
 * @param label begins the names of the pictures that are kept when a test fails: what both people saw
 * @returns what declares a test on the stage
 */
export function testsOnStage(
  label: string,
  options: StageOptions,
): (name: string, act: (stage: Stage) => Promise<void>) => void {
  let stage: Stage | undefined;
  before(async () => {
    stage = await openStage(options);
  });
  after(async () => {
    await stage?.close();
  });
  return (name, act) => {
    test(name, async () => {
      if (stage === undefined) throw new Error('there is no stage');
      try {
        await act(stage);
      } catch (error) {
        await shoot(stage.page, `failed-${label}-technician`);
        keepPicture(stage.desktop.picture(), `failed-${label}-desktop`);
        throw error;
      }
    });
  };
}
