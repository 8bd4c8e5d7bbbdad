/**
 * The lossy encoder, in AssemblyScript (not TypeScript: types such as `u32` and `usize` are machine types). A frame is made
 * by these calls: `convert` for each row of blocks, `analyse`, for each slice `codeSlice`, then `finish`.
 * `../src/lossy/README.md` describes the codec.
 */
import {
  beginBlocks,
  putNumber,
  putPart,
  quantisePart,
  reconstructPart,
  setQuality,
} from './lossy/block-out';
import { convertBand, isSame } from './lossy/colour-in';
import {
  beginLayout,
  blueOffset,
  chromaStride,
  columns,
  commitLayout,
  lumaStride,
  pictureBytes,
  redOffset,
  reserve,
  rows,
  sliceRows,
} from './lossy/geometry';
import {
  COARSENESS_CONTEXT,
  MODE_FOLLOW,
  MODE_INTRA,
  MODE_MOVE,
  MODE_SKIP,
  MODE_STILL,
  slot,
  VECTOR_CONTEXT,
} from './lossy/model';
import {
  beginSearch,
  detail,
  difference,
  foundCost,
  foundX,
  foundY,
  leastDetail,
  measureDetail,
  refineSearch,
  tryGuess,
} from './lossy/motion';
import {
  beginFrameNeighbours,
  beginRowNeighbours,
  expectedX,
  expectedY,
  expectVector,
  firstContext,
  modeContext,
  noteCoefficients,
  noteMode,
  noteVector,
  reserveNeighbours,
  vectors,
} from './lossy/neighbours';
import { blankBlock, chromaAt, copyBlock, fillMean, lumaAt, moveBlock } from './lossy/predict';
import {
  beginSliceSymbols,
  beginSymbols,
  bitBytes,
  bits,
  bytesSoFar,
  codeSymbols,
  hasRoom,
  markSymbols,
  outputStart,
  putBits,
  putSymbol,
  reserveSymbols,
  resetSymbols,
  rewindSymbols,
} from './lossy/symbols-out';

/** What `analyse` decides for a block. */
const PLAN_SKIP: u8 = 0;
const PLAN_MOVE: u8 = 1;
const PLAN_INTRA: u8 = 2;

/** A block that did not change is improved when the quality has risen by so much since it was last coded. */
const WORTH_IMPROVING: u32 = 10;
/** Below a mean difference of 1.5, no vector is looked for. */
const NEAR: u32 = 384;
/** So much better must a block be from its own frame alone. */
const INTRA_LEAD: u32 = 512;
/** Mean deviations from which blocks are coded coarser (times 64, the samples of an 8 × 8 block). */
const BUSY: u32 = 8 << 6;
const BUSIER: u32 = 14 << 6;
const BUSIEST: u32 = 22 << 6;
/** What a skipped block takes at most, in 1/8 byte: one symbol of 12 bits. */
const SKIP_BITS: u32 = 12;
/** What the last symbols may take beyond the estimate, in bytes. */
const ESTIMATE_SLACK: u32 = 64;

let pictureWidth: u32 = 0;
let pictureHeight: u32 = 0;
let band: usize = 0;
/** What the screen shows, now and in the frame before. */
let shown: usize = 0;
let shownBefore: usize = 0;
/** What the decoder will show, now and after the frame before. */
let made: usize = 0;
let madeBefore: usize = 0;
/** A byte for each block, by rows: plan, coarseness, quality when last coded, left out for want of room, painted. */
let plans: usize = 0;
let coarsenesses: usize = 0;
let qualities: usize = 0;
let pending: usize = 0;
let painted: usize = 0;
/** For each slice, how much there is to code. */
const work: usize = memory.data(4 * 8, 4);

let isIntraFrame: bool = false;
let lastCoarseness: u32 = 0;
let pendingCount: u32 = 0;
/** The first block that is served before others: where room ended in the frame before. And where it ends in this one. */
let turn: u32 = 0;
let nextTurn: u32 = 0;

