/** Decides, before anything is coded, how each block is to be coded and how much there is to code. */
import { isSame } from './colour-in';
import { chromaAt, columns, lumaAt, MAX_SLICES, reserve, rows, sliceRows } from './geometry';
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
} from './motion';
import { expectedX, expectedY, expectVector, noteVector, vectors } from './neighbours';
import { isIntraFrame, madeBefore, shown, shownBefore } from './pictures';
import { isPending } from './room';

/** What is planned for a block. */
export const PLAN_SKIP: u8 = 0;
export const PLAN_MOVE: u8 = 1;
export const PLAN_INTRA: u8 = 2;

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

/** A byte for each block, by rows: plan, coarseness, quality when last coded. */
let plans: usize = 0;
let coarsenesses: usize = 0;
let qualities: usize = 0;
/** For each slice, how much there is to code. */
export const work: usize = memory.data(4 * 8, 4);

export function reservePlans(blocks: usize): void {
  plans = reserve(blocks);
  coarsenesses = reserve(blocks);
  qualities = reserve(blocks);
}

export function planOf(at: usize): u8 {
  return load<u8>(plans + at);
}

export function coarsenessOf(at: usize): u32 {
  return <u32>load<u8>(coarsenesses + at);
}

/** Notes at which quality a block was coded. */
export function noteQuality(at: usize, quality: u32): void {
  store<u8>(qualities + at, <u8>quality);
}

function coarsenessFor(least: u32): u8 {
  return least < BUSY ? 0 : least < BUSIER ? 1 : least < BUSIEST ? 2 : 3;
}

/** Decides how a block is to be coded; returns how much there is to code. */
function planBlock(column: u32, row: u32, quality: u32): u32 {
  const at = <usize>row * columns + column;
  const luma = lumaAt(column, row);
  const isStill = !isIntraFrame && !isPending(at) && isSame(shown, shownBefore, luma, chromaAt(column, row));
  if (isStill && <u32>load<u8>(qualities + at) + WORTH_IMPROVING > quality) {
    store<u8>(plans + at, PLAN_SKIP);
    noteVector(column, row, 0, 0);
    return 0;
  }
  measureDetail(shown + luma);
  store<u8>(coarsenesses + at, coarsenessFor(leastDetail));
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
export function planBlocks(quality: u32): void {
  for (let slice: u32 = 0; slice < MAX_SLICES; slice++) store<u32>(work + (slice << 2), 0);
  for (let row: u32 = 0; row < rows; row++) {
    let sum: u32 = 0;
    for (let column: u32 = 0; column < columns; column++) sum += planBlock(column, row, quality);
    const at = work + ((row / sliceRows) << 2);
    store<u32>(at, load<u32>(at) + (sum >> 4));
  }
}
