import type { TestDesktop } from './desktop.ts';

/**
 * Makes the desktop's size another one, by a mode that is made the first time.
 * @param output for example `screen`, as `xrandr` names it
 */
export async function setMode(
  { run }: TestDesktop,
  output: string,
  width: number,
  height: number,
): Promise<void> {
  const name = `${width}x${height}`;
  await run('xrandr', '--output', output, '--mode', name).catch(async () => {
    // Only the sizes matter to a server without a monitor; the rest has to rise.
    const across = [width, width + 32, width + 112, width + 224].map(String);
    const down = [height, height + 3, height + 7, height + 24].map(String);
    await run('xrandr', '--newmode', name, '38.25', ...across, ...down);
    await run('xrandr', '--addmode', output, name);
    await run('xrandr', '--output', output, '--mode', name);
  });
}
