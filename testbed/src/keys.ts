import { pressed } from '@throwline/applet/src/platform/linux/testing/pressed.ts';
import type { Desktop } from './desktop.ts';
import { until } from './wait.ts';

/** Whether the X server holds any key or mouse button to be pressed. */
export function anythingPressed(desktop: Desktop): boolean {
  const { keycodes, buttons } = pressed(desktop.display);
  return keycodes.length > 0 || buttons !== 0;
}

/** Waits until the X server holds nothing to be pressed. */
export async function untilNothingPressed(desktop: Desktop): Promise<void> {
  await until('all keys and buttons to be up', () => !anythingPressed(desktop));
}
