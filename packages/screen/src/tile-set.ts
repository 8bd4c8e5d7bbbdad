import { TILE_SIZE } from './format.ts';
import type { Move } from './move.ts';
import { area, intersect, isEmpty, type Rect, subtract } from './rect.ts';

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
  /** How many boxes there are: asked for often, by whoever has hundreds of small copies to look at. */
  #size = 0;

  private constructor(width: number, height: number, boxes?: Uint32Array) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / TILE_SIZE);
    this.rows = Math.ceil(height / TILE_SIZE);
    this.#boxes = boxes ?? new Uint32Array(this.columns * this.rows);
    for (const box of boxes ?? []) if (box !== 0) this.#size++;
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
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
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
      if (box !== 0) this.#put(tile, mergeBoxes(this.#boxes[tile] ?? 0, box));
    }
  }

  addAll(): void {
    for (let tile = 0; tile < this.#boxes.length; tile++) {
      const x = (tile % this.columns) * TILE_SIZE;
      const y = Math.floor(tile / this.columns) * TILE_SIZE;
      const right = Math.min(TILE_SIZE, this.width - x);
      const bottom = Math.min(TILE_SIZE, this.height - y);
      this.#put(tile, packBox(0, 0, right, bottom));
    }
  }

  /** Takes every tile out. */
  clear(): void {
    this.#boxes.fill(0);
    this.#size = 0;
  }

  /** How many pixels of a rectangle inside the picture are in the set's boxes. */
  pixelsIn(rect: Rect): number {
    if (this.isEmpty) return 0;
    let pixels = 0;
    this.#overTiles(rect, (tile) => {
      const box = this.rectOf(tile);
      const part = box === undefined ? undefined : intersect(box, rect);
      if (part !== undefined) pixels += area(part);
    });
    return pixels;
  }

  /** Adds what of a rectangle lies in the picture: in each tile the box grows to hold it. */
  addRect(rect: Rect): void {
    const inside = intersect(rect, { x: 0, y: 0, width: this.width, height: this.height });
    if (inside === undefined) return;
    this.#overTiles(inside, (tile, part, x, y) => {
      const box = packBox(part.x - x, part.y - y, part.x + part.width - x, part.y + part.height - y);
      this.#put(tile, mergeBoxes(this.#boxes[tile] ?? 0, box));
    });
  }

  /** Adds a whole tile of the picture. */
  addWhole(column: number, row: number): void {
    const right = Math.min(TILE_SIZE, this.width - column * TILE_SIZE);
    const bottom = Math.min(TILE_SIZE, this.height - row * TILE_SIZE);
    this.#put(row * this.columns + column, packBox(0, 0, right, bottom));
  }

  /** Takes the tiles out that another set covers; where it covers only a part of a box, the box stays. */
  subtract(other: TileSet): void {
    for (let tile = 0; tile < this.#boxes.length; tile++) {
      const box = this.#boxes[tile] ?? 0;
      const cover = other.#boxes[tile] ?? 0;
      if (box !== 0 && cover !== 0 && mergeBoxes(box, cover) === cover) this.#put(tile, 0);
    }
  }

  /** Takes the tiles out that `isTaken`, into a new set. */
  takeWhere(isTaken: (tile: number) => boolean): TileSet {
    const taken = new TileSet(this.width, this.height);
    for (let tile = 0; tile < this.#boxes.length; tile++) {
      const box = this.#boxes[tile] ?? 0;
      if (box === 0 || !isTaken(tile)) continue;
      taken.#put(tile, box);
      this.#put(tile, 0);
    }
    return taken;
  }

  /** Whether a tile's corner lies in a rectangle: for rectangles of whole tiles, whether the tile does. */
  isWithin(tile: number, rect: Rect): boolean {
    const x = (tile % this.columns) * TILE_SIZE;
    const y = Math.floor(tile / this.columns) * TILE_SIZE;
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
  }

  /** Takes a rectangle out, as far as what is left of each box is a rectangle again; more may stay, never less. */
  removeRect(rect: Rect): void {
    const inside = intersect(rect, { x: 0, y: 0, width: this.width, height: this.height });
    if (inside === undefined) return;
    this.#overTiles(inside, (tile, _part, x, y) => {
      const box = this.rectOf(tile);
      if (box === undefined) return;
      const [rest, ...more] = subtract(box, rect);
      if (rest === undefined) this.#put(tile, 0);
      else if (more.length === 0) {
        this.#put(tile, packBox(rest.x - x, rest.y - y, rest.x + rest.width - x, rest.y + rest.height - y));
      }
    });
  }

  /**
   * The picture has moved: what was in the set at the move's source is in it at its target now, and what the target held
   * before is not.
   */
  move({ rect, fromX, fromY }: Move): void {
    if (this.isEmpty || isEmpty(rect)) return;
    const moved: Rect[] = [];
    const source = { ...rect, x: fromX, y: fromY };
    this.#overTiles(source, (tile) => {
      const box = this.rectOf(tile);
      const part = box === undefined ? undefined : intersect(box, source);
      if (part !== undefined) moved.push({ ...part, x: part.x + rect.x - fromX, y: part.y + rect.y - fromY });
    });
    this.removeRect(rect);
    for (const part of moved) this.addRect(part);
  }

  /** As {@link move}, but what the target held before stays in the set: for who does not know whether the move is made. */
  spread({ rect, fromX, fromY }: Move): void {
    if (this.isEmpty) return;
    const before = this.takeWhere(() => true);
    this.add(before);
    this.move({ rect, fromX, fromY });
    this.add(before);
  }

  #put(tile: number, box: number): void {
    const before = this.#boxes[tile];
    if (before === undefined) return;
    this.#boxes[tile] = box;
    this.#size += Number(box !== 0) - Number(before !== 0);
  }

  /** Goes through the tiles that a rectangle inside the picture touches, with the part of it in each and the tile's corner. */
  #overTiles(rect: Rect, act: (tile: number, part: Rect, x: number, y: number) => void): void {
    const endColumn = Math.ceil((rect.x + rect.width) / TILE_SIZE);
    const endRow = Math.ceil((rect.y + rect.height) / TILE_SIZE);
    for (let row = Math.floor(rect.y / TILE_SIZE); row < endRow; row++) {
      for (let column = Math.floor(rect.x / TILE_SIZE); column < endColumn; column++) {
        const x = column * TILE_SIZE;
        const y = row * TILE_SIZE;
        const part = intersect(rect, { x, y, width: TILE_SIZE, height: TILE_SIZE });
        if (part !== undefined) act(row * this.columns + column, part, x, y);
      }
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
        taken.#put(tile, box);
        this.#put(tile, 0);
        left--;
      }
      tile = (tile + 1) % count;
    }
    return { taken, next: tile };
  }
}
