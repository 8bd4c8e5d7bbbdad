/**
 * The rectangle in blocks, and where its parts lie in memory. Whole blocks of 16 × 16 pixels cover it; a *picture* is
 * three planes, luma and two of chroma with half its width and height (4:2:0), each a whole number of blocks.
 */

/** Blocks in a row, and rows of blocks. */
export let columns: u32 = 0;
export let rows: u32 = 0;
/** Rows of blocks in a slice; the last slice may have fewer. */
export let sliceRows: u32 = 0;
export let lumaStride: usize = 0;
export let chromaStride: usize = 0;
/** From the start of a picture to its two chroma planes, and its whole length. */
export let blueOffset: usize = 0;
export let redOffset: usize = 0;
export let pictureBytes: usize = 0;

/** A frame has at most this many slices; between two of them the probabilities are adapted. */
export const MAX_SLICES: u32 = 8;

let top: usize = 0;

/** Begins a new layout, forgetting what lay in memory. */
export function beginLayout(width: u32, height: u32): void {
  columns = (width + 15) >> 4;
  rows = (height + 15) >> 4;
  sliceRows = (rows + MAX_SLICES - 1) / MAX_SLICES;
  lumaStride = (<usize>columns) << 4;
  chromaStride = lumaStride >> 1;
  const luma = lumaStride * ((<usize>rows) << 4);
  blueOffset = luma;
  redOffset = luma + (luma >> 2);
  pictureBytes = luma + (luma >> 1);
  top = (__heap_base + 15) & ~15;
}

/** Sets bytes aside; they are zero, and aligned to 16. Loads of 16 bytes may run over their end. */
export function reserve(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 31) & ~15;
  return at;
}

/** Takes the memory for everything set aside. Whether it could be had. */
export function commitLayout(): bool {
  const pages = <i32>((top + 0xffff) >> 16);
  const missing = pages - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

/** Where a block of 16 × 16 begins in the luma plane. */
export function lumaAt(column: u32, row: u32): usize {
  return ((<usize>row) << 4) * lumaStride + ((<usize>column) << 4);
}

/** Where it begins in a chroma plane. */
export function chromaAt(column: u32, row: u32): usize {
  return ((<usize>row) << 3) * chromaStride + ((<usize>column) << 3);
}

/** Where a part of a block begins in a picture. Parts are its 8 × 8 blocks: 0 to 3 luma, by rows; 4 blue; 5 red. */
export function partAt(part: u32, column: u32, row: u32): usize {
  if (part < 4) return lumaAt(column, row) + (part >> 1) * (lumaStride << 3) + ((part & 1) << 3);
  return (part === 4 ? blueOffset : redOffset) + chromaAt(column, row);
}

/** From one row of a part's samples to the next. */
export function strideOf(part: u32): usize {
  return part < 4 ? lumaStride : chromaStride;
}
