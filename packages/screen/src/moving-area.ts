import { TILE_SIZE } from './format.ts';
import type { Kernel } from './kernel.ts';
import { LOSSY_MAX_SIDE } from './lossy/lossy-codec.ts';
import { area, intersect, type Rect } from './rect.ts';
import { MANY_COLOURS } from './region-encode.ts';
import type { TileSet } from './tile-set.ts';

/** After this time a change counts for 1/e of a new one, in milliseconds. */
const FADE = 500;
/** What a tile's changes must add up to: some five in a row at 30 a second, while 8 a second just reach it. */
const LIVELY = 4;
/** A tile that has not changed for so long is still, in milliseconds. */
export const STILL_AFTER = 300;
/** An area begins with at least so many lively tiles: a rectangle of some 200 × 200 pixels. */
const MIN_TILES = 36;
/** And is no thinner than this, in pixels: where text scrolls by the line, the new lines change as often as a film. */
const MIN_SIDE = 4 * TILE_SIZE;
/** And with at least this share of them in more colours than most text has. */
const RICH_SHARE = 0.25;
const TEXT_COLOURS = 100;
/** An area goes on while so many of its tiles are lively. */
const STAY_TILES = 8;
/** It begins anew when what moves covers so many times its pixels. */
const OUTGROWN = 1.2;

/**
 * Finds the one rectangle of a screen that moves as a film does: often, over a large part, and in more colours than text
 * has. It begins late and ends late, so that nothing flickers between exact and not.
 */
export class MovingArea {
  readonly #kernel: Kernel;
  readonly #width: number;
  readonly #height: number;
  readonly #columns: number;
  readonly #scores: Float32Array;
  readonly #changedAt: Float64Array;
  #rect: Rect | undefined;

  constructor(kernel: Kernel, width: number, height: number) {
    this.#kernel = kernel;
    this.#width = width;
    this.#height = height;
    this.#columns = Math.ceil(width / TILE_SIZE);
    const tiles = this.#columns * Math.ceil(height / TILE_SIZE);
    this.#scores = new Float32Array(tiles);
    this.#changedAt = new Float64Array(tiles).fill(Number.NEGATIVE_INFINITY);
  }

  /** Whole tiles, cut at the picture's edge; undefined while nothing moves so. */
  get rect(): Rect | undefined {
    return this.#rect;
  }

  /** Whether a tile has not changed lately. */
  isStill(tile: number, at: number): boolean {
    return at - (this.#changedAt[tile] ?? 0) >= STILL_AFTER;
  }

  /** Whether a tile of the tracker's picture has more colours than any text. */
  isPicture(tile: number): boolean {
    return this.#hasMoreColours(tile, MANY_COLOURS);
  }

  /** Takes note of the tiles that a frame has changed. @param at when, in milliseconds of any clock that goes forward */
  note(changed: TileSet, at: number): void {
    for (let tile = 0; tile < this.#scores.length; tile++) {
      if (!changed.has(tile)) continue;
      const since = at - (this.#changedAt[tile] ?? 0);
      this.#scores[tile] = (this.#scores[tile] ?? 0) * Math.exp(-since / FADE) + 1;
      this.#changedAt[tile] = at;
    }
    this.look(at);
  }

  /** Looks at what moves now: an area also ends when no frame comes any more. */
  look(at: number): void {
    const lively = this.#livelyTiles(at);
    const rect = this.#rect;
    if (rect !== undefined) {
      const within = lively.filter((tile) => intersect(this.#tileRect(tile), rect) !== undefined);
      if (within.length < STAY_TILES) this.#rect = undefined;
    }
    if (lively.length < MIN_TILES) return;
    const group = this.#largestGroup(lively);
    const box = this.#boxOf(group);
    const isThin = Math.min(box.width, box.height) < MIN_SIDE;
    if (group.length < MIN_TILES || isThin || box.width > LOSSY_MAX_SIDE || box.height > LOSSY_MAX_SIDE)
      return;
    if (this.#rect !== undefined) {
      const shared = intersect(box, this.#rect);
      const isOutgrown =
        area(box) - (shared === undefined ? 0 : area(shared)) > area(this.#rect) * (OUTGROWN - 1);
      if (!isOutgrown) return;
    }
    const rich = group.filter((tile) => this.#hasMoreColours(tile, TEXT_COLOURS));
    if (rich.length >= group.length * RICH_SHARE) this.#rect = box;
  }

  #hasMoreColours(tile: number, colours: number): boolean {
    const { x, y, width, height } = this.#tileRect(tile);
    return this.#kernel.exports.hasFewColours(x, y, width, height, colours) === 0;
  }

  #livelyTiles(at: number): number[] {
    const lively: number[] = [];
    for (let tile = 0; tile < this.#scores.length; tile++) {
      if ((this.#scores[tile] ?? 0) >= LIVELY && !this.isStill(tile, at)) lively.push(tile);
    }
    return lively;
  }

  /** The largest group of tiles that touch each other or have one tile between them. */
  #largestGroup(tiles: readonly number[]): number[] {
    const left = new Set(tiles);
    let largest: number[] = [];
    for (const first of tiles) {
      if (!left.delete(first)) continue;
      const group = [first];
      for (const tile of group) {
        const column = tile % this.#columns;
        for (let dy = -2; dy <= 2; dy++) {
          for (let dx = -2; dx <= 2; dx++) {
            if (column + dx < 0 || column + dx >= this.#columns) continue;
            const near = tile + dy * this.#columns + dx;
            if (left.delete(near)) group.push(near);
          }
        }
      }
      if (group.length > largest.length) largest = group;
    }
    return largest;
  }

  #boxOf(tiles: readonly number[]): Rect {
    const columns = tiles.map((tile) => tile % this.#columns);
    const rows = tiles.map((tile) => Math.floor(tile / this.#columns));
    const x = Math.min(...columns) * TILE_SIZE;
    const y = Math.min(...rows) * TILE_SIZE;
    return {
      x,
      y,
      width: Math.min((Math.max(...columns) + 1) * TILE_SIZE, this.#width) - x,
      height: Math.min((Math.max(...rows) + 1) * TILE_SIZE, this.#height) - y,
    };
  }

  #tileRect(tile: number): Rect {
    const x = (tile % this.#columns) * TILE_SIZE;
    const y = Math.floor(tile / this.#columns) * TILE_SIZE;
    const width = Math.min(TILE_SIZE, this.#width - x);
    return { x, y, width, height: Math.min(TILE_SIZE, this.#height - y) };
  }
}
