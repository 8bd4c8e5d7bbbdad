import { MAX_COPIED_PICTURES, MAX_COPIES } from './format.ts';
import { combineMoves, type Move, movedPixels } from './move.ts';
import { area } from './rect.ts';
import type { TileSet } from './tile-set.ts';

/** When more than this part of what would be copied is wrong at the viewer, it is painted instead. */
const MOSTLY_DIRTY = 0.5;

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
    const source = { ...move.rect, x: move.fromX, y: move.fromY };
    if (dirty.pixelsIn(source) > area(source) * MOSTLY_DIRTY) {
      dirty.addRect(move.rect);
      return;
    }
    dirty.move(move);
    this.#append(move, dirty);
    if (this.#list.length <= MAX_COPIES && movedPixels(this.#list) <= this.#mostPixels) return;
    for (const { rect } of this.#list) dirty.addRect(rect);
    this.#list = [];
  }

  clear(): void {
    this.#list = [];
  }

  #append(move: Move, dirty: TileSet): void {
    const last = this.#list.at(-1);
    const combined = last === undefined ? undefined : combineMoves(last, move);
    if (combined === undefined) {
      this.#list.push(move);
      return;
    }
    this.#list.pop();
    if (combined.move !== undefined) this.#list.push(combined.move);
    for (const rect of combined.rest) dirty.addRect(rect);
  }
}
