import { DecodeError } from './decode-error.ts';
import {
  COPY_DATA_BYTES,
  ENCODING,
  indexBits,
  MAX_COPIED_PICTURES,
  maxCopies,
  maxPaintedRegions,
  REGION,
  REGION_HEAD_BYTES,
} from './format.ts';
import { isLossySize } from './lossy/lossy-format.ts';
import type { Move } from './move.ts';
import type { Rect } from './rect.ts';

/** A region whose bytes have been checked; `at` is where they begin in the body. */
export type CheckedRegion =
  | PaintedRegion
  | { readonly kind: 'lossy'; readonly rect: Rect; readonly at: number };

/** Those that need nothing but the body and the picture. */
export type PaintedRegion =
  | { readonly kind: 'solid'; readonly rect: Rect; readonly at: number }
  | { readonly kind: 'palette'; readonly rect: Rect; readonly at: number; readonly colours: number }
  | { readonly kind: 'plain'; readonly rect: Rect; readonly at: number }
  | (Move & { readonly kind: 'copy' });

/** The picture that a body is for. */
interface BodyContext {
  readonly width: number;
  readonly height: number;
  /** The version of the update's layout. */
  readonly version: number;
}

/** Bytes of a row of palette indices. */
export function indexRowBytes(width: number, colours: number): number {
  return Math.ceil((width * indexBits(colours)) / 8);
}

function checkRect(rect: Rect, picture: BodyContext): Rect {
  const { x, y, width, height } = rect;
  if (width === 0 || height === 0 || x + width > picture.width || y + height > picture.height) {
    throw new DecodeError(
      'bad-region',
      `${width} × ${height} at ${x}, ${y} of ${picture.width} × ${picture.height}`,
    );
  }
  return rect;
}

function readRect(view: DataView, at: number): Rect {
  return {
    x: view.getUint16(at + REGION.x, true),
    y: view.getUint16(at + REGION.y, true),
    width: view.getUint16(at + REGION.width, true),
    height: view.getUint16(at + REGION.height, true),
  };
}

/** For a number of colours: 1 for each byte that holds an index beyond them. Made when first needed. */
const badBytes = new Map<number, Uint8Array>();

function badBytesOf(colours: number): Uint8Array {
  const known = badBytes.get(colours);
  if (known !== undefined) return known;
  const bits = indexBits(colours);
  const mask = (1 << bits) - 1;
  const table = new Uint8Array(256);
  for (let packed = 0; packed < 256; packed++) {
    for (let shift = 0; shift < 8; shift += bits)
      if (((packed >> shift) & mask) >= colours) table[packed] = 1;
  }
  badBytes.set(colours, table);
  return table;
}

/** @throws {DecodeError} when an index is beyond the palette's colours */
function checkIndices(body: Uint8Array, from: number, end: number, colours: number): void {
  // Every value of so many bits is a colour.
  if (colours === 1 << indexBits(colours)) return;
  const table = badBytesOf(colours);
  let bad = 0;
  for (let i = from; i < end; i++) bad |= table[body[i] ?? 0] ?? 0;
  if (bad !== 0) throw new DecodeError('bad-palette', `an index beyond ${colours} colours`);
}

function checkRegion(
  body: Uint8Array,
  view: DataView,
  at: number,
  rect: Rect,
  context: BodyContext,
): readonly [CheckedRegion, number] {
  const start = at + REGION.data;
  const encoding = view.getUint8(at + REGION.encoding);
  const within = (end: number) => {
    if (end > body.length)
      throw new DecodeError('truncated', `a region ends at ${end} of ${body.length} bytes`);
    return end;
  };
  switch (encoding) {
    case ENCODING.solid:
      return [{ kind: 'solid', rect, at: start }, within(start + 3)];
    case ENCODING.palette: {
      within(start + 1);
      const colours = view.getUint8(start) + 1;
      if (colours === 1) throw new DecodeError('bad-palette', 'a palette of one colour');
      const indices = start + 1 + colours * 3;
      const end = within(indices + indexRowBytes(rect.width, colours) * rect.height);
      checkIndices(body, indices, end, colours);
      return [{ kind: 'palette', rect, at: start, colours }, end];
    }
    case ENCODING.plain:
      return [{ kind: 'plain', rect, at: start }, within(start + rect.width * rect.height * 3)];
    case ENCODING.copy: {
      if (context.version < 2) break;
      const end = within(start + COPY_DATA_BYTES);
      const from = { ...rect, x: view.getUint16(start, true), y: view.getUint16(start + 2, true) };
      checkRect(from, context);
      return [{ kind: 'copy', rect, fromX: from.x, fromY: from.y }, end];
    }
    case ENCODING.lossy: {
      if (context.version < 3) break;
      const isAlone = at === 0 && isLossySize(rect.width, rect.height);
      if (!isAlone) throw new DecodeError('bad-region', 'a lossy region that is not alone, or too large');
      return [{ kind: 'lossy', rect, at: start }, body.length];
    }
    default:
      break;
  }
  throw new DecodeError('unknown-encoding', `${encoding}`);
}

/** What an update may still do to the picture: bounds a decoder's work by the picture's size. */
class Budget {
  #painted: number;
  #copied: number;
  #copies: number;
  #regions: number;

  constructor({ width, height, version }: BodyContext) {
    this.#copies = maxCopies(version);
    this.#painted = width * height;
    this.#regions = maxPaintedRegions(width, height);
    this.#copied = width * height * MAX_COPIED_PICTURES;
  }

  /** @throws {DecodeError} when this is more than an update may do */
  spend({ kind, rect }: CheckedRegion): void {
    const pixels = rect.width * rect.height;
    if (kind === 'copy') {
      this.#copies -= 1;
      this.#copied -= pixels;
    } else {
      this.#regions -= 1;
      this.#painted -= pixels;
    }
    if (this.#regions < 0) throw new DecodeError('bad-region', 'more regions than the picture has tiles');
    if (this.#painted < 0) throw new DecodeError('bad-region', 'more pixels than the picture has');
    if (this.#copied < 0 || this.#copies < 0) throw new DecodeError('bad-region', 'too much is copied');
  }
}

/**
 * Checks a whole body before any of it is painted. The work is bounded: the painted regions are no more than the
 * picture's tiles and together have no more pixels than it, the copied ones no more than {@link MAX_COPIED_PICTURES} times as many.
 * @throws {DecodeError}
 */
export function checkBody(body: Uint8Array, context: BodyContext): readonly CheckedRegion[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const regions: CheckedRegion[] = [];
  const budget = new Budget(context);
  for (let at = 0; at < body.length; ) {
    if (body.length - at < REGION_HEAD_BYTES)
      throw new DecodeError('truncated', 'a region without a whole head');
    const rect = checkRect(readRect(view, at), context);
    const [region, end] = checkRegion(body, view, at, rect, context);
    budget.spend(region);
    regions.push(region);
    at = end;
  }
  return regions;
}
