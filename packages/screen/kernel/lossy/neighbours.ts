/** What the blocks to the left and above were like: the contexts of the next symbols. The same at both ends. */
import { columns, reserve } from './geometry';
import { FIRST_CONTEXT, MODE_CONTEXT } from './model';

/** Vectors of a frame's blocks, two numbers of 16 bits each; 0 where a block did not move. */
export let vectors: usize = 0;
/** For each column: four bytes, whether the lowest 8 × 8 blocks (two of luma, blue, red) had coefficients. */
let above: usize = 0;
/** For each column a byte: whether the block above was skipped. */
let aboveSkipped: usize = 0;
/** The same of the block to the left: its right 8 × 8 blocks (upper, lower, blue, red). */
const left: usize = memory.data(4, 4);
let leftSkipped: u32 = 0;

export function reserveNeighbours(blocks: usize): void {
  vectors = reserve(blocks << 2);
  above = reserve((<usize>columns) << 2);
  aboveSkipped = reserve(columns);
}

export function beginFrameNeighbours(): void {
  memory.fill(above, 0, (<usize>columns) << 2);
  memory.fill(aboveSkipped, 0, columns);
}

export function beginRowNeighbours(): void {
  store<u32>(left, 0);
  leftSkipped = 0;
}

export function modeContext(column: u32): u32 {
  return MODE_CONTEXT + leftSkipped + <u32>load<u8>(aboveSkipped + column);
}

/** Notes how a block was made. A block without coefficients says so to its neighbours. */
export function noteMode(column: u32, isSkipped: bool, isCoded: bool): void {
  leftSkipped = <u32>isSkipped;
  store<u8>(aboveSkipped + column, <u8>isSkipped);
  if (isCoded) return;
  store<u32>(left, 0);
  store<u32>(above + ((<usize>column) << 2), 0);
}

function leftOf(part: u32): usize {
  return left + (part < 4 ? part >> 1 : part - 2);
}

function aboveOf(column: u32, part: u32): usize {
  return above + (((<usize>column) << 2) + (part < 4 ? part & 1 : part - 2));
}

export function firstContext(kind: u32, column: u32, part: u32): u32 {
  return FIRST_CONTEXT + kind * 3 + <u32>load<u8>(leftOf(part)) + <u32>load<u8>(aboveOf(column, part));
}

export function noteCoefficients(column: u32, part: u32, hasAny: bool): void {
  store<u8>(leftOf(part), <u8>hasAny);
  store<u8>(aboveOf(column, part), <u8>hasAny);
}

/** What `expectVector` found. */
export let expectedX: i32 = 0;
export let expectedY: i32 = 0;

function median(a: i32, b: i32, c: i32): i32 {
  return max(min(a, b), min(max(a, b), c));
}

/** The vector a block is expected to have: the median of those to the left, above and above to the right. */
export function expectVector(column: u32, row: u32): void {
  const at = vectors + ((<usize>row * columns + column) << 2);
  const up = (<usize>columns) << 2;
  let leftX: i32 = 0;
  let leftY: i32 = 0;
  if (column > 0) {
    leftX = load<i16>(at - 4);
    leftY = load<i16>(at - 4, 2);
  }
  if (row === 0) {
    expectedX = leftX;
    expectedY = leftY;
    return;
  }
  const corner = column + 1 < columns ? at - up + 4 : at - up;
  expectedX = median(leftX, load<i16>(at - up), load<i16>(corner));
  expectedY = median(leftY, load<i16>(at - up, 2), load<i16>(corner, 2));
}

export function noteVector(column: u32, row: u32, x: i32, y: i32): void {
  const at = vectors + ((<usize>row * columns + column) << 2);
  store<i16>(at, <i16>x);
  store<i16>(at, <i16>y, 2);
}
