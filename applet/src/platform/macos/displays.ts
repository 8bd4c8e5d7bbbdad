import type { DesktopLayout, Monitor, Rect } from '../platform.ts';
import type { MacCalls, Point, PointRect } from './mac-calls.ts';

/** A display as macOS describes it. */
export interface MacDisplay {
  readonly name: string;
  readonly bounds: PointRect;
  /** Pixels a point: 1, or 2 on Retina displays. */
  readonly scale: number;
}

/** The displays, the main one first; a display that mirrors another one is none of its own. */
export function listDisplays({ displays }: Pick<MacCalls, 'displays'>): MacDisplay[] {
  return displays.activeDisplays().map((id, index) => {
    const bounds = displays.bounds(id);
    const scale = Math.max(1, Math.round(displays.pixelsWide(id) / Math.max(1, bounds.width)));
    return { name: displays.isBuiltIn(id) ? 'Built-in display' : `Display ${index + 1}`, bounds, scale };
  });
}

/**
 * The desktop in pixels. macOS lays displays out in points, of which one may be a pixel on one display and four on
 * another; here all are as fine as the finest, and the origin is upper left of all of them.
 */
export class PixelSpace {
  readonly displays: readonly MacDisplay[];
  /** Pixels a point. */
  readonly scale: number;
  readonly #left: number;
  readonly #top: number;
  readonly #right: number;
  readonly #bottom: number;

  /** @param displays at least one, the main one first */
  constructor(displays: readonly MacDisplay[]) {
    this.displays = displays;
    this.scale = Math.max(...displays.map(({ scale }) => scale));
    this.#left = Math.min(...displays.map(({ bounds }) => bounds.x));
    this.#top = Math.min(...displays.map(({ bounds }) => bounds.y));
    this.#right = Math.max(...displays.map(({ bounds }) => bounds.x + bounds.width));
    this.#bottom = Math.max(...displays.map(({ bounds }) => bounds.y + bounds.height));
  }

  /** @param numbered gives monitors their numbers */
  layout(numbered: (monitors: readonly Omit<Monitor, 'id'>[]) => Monitor[]): DesktopLayout {
    const { width, height } = this.size;
    const monitors = this.displays.map(({ name, bounds }, index) => ({
      name,
      primary: index === 0,
      ...this.toPixels(bounds),
    }));
    return { width, height, monitors: numbered(monitors) };
  }

  get size(): { readonly width: number; readonly height: number } {
    return {
      width: Math.round((this.#right - this.#left) * this.scale),
      height: Math.round((this.#bottom - this.#top) * this.scale),
    };
  }

  toPixels({ x, y, width, height }: PointRect): Rect {
    return {
      x: Math.round((x - this.#left) * this.scale),
      y: Math.round((y - this.#top) * this.scale),
      width: Math.round(width * this.scale),
      height: Math.round(height * this.scale),
    };
  }

  toPoints({ x, y, width, height }: Rect): PointRect {
    return { ...this.pointAt(x, y), width: width / this.scale, height: height / this.scale };
  }

  /** The point in the middle of no more than a pixel's upper left corner; beyond the desktop, its edge. */
  pointAt(x: number, y: number): Point {
    const { width, height } = this.size;
    const clamp = (value: number, end: number): number =>
      Math.min(Math.max(Math.trunc(value) || 0, 0), end - 1);
    return {
      x: clamp(x, width) / this.scale + this.#left,
      y: clamp(y, height) / this.scale + this.#top,
    };
  }

  /** Where a point lies, in whole pixels. */
  pixelAt({ x, y }: Point): Point {
    return {
      x: Math.floor((x - this.#left) * this.scale),
      y: Math.floor((y - this.#top) * this.scale),
    };
  }
}
