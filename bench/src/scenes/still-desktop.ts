import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from '@throwline/testbed/processes.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { BenchDesktop } from '../desktop/bench-desktop.ts';

const TEXT = ['-class', 'Framed', '-b', '4', '+sb', '-fa', 'DejaVu Sans Mono', '-fs', '10'];
const LIGHT = ['-bg', 'white', '-fg', '#222222'];
const DARK = ['-bg', '#1e1e2e', '-fg', '#cdd6f4'];

/** Between two looks at whether the desktop still changes, in milliseconds. */
const LOOK_INTERVAL = 700;

/** A desktop as people have it, with nothing going on: text on light and on dark, a list, a calculator, a gradient. */
export async function showStillDesktop(desktop: BenchDesktop): Promise<{ close(): Promise<void> }> {
  const text = (geometry: string, colours: readonly string[], kind: string): Running =>
    desktop.play(
      'xterm',
      ...[...TEXT, ...colours, '-geometry', geometry, '-e', ...desktop.command('still-text', kind)],
    );
  const programs = [
    text('92x34+40+40', LIGHT, 'source'),
    text('84x28+900+60', DARK, 'log'),
    text('70x22+160+640', LIGHT, 'list'),
    desktop.program('gradient', 1340, 620, 520, 340),
    desktop.play('xcalc', '-geometry', '280x340+980+640'),
  ];
  await desktop.shows('Gradient');
  await desktop.shows('XCalc');
  let before = desktop.picture();
  await until('the windows to stand still', async () => {
    await pause(LOOK_INTERVAL);
    const now = desktop.picture();
    const same = Buffer.compare(before, now) === 0;
    before = now;
    return same;
  });
  return {
    async close() {
      for (const program of programs) await program.stop('SIGKILL');
    },
  };
}
