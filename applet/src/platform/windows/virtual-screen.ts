import type { Rect } from '../platform.ts';
import { user32, type WinRect } from './user32.ts';

/** SM_XVIRTUALSCREEN and its kin. */
const METRIC = { x: 76, y: 77, width: 78, height: 79 } as const;

/**
 * The rectangle around all monitors, in screen coordinates. On Windows the primary monitor's corner is the origin, so
 * others may lie at negative places; the desktop of the platform interface begins at this rectangle's corner.
 */
export function virtualScreen(): Rect {
  const { getSystemMetrics } = user32();
  return {
    x: getSystemMetrics(METRIC.x),
    y: getSystemMetrics(METRIC.y),
    width: Math.max(1, getSystemMetrics(METRIC.width)),
    height: Math.max(1, getSystemMetrics(METRIC.height)),
  };
}

/** A rectangle of the screen in desktop pixels; `undefined` when it is empty. */
export function toDesktop(rect: WinRect, screen: Rect): Rect | undefined {
  const width = rect.right - rect.left;
  const height = rect.bottom - rect.top;
  if (width <= 0 || height <= 0) return undefined;
  return { x: rect.left - screen.x, y: rect.top - screen.y, width, height };
}

/** A rectangle of the desktop in screen coordinates: the way back from {@link toDesktop}. */
export function toScreen({ x, y, width, height }: Rect, screen: Rect): WinRect {
  const left = x + screen.x;
  const top = y + screen.y;
  return { left, top, right: left + width, bottom: top + height };
}

/** DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2, and the one that Windows had before it. */
const PER_MONITOR_AWARE = [-4, -3] as const;

/**
 * Says for this thread that pixels are meant as they are: otherwise Windows tells scaled places on scaled monitors, and
 * captures miss a part of the screen. For the whole process it cannot be said any more: the runtime has said otherwise.
 */
export function seeRealPixels(): void {
  const { setThreadDpiAwarenessContext } = user32();
  PER_MONITOR_AWARE.some((context) => setThreadDpiAwarenessContext(context) !== 0);
}
