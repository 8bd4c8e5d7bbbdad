/**
 * The one linear memory, laid out once by `setup`:
 *
 *     picture   width × height pixels, B G R 0, no padding between rows: what viewers are sent
 *     next      the newest frame in the same shape, already masked; the fourth byte may hold anything
 *     flags     1 byte a tile: its pixels may differ between the two
 *     changes   4 bytes a tile: left, top, right, bottom of what changed, relative to the tile, ends exclusive
 *     gains     4 bytes a column of pixels, while the edges of a moved rectangle are looked for
 *     body      the update being put together
 */

/** Side of a tile in pixels; the same number as TILE_SIZE in ../src/format.ts. */
export const TILE: u32 = 32;
export const TILE_SHIFT: u32 = 5;
/** The bits of a pixel that count. */
export const COLOUR_BITS: u32 = 0x00ffffff;
/** Room behind the body for the scratch of palettes and for 16-byte stores that run over the end. */
const BODY_SLACK: usize = 2048;

export let pictureWidth: u32 = 0;
export let pictureHeight: u32 = 0;
export let tileColumns: u32 = 0;
export let tileRows: u32 = 0;
export let picture: usize = 0;
export let next: usize = 0;
export let flags: usize = 0;
export let changes: usize = 0;
export let gains: usize = 0;
export let body: usize = 0;

function align16(value: usize): usize {
  return (value + 15) & ~15;
}

/**
 * Lays out the memory for a picture of `width` × `height` pixels and a body of `bodyBytes`, growing it to fit.
 * Returns 0, or 1 when the memory cannot be had.
 */
export function setup(width: u32, height: u32, bodyBytes: u32): u32 {
  pictureWidth = width;
  pictureHeight = height;
  tileColumns = (width + TILE - 1) >> TILE_SHIFT;
  tileRows = (height + TILE - 1) >> TILE_SHIFT;
  const pictureBytes = <usize>width * <usize>height * 4 + 16;
  const tiles = <usize>tileColumns * tileRows;
  picture = align16(__heap_base);
  next = align16(picture + pictureBytes);
  flags = align16(next + pictureBytes);
  changes = align16(flags + tiles);
  gains = align16(changes + tiles * 4);
  body = align16(gains + <usize>width * 4 + 16);
  const end = body + bodyBytes + BODY_SLACK;
  const pages = <i32>((end + 0xffff) >> 16);
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return 1;
  return 0;
}

export function pictureAddress(): usize {
  return picture;
}

export function nextAddress(): usize {
  return next;
}

export function flagsAddress(): usize {
  return flags;
}

export function changesAddress(): usize {
  return changes;
}

export function bodyAddress(): usize {
  return body;
}
