import { COPY_DATA_BYTES, ENCODING, MAX_SIDE, REGION, REGION_HEAD_BYTES, TILE_SIZE } from './format.ts';
import type { Kernel } from './kernel.ts';
import { type Move, movedPixels } from './move.ts';
import { intersect, type Rect } from './rect.ts';
import { mergeTiles, type Region, type TileGrid } from './region-merge.ts';
import { findScrolledText, stepOf, withPaperOver } from './text-copies.ts';
import type { TileSet } from './tile-set.ts';

/**
 * A tile with more colours than this is taken for a picture and kept apart from text. On two screenshots of smoothed
 * text no tile had more than 165 colours; on a generated photograph-like picture none had fewer than 850.
 */
export const MANY_COLOURS = 200;

function tileRect(column: number, row: number, within: Rect): Rect | undefined {
  return intersect(
    { x: column * TILE_SIZE, y: row * TILE_SIZE, width: TILE_SIZE, height: TILE_SIZE },
    within,
  );
}

/** Puts regions into the body of an update, one behind the other. */
class BodyWriter {
  readonly #kernel: Kernel;
  #at: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#at = kernel.bodyAddress;
  }

  /** A view of the body so far, valid until the next body is begun. */
  get body(): Uint8Array {
    return this.#kernel.bytes.subarray(this.#kernel.bodyAddress, this.#at);
  }

  copy({ rect, fromX, fromY }: Move): void {
    const head = new DataView(this.#kernel.bytes.buffer, this.#at, REGION_HEAD_BYTES + COPY_DATA_BYTES);
    head.setUint8(REGION.encoding, ENCODING.copy);
    head.setUint16(REGION.x, rect.x, true);
    head.setUint16(REGION.y, rect.y, true);
    head.setUint16(REGION.width, rect.width, true);
    head.setUint16(REGION.height, rect.height, true);
    head.setUint16(REGION.data, fromX, true);
    head.setUint16(REGION.data + 2, fromY, true);
    this.#at += head.byteLength;
  }

  /** Writes a region in whatever encodings suit its parts. */
  write(region: Region): void {
    if (this.#writeFewColours(region.rect)) return;
    const isOneTile = region.endColumn - region.firstColumn === 1 && region.endRow - region.firstRow === 1;
    if (isOneTile) this.#writePlain(region.rect);
    else this.#writeMixed(region);
  }

  /**
   * Separates the tiles that look like pictures from those that look like text, because text with its neighbours
   * often fits one palette. Where it does not, plain pixels measured smaller than several palettes.
   */
  #writeMixed(region: Region): void {
    const tiles = this.#classify(region);
    const gridOf = (few: boolean): TileGrid => ({
      ...region,
      rectAt: (column, row) => {
        const tile = tiles.get(row * MAX_SIDE + column);
        return tile?.few === few ? tile.rect : undefined;
      },
    });
    for (const picture of mergeTiles(gridOf(false))) this.#writePlain(picture.rect);
    for (const text of mergeTiles(gridOf(true))) {
      if (!this.#writeFewColours(text.rect)) this.#writePlain(text.rect);
    }
  }

  #classify(region: Region): ReadonlyMap<number, { readonly rect: Rect; readonly few: boolean }> {
    const tiles = new Map<number, { readonly rect: Rect; readonly few: boolean }>();
    for (let row = region.firstRow; row < region.endRow; row++) {
      for (let column = region.firstColumn; column < region.endColumn; column++) {
        const rect = tileRect(column, row, region.rect);
        if (rect === undefined) continue;
        const { x, y, width, height } = rect;
        const few = this.#kernel.exports.hasFewColours(x, y, width, height, MANY_COLOURS) !== 0;
        tiles.set(row * MAX_SIDE + column, { rect, few });
      }
    }
    return tiles;
  }

  #writeFewColours({ x, y, width, height }: Rect): boolean {
    const written = this.#kernel.exports.encodeFewColours(x, y, width, height, this.#at);
    this.#at += written;
    return written > 0;
  }

  #writePlain({ x, y, width, height }: Rect): void {
    this.#at += this.#kernel.exports.encodePlain(x, y, width, height, this.#at);
  }
}