/** Lays out the memory for a rectangle of this many pixels. Returns 0, or 1 when it cannot be had. */
export function setup(width: u32, height: u32, maxBytes: u32): u32 {
  pictureWidth = width;
  pictureHeight = height;
  beginLayout(width, height);
  const blocks = <usize>columns * rows;
  band = reserve((<usize>columns) << 10);
  shown = reserve(pictureBytes);
  shownBefore = reserve(pictureBytes);
  made = reserve(pictureBytes);
  madeBefore = reserve(pictureBytes);
  plans = reserve(blocks);
  coarsenesses = reserve(blocks);
  qualities = reserve(blocks);
  pending = reserve(blocks);
  painted = reserve(blocks);
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

export function pendingBlocks(): u32 {
  return pendingCount;
}

/** Begins a frame; `isIntra` forgets all that was. */
export function beginFrame(isIntra: bool): void {
  isIntraFrame = isIntra;
  const lastShown = shown;
  shown = shownBefore;
  shownBefore = lastShown;
  const lastMade = made;
  made = madeBefore;
  madeBefore = lastMade;
  if (isIntra) resetSymbols();
}

/** Takes row `row` of blocks from the band: columns × 16 pixels a row, of which the rectangle's width counts. */
export function convert(row: u32): void {
  convertBand(band, shown, row, pictureWidth, min<u32>(pictureHeight - (row << 4), 16));
}

function coarsenessOf(least: u32): u8 {
  return least < BUSY ? 0 : least < BUSIER ? 1 : least < BUSIEST ? 2 : 3;
}

/** Decides how a block is to be coded; returns how much there is to code. */
function plan(column: u32, row: u32, quality: u32): u32 {
  const at = <usize>row * columns + column;
  const luma = lumaAt(column, row);
  const isStill =
    !isIntraFrame && load<u8>(pending + at) === 0 && isSame(shown, shownBefore, luma, chromaAt(column, row));
  if (isStill && <u32>load<u8>(qualities + at) + WORTH_IMPROVING > quality) {
    store<u8>(plans + at, PLAN_SKIP);
    noteVector(column, row, 0, 0);
    return 0;
  }
  measureDetail(shown + luma);
  store<u8>(coarsenesses + at, coarsenessOf(leastDetail));
  const inside = detail;
  if (isIntraFrame) {
    store<u8>(plans + at, PLAN_INTRA);
    noteVector(column, row, 0, 0);
    return inside;
  }
  const stay = difference(shown + luma, madeBefore + luma);
  store<u8>(plans + at, PLAN_MOVE);
  if (isStill || stay < NEAR) {
    noteVector(column, row, 0, 0);
    return stay;
  }
  const wasX = <i32>load<i16>(vectors + (at << 2));
  const wasY = <i32>load<i16>(vectors + (at << 2), 2);
  expectVector(column, row);
  beginSearch(shown, madeBefore, column, row, stay, expectedX, expectedY);
  tryGuess(expectedX, expectedY);
  tryGuess(wasX, wasY);
  if (column > 0) tryGuess(load<i16>(vectors + (at << 2) - 4), load<i16>(vectors + (at << 2) - 2));
  refineSearch();
  if (inside + INTRA_LEAD < foundCost) {
    store<u8>(plans + at, PLAN_INTRA);
    noteVector(column, row, 0, 0);
    return inside;
  }
  noteVector(column, row, foundX, foundY);
  return foundCost;
}

/** Decides for all blocks how they are to be coded, at about this quality. */
export function analyse(quality: u32): void {
  for (let slice: u32 = 0; slice < 8; slice++) store<u32>(work + (slice << 2), 0);
  for (let row: u32 = 0; row < rows; row++) {
    let sum: u32 = 0;
    for (let column: u32 = 0; column < columns; column++) sum += plan(column, row, quality);
    const at = work + ((row / sliceRows) << 2);
    store<u32>(at, load<u32>(at) + (sum >> 4));
  }
  pendingCount = 0;
  turn = isIntraFrame ? 0 : nextTurn;
  nextTurn = 0;
  beginFrameNeighbours();
  beginSymbols();
}

function putCoarseness(coarseness: u32): void {
  putSymbol(slot(COARSENESS_CONTEXT + lastCoarseness, coarseness));
  lastCoarseness = coarseness;
}

function putDistance(context: u32, distance: i32): void {
  putNumber(context, abs(distance));
  if (distance !== 0) putBits(<u32>(distance < 0), 1);
}

function partAt(part: u32, column: u32, row: u32): usize {
  if (part < 4) return lumaAt(column, row) + (part >> 1) * (lumaStride << 3) + ((part & 1) << 3);
  return (part === 4 ? blueOffset : redOffset) + chromaAt(column, row);
}

function codeIntra(column: u32, row: u32, coarseness: u32, context: u32): void {
  putSymbol(slot(context, MODE_INTRA));
  noteMode(column, false, true);
  putCoarseness(coarseness);
  for (let part: u32 = 0; part < 6; part++) {
    const at = partAt(part, column, row);
    const hasLeft = column > 0 || (part < 4 && (part & 1) !== 0);
    const hasAbove = row > 0 || (part < 4 && part > 1);
    fillMean(made + at, part < 4 ? lumaStride : chromaStride, hasLeft, hasAbove);
    quantisePart(part, shown + at, made + at, true, coarseness);
    noteCoefficients(column, part, putPart(part, true, firstContext(part < 4 ? 0 : 2, column, part)));
    reconstructPart(part, made + at, true, coarseness);
  }
}

/** Leaves the block as it was, or grey when there is nothing before this frame. */
function skip(column: u32, row: u32, context: u32): void {
  if (isIntraFrame) blankBlock(made, column, row);
  else copyBlock(madeBefore, made, column, row);
  putSymbol(slot(context, MODE_SKIP));
  noteMode(column, true, false);
  noteVector(column, row, 0, 0);
}

/** Whether the block turned out to be painted. */
function codeMoved(column: u32, row: u32, coarseness: u32, context: u32): bool {
  const vector = vectors + ((<usize>row * columns + column) << 2);
  const x = <i32>load<i16>(vector);
  const y = <i32>load<i16>(vector, 2);
  const isStill = (x | y) === 0;
  if (isStill) copyBlock(madeBefore, made, column, row);
  else moveBlock(madeBefore, made, column, row, x, y);
  let isCoded = false;
  for (let part: u32 = 0; part < 6; part++) {
    const at = partAt(part, column, row);
    if (quantisePart(part, shown + at, made + at, false, coarseness)) isCoded = true;
  }
  if (isStill && !isCoded) {
    skip(column, row, context);
    return false;
  }
  if (isStill) putSymbol(slot(context, MODE_STILL));
  else {
    expectVector(column, row);
    const isExpected = x === expectedX && y === expectedY;
    putSymbol(slot(context, (isExpected ? MODE_FOLLOW : MODE_MOVE) + <u32>isCoded));
    if (!isExpected) {
      putDistance(VECTOR_CONTEXT, x - expectedX);
      putDistance(VECTOR_CONTEXT + 1, y - expectedY);
    }
  }
  noteMode(column, false, isCoded);
  if (!isCoded) return true;
  putCoarseness(coarseness);
  for (let part: u32 = 0; part < 6; part++) {
    noteCoefficients(column, part, putPart(part, false, firstContext(part < 4 ? 1 : 2, column, part)));
    reconstructPart(part, made + partAt(part, column, row), false, coarseness);
  }
  return true;
}

/** What a frame takes at least when all blocks but `coded` are skipped, beyond what those coded take. */
function leastBytes(coded: u32): u32 {
  return (((columns * rows - coded) * SKIP_BITS) >> 3) + ESTIMATE_SLACK;
}

/**
 * Whether the frame so far, up to and with block `at`, is short enough. While room is short, blocks take turns: those before
 * the one whose turn it is leave half the room.
 */
function fits(at: u32, limit: u32): bool {
  if (!hasRoom()) return false;
  const kept = at < turn && limit > leastBytes(0) ? (limit - leastBytes(0)) >> 1 : 0;
  return bytesSoFar() + leastBytes(at + 1) + kept <= limit;
}

/** Notes that there was no room for block `at`: its turn is next, unless one after this frame's turn comes before it. */
function leaveOut(at: u32): void {
  store<u8>(pending + at, 1);
  pendingCount++;
  if (pendingCount === 1 || (at >= turn && nextTurn < turn)) nextTurn = at;
}

/** Codes a block unless it makes the frame longer than `limit` bytes, with all blocks after it skipped. */
function codeBlock(column: u32, row: u32, quality: u32, limit: u32): void {
  const at = row * columns + column;
  const planned = load<u8>(plans + at);
  store<u8>(painted + at, 0);
  const context = modeContext(column);
  if (planned === PLAN_SKIP) {
    skip(column, row, context);
    return;
  }
  const coarseness = <u32>load<u8>(coarsenesses + at);
  const coarsenessBefore = lastCoarseness;
  markSymbols();
  let isPainted = true;
  if (planned === PLAN_INTRA) codeIntra(column, row, coarseness, context);
  else isPainted = codeMoved(column, row, coarseness, context);
  if (isPainted && !fits(at, limit)) {
    rewindSymbols();
    lastCoarseness = coarsenessBefore;
    skip(column, row, context);
    leaveOut(at);
    return;
  }
  store<u8>(pending + at, 0);
  store<u8>(qualities + at, <u8>quality);
  store<u8>(painted + at, <u8>isPainted);
}

/** Codes a slice at a quality from 1 to 100; the whole frame must not be longer than `limit` bytes. Returns its bytes so far. */
export function codeSlice(slice: u32, quality: u32, limit: u32): u32 {
  beginSliceSymbols();
  setQuality(quality);
  putBits(quality, 7);
  lastCoarseness = 0;
  const end = min<u32>((slice + 1) * sliceRows, rows);
  for (let row = slice * sliceRows; row < end; row++) {
    beginRowNeighbours();
    for (let column: u32 = 0; column < columns; column++) codeBlock(column, row, quality, limit);
  }
  return bytesSoFar();
}

/** Codes what was put. Returns the bytes at `codeAddress`; those at `bitsAddress` are told by `bitBytes`. */
export function finish(): u32 {
  return codeSymbols();
}

export { bitBytes };
