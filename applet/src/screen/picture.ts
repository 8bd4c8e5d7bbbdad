import type { Area } from '@throwline/protocol';
import type { ChangeTracker, PixelView } from '@throwline/screen';
import type { Rect } from '../platform/platform.ts';

/** More rectangles than this are not worth telling apart. */
const MAX_DAMAGE = 256;

/** One shown region of the desktop, as its viewers share it: the picture, and where it may be out of date. */
export class Picture {
  /** 0: all monitors. */
  readonly monitor: number;
  readonly region: Rect;
  readonly tracker: ChangeTracker;
  /** Of the region, for viewers. */
  hiddenAreas: readonly Area[] = [];
  /** When it was captured, monotonic milliseconds. */
  takenAt = 0;
  #damage: Rect[] | 'all' = 'all';

  constructor(monitor: number, region: Rect, tracker: ChangeTracker) {
    this.monitor = monitor;
    this.region = region;
    this.tracker = tracker;
  }

  /** Whether a new capture can differ from the picture. */
  get isStale(): boolean {
    return this.#damage === 'all' || this.#damage.length > 0;
  }

  /** Notes where the desktop has changed. */
  addDamage(rects: readonly Rect[]): void {
    if (this.#damage === 'all') return;
    for (const rect of rects) if (overlaps(rect, this.region)) this.#damage.push(relative(rect, this.region));
    if (this.#damage.length > MAX_DAMAGE) this.#damage = 'all';
  }

  /**
   * Takes a capture of the region in.
   * @param masks what was blanked, in desktop pixels
   * @param takenAt monotonic milliseconds
   * @returns the tiles that have really changed
   */
  ingest(view: PixelView, masks: readonly Rect[], takenAt: number): ReturnType<ChangeTracker['ingest']> {
    const hidden = masks.map((mask) => relative(mask, this.region));
    const changed = this.tracker.ingest(view, this.#damage, hidden, takenAt);
    this.#damage = [];
    this.takenAt = takenAt;
    this.hiddenAreas = hidden.filter((mask) => overlaps(mask, { ...this.region, x: 0, y: 0 }));
    return changed;
  }
}

function relative(rect: Rect, to: Rect): Rect {
  return { ...rect, x: rect.x - to.x, y: rect.y - to.y };
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
