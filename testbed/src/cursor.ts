import { X11Screen } from '@throwline/applet/src/platform/linux/x11-screen.ts';
import { PNG } from 'pngjs';
import type { Desktop } from './desktop.ts';
import type { Stage } from './stage.ts';
import { remoteScreen } from './technician-steps.ts';

/** A mouse pointer as text, so that two can be compared: size, hot spot, pixels. */
export type PointerLook = string;

/** The pointer that the X server shows now. */
export function pointerThere(desktop: Desktop): PointerLook {
  const screen = new X11Screen(desktop.display);
  const shape = screen.cursorShape();
  screen.close();
  if (shape === undefined) throw new Error('the display tells no pointer');
  const { width, height, hotspotX, hotspotY, pixels } = shape;
  return look(width, height, hotspotX, hotspotY, Buffer.from(pixels));
}

/** The pointer that the technician has over the picture; `undefined` while it is none of the customer's. */
export async function pointerHere({ page }: Pick<Stage, 'page'>): Promise<PointerLook | undefined> {
  const style = await remoteScreen(page).evaluate((canvas) => canvas.style.cursor);
  const [, base64, hotX, hotY] = /^url\("data:image\/png;base64,([^"]+)"\) (\d+) (\d+)/.exec(style) ?? [];
  if (base64 === undefined) return undefined;
  const { width, height, data } = PNG.sync.read(Buffer.from(base64, 'base64'));
  return look(width, height, Number(hotX), Number(hotY), data);
}

function look(width: number, height: number, hotX: number, hotY: number, rgba: Buffer): PointerLook {
  // A canvas keeps colours multiplied by their opacity: what is not opaque comes back rounded.
  const seen = Buffer.from(rgba);
  for (let at = 0; at < seen.length; at += 4) if (seen[at + 3] !== 255) seen.fill(0, at, at + 3);
  return `${width}×${height} ${hotX},${hotY} ${seen.toString('base64')}`;
}