/** An update with more regions than this is no letter typed: what is searched for costs time. */
const FEW_REGIONS = 6;
/** A letter and a little more; smaller or plainer rectangles cost less than the copy. */
const LETTER = { least: 40, most: 1500, width: 4 } as const;
/** Rows above and below in which a letter is looked for: the same text mostly. */
const LETTER_REACH = 160;
/** So many finds are looked at whether the viewer has them. */
const TRIES = 4;

/** Which letters among some regions stand elsewhere in what the viewer has, as copies; the others are left. */
function findLetters(kernel: Kernel, regions: readonly Region[], isKnown: (rect: Rect) => boolean) {
  const copies: Move[] = [];
  if (regions.length > FEW_REGIONS) return { copies, rest: regions };
  const rest = regions.filter(({ rect }) => {
    const copy = isLetter(rect) ? findLetter(kernel, rect, isKnown) : undefined;
    if (copy !== undefined) copies.push(copy);
    return copy === undefined;
  });
  return { copies, rest };
}

function isLetter(rect: Rect): boolean {
  const pixels = rect.width * rect.height;
  return rect.width >= LETTER.width && pixels >= LETTER.least && pixels <= LETTER.most;
}

function findLetter(kernel: Kernel, rect: Rect, isKnown: (rect: Rect) => boolean): Move | undefined {
  const { x, y, width, height } = rect;
  const top = Math.max(0, y - LETTER_REACH);
  const bottom = y + LETTER_REACH;
  for (let tries = 0, after = 0; tries < TRIES; tries++) {
    const found = kernel.exports.findBlock(x, y, width, height, top, bottom, after);
    if (found === 0) return undefined;
    const place = found - 1;
    const fromX = place % kernel.width;
    const fromY = Math.floor(place / kernel.width);
    if (isKnown({ x: fromX, y: fromY, width, height })) return { rect, fromX, fromY };
    after = place + 1;
  }
  return undefined;
}

/** What may be copied from what the viewer has. */
export interface Copying {
  /** Whether the viewer has a rectangle of the picture already, once the moves are done. */
  readonly isKnown: (rect: Rect) => boolean;
  /** The most copies, moves included. */
  readonly most: number;
  /** By how much text has scrolled lately, if it has: what is painted without a move may be the rest of its lines. */
  readonly lastStep: number | undefined;
}

/** What of the regions need not be painted: letters, and lines of text that have scrolled into view. */
function findText(
  kernel: Kernel,
  moves: readonly Move[],
  regions: readonly Region[],
  { isKnown, most, lastStep }: Copying,
) {
  // What copies may write is bounded; letters have what moves leave of it.
  if (movedPixels(moves) > kernel.picture.length) return { letters: [], rest: regions, scrolled: [] };
  const { copies: letters, rest } = findLetters(kernel, regions, isKnown);
  const room = most - moves.length - letters.length;
  return {
    letters,
    rest,
    scrolled: findScrolledText(kernel, stepOf(moves) ?? lastStep, rest, isKnown, room),
  };
}

/**
 * Encodes moves, and then what these tiles hold in the kernel's current picture.
 * @param copying without it nothing else is copied
 * @returns the body of an update, in the kernel's memory: valid until the next call
 */
export function encodeBody(
  kernel: Kernel,
  moves: readonly Move[],
  tiles: TileSet,
  copying?: Copying,
): Uint8Array {
  const writer = new BodyWriter(kernel);
  for (const move of moves) writer.copy(move);
  const grid: TileGrid = {
    firstColumn: 0,
    endColumn: tiles.columns,
    firstRow: 0,
    endRow: tiles.rows,
    rectAt: (column, row) => tiles.rectOf(row * tiles.columns + column),
  };
  const regions = mergeTiles(grid);
  const { letters, rest, scrolled } =
    copying === undefined
      ? { letters: [], rest: regions, scrolled: [] }
      : findText(kernel, moves, regions, copying);
  for (const copy of letters) writer.copy(copy);
  withPaperOver(kernel, scrolled, () => {
    for (const region of rest) writer.write(region);
  });
  for (const copy of scrolled) writer.copy(copy);
  return writer.body;
}
