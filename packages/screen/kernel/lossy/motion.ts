/** How far a block is from its own mean and from the last frame, and from where in the last frame it came. */
import { lumaAt, lumaStride } from './geometry';
import { between, isInside } from './predict';

/** Absolute differences of 16 samples, as eight sums of two. */
function distances(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a)));
}

/** The sums of the lower and of the upper four of eight numbers of 16 bits. */
let lowerSum: u32 = 0;
let upperSum: u32 = 0;

function addUp(eight: v128): void {
  const four = i32x4.extadd_pairwise_i16x8_u(eight);
  lowerSum = i32x4.extract_lane(four, 0) + i32x4.extract_lane(four, 1);
  upperSum = i32x4.extract_lane(four, 2) + i32x4.extract_lane(four, 3);
}

/** Sum of absolute differences of 16 × 16 samples. */
export function difference(a: usize, b: usize): u32 {
  let even = i16x8.splat(0);
  let odd = i16x8.splat(0);
  const toOther = b - a;
  for (let row = a, end = a + (lumaStride << 4); row < end; row += lumaStride << 1) {
    const next = row + lumaStride;
    even = i16x8.add(even, distances(v128.load(row), v128.load(row + toOther)));
    odd = i16x8.add(odd, distances(v128.load(next), v128.load(next + toOther)));
  }
  addUp(i16x8.add(even, odd));
  return lowerSum + upperSum;
}

/** The same against samples half a pixel further. */
function differenceBetween(a: usize, b: usize, halfX: bool, halfY: bool): u32 {
  let sums = i16x8.splat(0);
  const toOther = b - a;
  for (let row = a, end = a + (lumaStride << 4); row < end; row += lumaStride) {
    sums = i16x8.add(sums, distances(v128.load(row), between(row + toOther, lumaStride, halfX, halfY)));
  }
  addUp(sums);
  return lowerSum + upperSum;
}

/** What `measureDetail` found: the sum of absolute deviations of four 8 × 8 blocks from their means, and the least of the four. */
export let detail: u32 = 0;
export let leastDetail: u32 = 0;

/** Measures how much there is to see in the 16 × 16 samples at `at`. */
export function measureDetail(at: usize): void {
  detail = 0;
  leastDetail = u32.MAX_VALUE;
  for (let half: usize = 0; half < 2; half++) {
    const top = at + half * (lumaStride << 3);
    const end = top + (lumaStride << 3);
    let sums = i16x8.splat(0);
    for (let row = top; row < end; row += lumaStride) {
      sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.load(row)));
    }
    addUp(sums);
    const left = i8x16.splat(<u8>((lowerSum + 32) >> 6));
    const right = i8x16.splat(<u8>((upperSum + 32) >> 6));
    const means = v128.shuffle<i64>(left, right, 0, 2);
    sums = i16x8.splat(0);
    for (let row = top; row < end; row += lumaStride) {
      sums = i16x8.add(sums, distances(v128.load(row), means));
    }
    addUp(sums);
    detail += lowerSum + upperSum;
    leastDetail = min(leastDetail, min(lowerSum, upperSum));
  }
}

/** The vector found, in half pixels, and what it costs. */
export let foundX: i32 = 0;
export let foundY: i32 = 0;
export let foundCost: u32 = 0;

/** What a bit of a vector weighs against differences. */
const BIT_WEIGHT: u32 = 4;
/** Vectors reach so far, in half pixels. */
const REACH: i32 = 126;
/** Steps of the search from the best first guess. */
const STEPS: i32 = 12;

let source: usize = 0;
let reference: usize = 0;
let atColumn: u32 = 0;
let atRow: u32 = 0;
let expectedX: i32 = 0;
let expectedY: i32 = 0;

/** Bits of a vector, roughly: the lengths of both its distances from what is expected. */
function vectorCost(x: i32, y: i32): u32 {
  const bits = 64 - clz<u32>(abs(x - expectedX)) - clz<u32>(abs(y - expectedY));
  return bits * 2 * BIT_WEIGHT;
}

/** Tries a vector of whole or half pixels; whether it is the best so far. */
function tryVector(x: i32, y: i32): bool {
  if (abs(x) > REACH || abs(y) > REACH || !isInside(atColumn, atRow, x, y)) return false;
  const from = reference + (y >> 1) * <i32>lumaStride + (x >> 1);
  const isWhole = ((x | y) & 1) === 0;
  const cost =
    (isWhole ? difference(source, from) : differenceBetween(source, from, (x & 1) !== 0, (y & 1) !== 0)) +
    vectorCost(x, y);
  if (cost >= foundCost) return false;
  foundCost = cost;
  foundX = x;
  foundY = y;
  return true;
}

/** Begins the search for a block of `picture` in `base`; staying costs `stayCost`. */
export function beginSearch(
  picture: usize,
  base: usize,
  column: u32,
  row: u32,
  stayCost: u32,
  x: i32,
  y: i32,
): void {
  source = picture + lumaAt(column, row);
  reference = base + lumaAt(column, row);
  atColumn = column;
  atRow = row;
  expectedX = x;
  expectedY = y;
  foundX = 0;
  foundY = 0;
  foundCost = stayCost;
}

/** Tries another block's vector, without its halves. */
export function tryGuess(x: i32, y: i32): void {
  const wholeX = x & ~1;
  const wholeY = y & ~1;
  if (wholeX !== foundX || wholeY !== foundY) tryVector(wholeX, wholeY);
}

/** Steps to the best neighbour of four until none is better, then to the best of the eight half pixels around. */
export function refineSearch(): void {
  for (let step = 0; step < STEPS; step++) {
    const x = foundX;
    const y = foundY;
    tryVector(x - 2, y);
    tryVector(x + 2, y);
    tryVector(x, y - 2);
    tryVector(x, y + 2);
    if (foundX === x && foundY === y) break;
  }
  const x = foundX;
  const y = foundY;
  tryVector(x - 1, y);
  tryVector(x + 1, y);
  tryVector(x, y - 1);
  tryVector(x, y + 1);
  tryVector(x - 1, y - 1);
  tryVector(x + 1, y - 1);
  tryVector(x - 1, y + 1);
  tryVector(x + 1, y + 1);
}
