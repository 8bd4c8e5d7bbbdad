/** Codes blocks as they were planned, and makes them as the decoder will. */
import { putNumber, putPart, quantisePart, reconstructPart, setQuality } from './block-out';
import { columns, partAt, reserve, rows, sliceRows } from './geometry';
import {
  COARSENESS_CONTEXT,
  contextKind,
  MODE_FOLLOW,
  MODE_INTRA,
  MODE_MOVE,
  MODE_SKIP,
  MODE_STILL,
  slot,
  VECTOR_CONTEXT,
} from './model';
import {
  beginRowNeighbours,
  expectedX,
  expectedY,
  expectVector,
  firstContext,
  modeContext,
  noteCoefficients,
  noteMode,
  noteVector,
  vectors,
} from './neighbours';
import { isIntraFrame, made, madeBefore, shown } from './pictures';
import { coarsenessOf, noteQuality, PLAN_INTRA, PLAN_SKIP, planOf } from './plan';
import { blankBlock, copyBlock, fillMean, moveBlock } from './predict';
import { fits, leaveOut, takeIn } from './room';
import { beginSliceSymbols, bytesSoFar, markSymbols, putBits, putSymbol, rewindSymbols } from './symbols-out';

/** A byte for each block, by rows: whether the frame painted it. */
export let painted: usize = 0;
let lastCoarseness: u32 = 0;

export function reservePainted(blocks: usize): void {
  painted = reserve(blocks);
}

function putCoarseness(coarseness: u32): void {
  putSymbol(slot(COARSENESS_CONTEXT + lastCoarseness, coarseness));
  lastCoarseness = coarseness;
}

function putDistance(context: u32, distance: i32): void {
  putNumber(context, abs(distance));
  if (distance !== 0) putBits(<u32>(distance < 0), 1);
}

/** Puts the levels that a part was quantised to, and adds them to its prediction. */
function codePart(part: u32, column: u32, target: usize, isIntra: bool, coarseness: u32): void {
  const first = firstContext(contextKind(isIntra, part >= 4), column, part);
  noteCoefficients(column, part, putPart(part, isIntra, first));
  reconstructPart(part, target, isIntra, coarseness);
}

function codeIntra(column: u32, row: u32, coarseness: u32, context: u32): void {
  putSymbol(slot(context, MODE_INTRA));
  noteMode(column, false, true);
  putCoarseness(coarseness);
  for (let part: u32 = 0; part < 6; part++) {
    const at = partAt(part, column, row);
    fillMean(made + at, part, column, row);
    quantisePart(part, shown + at, made + at, true, coarseness);
    codePart(part, column, made + at, true, coarseness);
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
    codePart(part, column, made + partAt(part, column, row), false, coarseness);
  }
  return true;
}

/** Codes a block unless it makes the frame longer than `limit` bytes, with all blocks after it skipped. */
function codeBlock(column: u32, row: u32, quality: u32, limit: u32): void {
  const at = row * columns + column;
  const planned = planOf(at);
  store<u8>(painted + at, 0);
  const context = modeContext(column);
  if (planned === PLAN_SKIP) {
    skip(column, row, context);
    return;
  }
  const coarseness = coarsenessOf(at);
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
  takeIn(at);
  noteQuality(at, quality);
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
