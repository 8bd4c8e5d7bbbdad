import { numbered } from '../monitor-numbers.ts';
import type { DesktopLayout, Monitor, Rect } from '../platform.ts';
import { textOf } from './library.ts';
import { user32 } from './user32.ts';
import { toDesktop, virtualScreen } from './virtual-screen.ts';

/** MONITORINFOEXW: its size, and where rcMonitor, rcWork, dwFlags and szDevice stand. */
const INFO = { bytes: 104, rect: 4, work: 20, flags: 36, device: 40 } as const;
const PRIMARY = 1;
const MAX_MONITORS = 32;

/** The monitors as they are now, the primary first. */
export function monitorLayout(): DesktopLayout {
  const { width, height } = virtualScreen();
  const found = readMonitors()
    .sort((a, b) => Number(b.primary) - Number(a.primary))
    .map(({ work: _, ...monitor }) => monitor);
  const whole = { name: 'desktop', primary: true, x: 0, y: 0, width, height };
  return { width, height, monitors: numbered(found.length > 0 ? found : [whole]) };
}

/** What the task bar leaves free of each monitor, the primary first. */
export function workAreas(): Rect[] {
  return readMonitors()
    .sort((a, b) => Number(b.primary) - Number(a.primary))
    .map(({ work }) => work);
}

function readMonitors(): (Omit<Monitor, 'id'> & { readonly work: Rect })[] {
  const user = user32();
  const screen = virtualScreen();
  const handles: number[] = [];
  user.enumDisplayMonitors((monitor) => handles.push(monitor));
  return handles.slice(0, MAX_MONITORS).flatMap((monitor) => {
    const info = Buffer.alloc(INFO.bytes);
    info.writeUInt32LE(INFO.bytes, 0);
    if (!user.getMonitorInfo(monitor, info)) return [];
    const rectAt = (offset: number): Rect | undefined => {
      const side = (index: number): number => info.readInt32LE(offset + 4 * index);
      return toDesktop({ left: side(0), top: side(1), right: side(2), bottom: side(3) }, screen);
    };
    const rect = rectAt(INFO.rect);
    if (rect === undefined) return [];
    const work = rectAt(INFO.work) ?? rect;
    // `\\.\DISPLAY1`
    const name = textOf(info.subarray(INFO.device)).replace(/^\\\\\.\\/, '');
    return [{ ...rect, work, name, primary: (info.readUInt32LE(INFO.flags) & PRIMARY) !== 0 }];
  });
}
