import type { Area } from '@throwline/protocol';
import { type ChangeTracker, type PixelView, sameRects } from '@throwline/screen';
import { boundingBox, intersection, sameRect } from '../platform/geometry.ts';
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
  /** Whether something had only moved when it was last captured: a text that is scrolled, a window that is dragged. */
  hasMoved = false;
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
  addDamage(rects: readonly Rect[] | 'all'): void {
    if (rects === 'all') this.#damage = 'all';
    if (this.#damage === 'all' || rects === 'all') return;
    for (const rect of rects) if (overlaps(rect, this.region)) this.#damage.push(relative(rect, this.region));
    if (this.#damage.length > MAX_DAMAGE) this.#damage = 'all';
  }

  /** The part of the desktop that a new capture has to show. */
  get stalePart(): Rect {
    const box = this.#damage === 'all' ? undefined : boundingBox(this.#damage);
    if (box === undefined) return this.region;
    const { x, y } = this.region;
    return intersection({ ...box, x: box.x + x, y: box.y + y }, this.region) ?? this.region;
  }

  /**
   * Takes a capture in.
   * @param captured the part of the desktop that it shows
   * @param masks what was blanked, in desktop pixels
   * @param takenAt monotonic milliseconds
   * @returns the tiles that have really changed; `undefined` when the masks have, so that all of the region is needed
   */
  ingest(
    view: PixelView,
    captured: Rect,
    masks: readonly Rect[],
    takenAt: number,
  ): ReturnType<ChangeTracker['ingest']> | undefined {
    const hidden = masks
      .flatMap((mask) => intersection(mask, this.region) ?? [])
      .map((mask) => relative(mask, this.region));
    if (!sameRect(captured, this.region) && !sameRects(hidden, this.hiddenAreas)) return undefined;
    const changed = this.tracker.ingest(view, this.#damage, hidden, takenAt, relative(captured, this.region));
    this.#damage = [];
    this.takenAt = takenAt;
    this.hiddenAreas = hidden;
    this.hasMoved = changed.moves.length > 0;
    return changed;
  }
}

function relative(rect: Rect, to: Rect): Rect {
  return { ...rect, x: rect.x - to.x, y: rect.y - to.y };
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
