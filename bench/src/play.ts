import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startBenchDesktop } from './desktop/bench-desktop.ts';
import type { Link } from './link/link.ts';
import type { Run } from './report/results.ts';
import { connect, SCENES } from './scenes/index.ts';
import type { Figures, Scene } from './scenes/scene.ts';
import type { System } from './systems/system.ts';
import { Viewer } from './viewer/viewer.ts';

/** Between two scenes, in milliseconds. */
const REST = 1000;

export interface PlayOptions {
  readonly system: System;
  readonly repetition: number;
  /** Names of the scenes. `connect` is played in any case. */
  readonly scenes: readonly string[];
  readonly openLink: () => Promise<Link>;
  /** Folder for a picture of the viewer's page after each scene. */
  readonly pictures: string | undefined;
  /** Told of each scene as it ends. */
  readonly done: (run: Run) => void;
}

/** One repetition of one system: a fresh desktop, agent, server and browser; then the scenes, one after the other. */
export async function play({
  system,
  repetition,
  scenes,
  openLink,
  pictures,
  done,
}: PlayOptions): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  const note = async (name: string, act: () => Promise<Figures>): Promise<boolean> => {
    const load = loadavg()[0] ?? 0;
    const about = { system: system.name, repetition, scene: name, load: rounded(load) };
    try {
      done({ ...about, figures: tidy(await act()) });
      return true;
    } catch (error) {
      done({ ...about, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return false;
    }
  };
  try {
    const link = await openLink();
    closing.push(() => link.close());
    const desktop = await startBenchDesktop();
    closing.push(() => desktop.close());
    const running = await system.start(desktop, link);
    closing.push(() => running.close());
    const viewer = await Viewer.open(running, link);
    closing.push(() => viewer.close());
    const stage = { desktop, system: running, link, viewer };
    const all: [string, Scene][] = [['connect', connect], ...Object.entries(SCENES)];
    for (const [name, scene] of all) {
      if (name !== 'connect' && !scenes.includes(name)) continue;
      await pause(REST);
      const isGood = await note(name, () => scene(stage));
      if (pictures !== undefined) {
        writeFileSync(join(pictures, `${system.name}-${name}.png`), await viewer.page.screenshot());
      }
      await desktop.clear();
      if (name === 'connect' && !isGood) return;
    }
  } catch (error) {
    await note('start', () => Promise.reject(error));
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** With as many digits as mean something. */
function tidy(figures: Figures): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      value === undefined || Number.isNaN(value) ? [] : [[name, rounded(value)]],
    ),
  );
}

function rounded(value: number): number {
  return Number(value.toFixed(Math.abs(value) < 10 ? 4 : 1));
}
