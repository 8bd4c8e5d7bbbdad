import { TILE_SIZE } from './format.ts';
import type { Rect } from './rect.ts';

const LEFT = 0;
const TOP = 8;
const RIGHT = 16;
const BOTTOM = 24;

const corner = (box: number, shift: number) => (box >>> shift) & 0xff;

/** One number for a box in a tile: left, top, right, bottom as bytes, ends exclusive. 0 is no box. */
function packBox(left: number, top: number, right: number, bottom: number): number {
  return ((left << LEFT) | (top << TOP) | (right << RIGHT) | (bottom << BOTTOM)) >>> 0;
}

function mergeBoxes(a: number, b: number): number {
  if (a === 0) return b;
  if (b === 0) return a;
  return packBox(
    Math.min(corner(a, LEFT), corner(b, LEFT)),
    Math.min(corner(a, TOP), corner(b, TOP)),
    Math.max(corner(a, RIGHT), corner(b, RIGHT)),
    Math.max(corner(a, BOTTOM), corner(b, BOTTOM)),
  );
}

/**
 * Which tiles of a picture hold changes, and in which box within the tile. Tiles are squares of TILE_SIZE pixels,
 * numbered by rows from the top left; those at the right and bottom edges may be cut.
 */
export class TileSet {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly #boxes: Uint32Array;

  private constructor(width: number, height: number, boxes?: Uint32Array) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / TILE_SIZE);
    this.rows = Math.ceil(height / TILE_SIZE);
    this.#boxes = boxes ?? new Uint32Array(this.columns * this.rows);
  }

  /** A set without tiles for a picture of this size in pixels. */
  static empty(width: number, height: number): TileSet {
    return new TileSet(width, height);
  }

  /** Every tile of a picture, whole. */
  static whole(width: number, height: number): TileSet {
    const set = new TileSet(width, height);
    set.addAll();
    return set;
  }

  /** A set with a copy of these boxes, one for each tile. */
  static fromBoxes(width: number, height: number, boxes: Uint32Array): TileSet {
    return new TileSet(width, height, boxes.slice());
  }

  /** How many tiles hold changes. */
  get size(): number {
    let size = 0;
    for (const box of this.#boxes) if (box !== 0) size++;
    return size;
  }

  get isEmpty(): boolean {
    return this.#boxes.every((box) => box === 0);
  }

  has(tile: number): boolean {
    return (this.#boxes[tile] ?? 0) !== 0;
  }

  /** The changed box of a tile in the picture's pixels, or undefined when nothing in it changed. */
  rectOf(tile: number): Rect | undefined {
    const box = this.#boxes[tile] ?? 0;
    if (box === 0) return undefined;
    const left = corner(box, LEFT);
    const top = corner(box, TOP);
    return {
      x: (tile % this.columns) * TILE_SIZE + left,
      y: Math.floor(tile / this.columns) * TILE_SIZE + top,
      width: corner(box, RIGHT) - left,
      height: corner(box, BOTTOM) - top,
    };
  }

  /** Adds the tiles of another set of a picture of the same size. @throws {RangeError} when the sizes differ */
  add(other: TileSet): void {
    if (other.width !== this.width || other.height !== this.height) {
      throw new RangeError('Tiles of a picture of another size');
    }
    for (let tile = 0; tile < this.#boxes.length; tile++) {
      const box = other.#boxes[tile] ?? 0;
      if (box !== 0) this.#boxes[tile] = mergeBoxes(this.#boxes[tile] ?? 0, box);
    }
  }

  addAll(): void {
    for (let tile = 0; tile < this.#boxes.length; tile++) {
      const x = (tile % this.columns) * TILE_SIZE;
      const y = Math.floor(tile / this.columns) * TILE_SIZE;
      const right = Math.min(TILE_SIZE, this.width - x);
      const bottom = Math.min(TILE_SIZE, this.height - y);
      this.#boxes[tile] = packBox(0, 0, right, bottom);
    }
  }

  /**
   * Takes up to `limit` tiles out of the set into a new one, going by rows from `start` and round to the top.
   * `next` is the tile to start from the next time, so that no tile waits behind others that keep changing.
   */
  take(limit: number, start: number): { readonly taken: TileSet; readonly next: number } {
    const taken = new TileSet(this.width, this.height);
    const count = this.#boxes.length;
    let left = limit;
    let tile = start % count;
    for (let seen = 0; seen < count && left > 0; seen++) {
      const box = this.#boxes[tile] ?? 0;
      if (box !== 0) {
        taken.#boxes[tile] = box;
        this.#boxes[tile] = 0;
        left--;
      }
      tile = (tile + 1) % count;
    }
    return { taken, next: tile };
  }
}
