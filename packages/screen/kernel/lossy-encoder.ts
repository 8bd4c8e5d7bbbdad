/**
 * The lossy encoder, in AssemblyScript (not TypeScript: types such as `u32` and `usize` are machine types). A frame is made
 * by these calls: `beginFrame`, `convert` for each row of blocks, `analyse`, for each slice `codeSlice`, then `finish`.
 * `../src/lossy/README.md` describes the codec.
 */
import { beginBlocks } from './lossy/block-out';
import { painted, reservePainted } from './lossy/coding';
import { convertBand } from './lossy/colour-in';
import { beginLayout, columns, commitLayout, reserve, rows } from './lossy/geometry';
import { beginFrameNeighbours, reserveNeighbours } from './lossy/neighbours';
import { isIntraFrame, made, reservePictures, shown } from './lossy/pictures';
import { planBlocks, reservePlans, work } from './lossy/plan';
import { beginRoom, reserveRoom } from './lossy/room';
import { beginSymbols, bits, codeSymbols, outputStart, reserveSymbols } from './lossy/symbols-out';

let pictureWidth: u32 = 0;
let pictureHeight: u32 = 0;
let band: usize = 0;

/** Lays out the memory for a rectangle of this many pixels. Returns 0, or 1 when it cannot be had. */
export function setup(width: u32, height: u32, maxBytes: u32): u32 {
  pictureWidth = width;
  pictureHeight = height;
  beginLayout(width, height);
  const blocks = <usize>columns * rows;
  band = reserve((<usize>columns) << 10);
  reservePictures();
  reservePlans(blocks);
  reserveRoom(blocks);
  reservePainted(blocks);
  reserveNeighbours(blocks);
  reserveSymbols(blocks, maxBytes);
  if (!commitLayout()) return 1;
  beginBlocks();
  return 0;
}

export function bandAddress(): usize {
  return band;
}

/** Where the decoder's picture after the last frame is, as planes. */
export function pictureAddress(): usize {
  return made;
}

export function paintedAddress(): usize {
  return painted;
}

export function workAddress(): usize {
  return work;
}

export function bitsAddress(): usize {
  return bits;
}

export function codeAddress(): usize {
  return outputStart;
}

/** Takes row `row` of blocks from the band: columns × 16 pixels a row, of which the rectangle's width counts. */
export function convert(row: u32): void {
  convertBand(band, shown, row, pictureWidth, min<u32>(pictureHeight - (row << 4), 16));
}

/** Decides for all blocks how they are to be coded, at about this quality. */
export function analyse(quality: u32): void {
  planBlocks(quality);
  beginRoom(isIntraFrame);
  beginFrameNeighbours();
  beginSymbols();
}

/** Codes what was put. Returns the bytes at `codeAddress`; those at `bitsAddress` are told by `bitBytes`. */
export function finish(): u32 {
  return codeSymbols();
}

export { codeSlice } from './lossy/coding';
export { beginFrame } from './lossy/pictures';
export { pendingBlocks } from './lossy/room';
export { bitBytes } from './lossy/symbols-out';
