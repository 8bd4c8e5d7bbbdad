import { MAX_COPIED_PICTURES } from './format.ts';
import { areIndependent, combineMoves, type Move, movedPixels, sourceOf } from './move.ts';
import { area } from './rect.ts';
import type { TileSet } from './tile-set.ts';

/**
 * When more than this part of what would be copied is wrong at the viewer, all of it is painted instead. Not earlier: over a
 * slow link half of a text is still to come when it scrolls, and would never come if the other half began anew each time.
 */
const MOSTLY_DIRTY = 0.95;
/** So many at most wait at a time: each is looked through for each that comes. Within what every version takes in one update. */
export const MAX_PENDING = 64;

/** The moves that one viewer has not been sent, in their order, within the limits of one update. */
export class PendingMoves {
  readonly #mostPixels: number;
  #list: Move[] = [];

  /** @param width of the picture in pixels, as is `height` */
  constructor(width: number, height: number) {
    this.#mostPixels = width * height * MAX_COPIED_PICTURES;
  }

  get list(): readonly Move[] {
    return this.#list;
  }

  /**
   * Takes one more move. Together the list and `dirty` go on saying how the viewer's picture differs: `dirty` moves along,
   * and grows by whatever is not copied after all.
   */
  add(move: Move, dirty: TileSet): void {
    const source = sourceOf(move);
    if (dirty.pixelsIn(source) > area(source) * MOSTLY_DIRTY) {
      dirty.addRect(move.rect);
      return;
    }
    dirty.move(move);
    this.#append(move, dirty);
    if (this.#list.length <= MAX_PENDING && movedPixels(this.#list) <= this.#mostPixels) return;
    for (const { rect } of this.#list) dirty.addRect(rect);
    this.#list = [];
  }

  clear(): void {
    this.#list = [];
  }

  /** Joins it with an earlier one where that is possible: a scrolled text's with its last, though a scroll bar has moved between. */
  #append(move: Move, dirty: TileSet): void {
    for (let at = this.#list.length - 1; at >= 0; at--) {
      const earlier = this.#list[at];
      if (earlier === undefined) break;
      const combined = combineMoves(earlier, move);
      if (combined !== undefined) {
        this.#list.splice(at, 1, ...(combined.move === undefined ? [] : [combined.move]));
        for (const rect of combined.rest) dirty.addRect(rect);
        return;
      }
      if (!areIndependent(earlier, move)) break;
    }
    this.#list.push(move);
  }
}
