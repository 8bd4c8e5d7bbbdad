import { numbered } from '../monitor-numbers.ts';
import type { DesktopLayout, Monitor } from '../platform.ts';
import { textOf } from './library.ts';
import { user32 } from './user32.ts';
import { toDesktop, virtualScreen } from './virtual-screen.ts';

/** MONITORINFOEXW: its size, and where rcMonitor, dwFlags and szDevice stand. */
const INFO = { bytes: 104, rect: 4, flags: 36, device: 40 } as const;
const PRIMARY = 1;
const MAX_MONITORS = 32;

/** The monitors as they are now, the primary first. */
export function monitorLayout(): DesktopLayout {
  const { width, height } = virtualScreen();
  const found = readMonitors().sort((a, b) => Number(b.primary) - Number(a.primary));
  const whole = { name: 'desktop', primary: true, x: 0, y: 0, width, height };
  return { width, height, monitors: numbered(found.length > 0 ? found : [whole]) };
}

function readMonitors(): Omit<Monitor, 'id'>[] {
  const user = user32();
  const screen = virtualScreen();
  const handles: number[] = [];
  user.enumDisplayMonitors((monitor) => handles.push(monitor));
  return handles.slice(0, MAX_MONITORS).flatMap((monitor) => {
    const info = Buffer.alloc(INFO.bytes);
    info.writeUInt32LE(INFO.bytes, 0);
    if (!user.getMonitorInfo(monitor, info)) return [];
    const side = (index: number): number => info.readInt32LE(INFO.rect + 4 * index);
    const rect = toDesktop({ left: side(0), top: side(1), right: side(2), bottom: side(3) }, screen);
    if (rect === undefined) return [];
    // `\\.\DISPLAY1`
    const name = textOf(info.subarray(INFO.device)).replace(/^\\\\\.\\/, '');
    return [{ ...rect, name, primary: (info.readUInt32LE(INFO.flags) & PRIMARY) !== 0 }];
  });
}
