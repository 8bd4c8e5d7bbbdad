import { boundingBox, intersection, sameRect, without } from '../geometry.ts';
import type { Rect } from '../platform.ts';
import type { Handle } from './library.ts';
import type { TopWindow, WindowStack } from './top-windows.ts';

/**
 * How long the place of a protected window stays hidden after the window has left it, and how long a window has to
 * stand in front of it before it is shown, in milliseconds: pictures on their way through the compositor are older than
 * what Windows tells of windows.
 */
export const LINGER_MS = 400;
const MAX_PARTS = 128;

interface Timed {
  readonly rect: Rect;
  readonly until: number;
}

/**
 * Finds the parts of the desktop that protected windows show on, or showed on a moment ago. When in doubt it hides
 * more: a window in front uncovers nothing unless it has been where it is for a while.
 */
export class WindowMasks {
  #trail: Timed[] = [];
  /** Where each protected window was last. */
  #places: ReadonlyMap<Handle, Rect> = new Map();
  /** Since when windows in front have been where they are. */
  #settled: ReadonlyMap<Handle, { readonly rect: Rect; readonly since: number }> = new Map();
  #seen = 0;

  /** Protected windows on the screen when {@link find} was last called. */
  get windowsSeen(): number {
    return this.#seen;
  }

  /**
   * What to hide in a picture.
   * @param looks the windows before and after it was taken: they may have moved meanwhile
   * @param now milliseconds on a clock that only goes forward
   */
  find(looks: readonly WindowStack[], now: number): Rect[] {
    this.#trail = this.#trail.filter(({ until }) => until > now);
    const masks = looks.flatMap((look) => this.#visible(look.windows, now));
    return bounded([...masks, ...this.#trail.map(({ rect }) => rect)]);
  }

  #visible(windows: readonly TopWindow[], now: number): Rect[] {
    const settled = new Map<Handle, { readonly rect: Rect; readonly since: number }>();
    const places = new Map<Handle, Rect>();
    const visible = windows.flatMap((window, index) => {
      if (!window.isProtected) return [];
      places.set(window.id, window.rect);
      return this.#uncovered(window.rect, windows.slice(0, index), settled, now);
    });
    for (const [id, rect] of this.#places) {
      const place = places.get(id);
      if (place !== undefined && sameRect(place, rect)) continue;
      // It may have been anywhere on its way.
      const passed = place === undefined ? rect : boundingBox([rect, place]);
      if (passed !== undefined) this.#trail.push({ rect: passed, until: now + LINGER_MS });
    }
    if (this.#trail.length > MAX_PARTS) this.#trail = mergeTrail(this.#trail);
    this.#places = places;
    this.#settled = settled;
    this.#seen = places.size;
    return visible;
  }

  #uncovered(
    rect: Rect,
    inFront: readonly TopWindow[],
    settled: Map<Handle, { readonly rect: Rect; readonly since: number }>,
    now: number,
  ): Rect[] {
    let parts = [rect];
    for (const { id, isProtected, covers } of inFront) {
      if (isProtected || covers === undefined || intersection(covers, rect) === undefined) continue;
      const known = this.#settled.get(id);
      const since = known !== undefined && sameRect(known.rect, covers) ? known.since : now;
      settled.set(id, { rect: covers, since });
      if (since + LINGER_MS <= now) parts = parts.flatMap((part) => without(part, covers));
    }
    return parts.length > MAX_PARTS ? [rect] : parts;
  }
}

function mergeTrail(trail: readonly Timed[]): Timed[] {
  const rect = boundingBox(trail.map((each) => each.rect));
  const until = Math.max(...trail.map((each) => each.until));
  return rect === undefined ? [] : [{ rect, until }];
}

/** Each once; all in one where there are too many. */
function bounded(rects: readonly Rect[]): Rect[] {
  const single = rects.filter((rect, index) => rects.findIndex((other) => sameRect(other, rect)) === index);
  const box = boundingBox(single);
  return single.length > MAX_PARTS && box !== undefined ? [box] : single;
}
