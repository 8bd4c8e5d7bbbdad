import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesMentioning } from '@throwline/testbed/processes.ts';
import { until } from '@throwline/testbed/wait.ts';
import { startBenchDesktop } from '../desktop/bench-desktop.ts';
import { EVERYDAY_SCENES } from './everyday-scenes.ts';
import { ScreenTape } from './screen-tape.ts';

/** How long the display stands still before and after, in milliseconds. */
const QUIET = 700;
const TAIL = 400;

/**
 * Plays everyday scenes on a desktop of its own, and keeps each as a recording (format: packages/screen/README.md).
 * @param folder made when it is not there; recordings of the same names are written over
 * @param names of {@link EVERYDAY_SCENES}
 */
export async function recordScenes(folder: string, names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const scene of EVERYDAY_SCENES) {
    if (!names.includes(scene.name)) continue;
    const desktop = await startBenchDesktop();
    const { display, home } = desktop.desktop;
    const tape = new ScreenTape(display);
    try {
      const play = await scene.prepare(desktop);
      await tape.settled(QUIET);
      const begun = performance.now();
      tape.start();
      await play();
      await tape.settled(TAIL);
      const recording = tape.stop();
      writeFileSync(join(folder, `${scene.name}.tlr`), recording);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`${scene.name}: ${seconds} s, ${recording.length} bytes`);
    } finally {
      tape.close();
      await desktop.clear();
      // A browser's processes go one after the other, and write into the folder that is to go.
      await until('the browser to end', () => processesMentioning(join(home, 'page-')).length === 0);
      await desktop.close();
    }
  }
}
