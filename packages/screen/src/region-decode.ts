import { DecodeError } from './decode-error.ts';
import { ENCODING, indexBits, REGION, REGION_HEAD_BYTES } from './format.ts';
import type { Rect } from './rect.ts';

/** A region whose bytes have been checked; `at` is where they begin in the body. */
export type CheckedRegion =
  | { readonly kind: 'solid'; readonly rect: Rect; readonly at: number }
  | { readonly kind: 'palette'; readonly rect: Rect; readonly at: number; readonly colours: number }
  | { readonly kind: 'plain'; readonly rect: Rect; readonly at: number };

/** Bytes of a row of palette indices. */
export function indexRowBytes(width: number, colours: number): number {
  return Math.ceil((width * indexBits(colours)) / 8);
}

function readRect(view: DataView, at: number, pictureWidth: number, pictureHeight: number): Rect {
  const x = view.getUint16(at + REGION.x, true);
  const y = view.getUint16(at + REGION.y, true);
  const width = view.getUint16(at + REGION.width, true);
  const height = view.getUint16(at + REGION.height, true);
  if (width === 0 || height === 0 || x + width > pictureWidth || y + height > pictureHeight) {
    throw new DecodeError(
      'bad-region',
      `${width} × ${height} at ${x}, ${y} of ${pictureWidth} × ${pictureHeight}`,
    );
  }
  return { x, y, width, height };
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
    default:
      throw new DecodeError('unknown-encoding', `${encoding}`);
  }
}

/**
 * Checks a whole body before any of it is painted. The work is bounded: the regions together have no more pixels
 * than the picture.
 * @throws {DecodeError}
 */
export function checkBody(body: Uint8Array, width: number, height: number): readonly CheckedRegion[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const regions: CheckedRegion[] = [];
  let pixelsLeft = width * height;
  for (let at = 0; at < body.length; ) {
    if (body.length - at < REGION_HEAD_BYTES)
      throw new DecodeError('truncated', 'a region without a whole head');
    const rect = readRect(view, at, width, height);
    pixelsLeft -= rect.width * rect.height;
    if (pixelsLeft < 0) throw new DecodeError('bad-region', 'more pixels than the picture has');
    const [region, end] = checkRegion(body, view, at, rect);
    regions.push(region);
    at = end;
  }
  return regions;
}
