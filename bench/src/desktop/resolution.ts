import { execFileSync } from 'node:child_process';
import type { Desktop } from '@throwline/testbed/desktop.ts';

/** Gives an X server without a monitor another resolution, at most the one that it has begun with. */
export function setResolution({ env }: Desktop, width: number, height: number): void {
  const xrandr = (...args: readonly string[]) => execFileSync('xrandr', args, { env, encoding: 'utf8' });
  const known = xrandr('--query');
  const output = /^(\S+) connected/m.exec(known)?.[1];
  if (output === undefined) throw new Error(`no monitor:\n${known}`);
  const mode = `${width}x${height}`;
  if (!new RegExp(`^ +${mode} `, 'm').test(known)) {
    // Only the sizes matter without a monitor; the rest has to rise.
    const across = [width, width + 32, width + 112, width + 224].map(String);
    const down = [height, height + 3, height + 7, height + 24].map(String);
    xrandr('--newmode', mode, '38.25', ...across, ...down);
    xrandr('--addmode', output, mode);
  }
  xrandr('--output', output, '--mode', mode);
}
