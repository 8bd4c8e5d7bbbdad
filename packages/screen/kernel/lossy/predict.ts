/**
 * Predictions are written straight to where the new picture is made; differences are then added to them. Vectors are in
 * half pixels of luma, and never lead outside the picture.
 */
import {
  blueOffset,
  chromaAt,
  chromaStride,
  columns,
  lumaAt,
  lumaStride,
  redOffset,
  rows,
  strideOf,
} from './geometry';

function copy8(from: usize, to: usize): void {
  const end = chromaStride << 3;
  for (let row: usize = 0; row < end; row += chromaStride) store<u64>(to + row, load<u64>(from + row));
}

/** The block as it is at the same place of another picture. */
export function copyBlock(base: usize, picture: usize, column: u32, row: u32): void {
  const luma = lumaAt(column, row);
  let from = base + luma;
  let to = picture + luma;
  for (let y = 0; y < 16; y++) {
    v128.store(to, v128.load(from));
    from += lumaStride;
    to += lumaStride;
  }
  const chroma = chromaAt(column, row);
  copy8(base + blueOffset + chroma, picture + blueOffset + chroma);
  copy8(base + redOffset + chroma, picture + redOffset + chroma);
}

/** Grey, where there is nothing to begin from. */
export function blankBlock(picture: usize, column: u32, row: u32): void {
  let to = picture + lumaAt(column, row);
  for (let y = 0; y < 16; y++) {
    v128.store(to, i8x16.splat(-128));
    to += lumaStride;
  }
  to = picture + blueOffset + chromaAt(column, row);
  const toRed = redOffset - blueOffset;
  for (let y = 0; y < 8; y++) {
    v128.store64_lane(to, i8x16.splat(-128), 0);
    v128.store64_lane(to + toRed, i8x16.splat(-128), 0);
    to += chromaStride;
  }
}

/** Whether a vector keeps the block inside the picture. */
export function isInside(column: u32, row: u32, dx: i32, dy: i32): bool {
  const x = <i32>(column << 5) + dx;
  const y = <i32>(row << 5) + dy;
  return x >= 0 && y >= 0 && x <= <i32>((columns - 1) << 5) && y <= <i32>((rows - 1) << 5);
}

/** 16 samples, half a pixel to the right, below or both where `halfX`, `halfY` say so. */
export function between(from: usize, stride: usize, halfX: bool, halfY: bool): v128 {
  let samples = v128.load(from);
  if (halfX) samples = i8x16.avgr_u(samples, v128.load(from + 1));
  if (!halfY) return samples;
  let below = v128.load(from + stride);
  if (halfX) below = i8x16.avgr_u(below, v128.load(from + stride + 1));
  return i8x16.avgr_u(samples, below);
}

function moveChroma(from: usize, to: usize, halfX: bool, halfY: bool): void {
  const end = chromaStride << 3;
  for (let row: usize = 0; row < end; row += chromaStride) {
    v128.store64_lane(to + row, between(from + row, chromaStride, halfX, halfY), 0);
  }
}

/** The block as it is at another place of another picture. The vector must keep it inside. */
export function moveBlock(base: usize, picture: usize, column: u32, row: u32, dx: i32, dy: i32): void {
  const luma = lumaAt(column, row);
  let from = base + luma + (dy >> 1) * <i32>lumaStride + (dx >> 1);
  let to = picture + luma;
  const halfX = (dx & 1) !== 0;
  const halfY = (dy & 1) !== 0;
  for (let y = 0; y < 16; y++) {
    v128.store(to, between(from, lumaStride, halfX, halfY));
    from += lumaStride;
    to += lumaStride;
  }
  // Chroma moves half as far; quarters count as halves.
  const cx = (dx >> 1) | (dx & 1);
  const cy = (dy >> 1) | (dy & 1);
  const chroma = chromaAt(column, row);
  const moved = <isize>chroma + (cy >> 1) * <i32>chromaStride + (cx >> 1);
  moveChroma(base + blueOffset + moved, picture + blueOffset + chroma, (cx & 1) !== 0, (cy & 1) !== 0);
  moveChroma(base + redOffset + moved, picture + redOffset + chroma, (cx & 1) !== 0, (cy & 1) !== 0);
}

/** Fills a part, at its address, with the mean of what is above and to the left of it in the same picture, or with 128. */
export function fillMean(at: usize, part: u32, column: u32, row: u32): void {
  const stride = strideOf(part);
  const hasLeft = column > 0 || (part < 4 && (part & 1) !== 0);
  const hasAbove = row > 0 || (part < 4 && part > 1);
  let sum: u32 = 0;
  let shift: u32 = 2;
  if (hasAbove) {
    const above = i16x8.extadd_pairwise_i8x16_u(v128.load64_zero(at - stride));
    const pairs = i32x4.extadd_pairwise_i16x8_u(above);
    sum += i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
    shift++;
  }
  if (hasLeft) {
    let left = at - 1;
    for (let y = 0; y < 8; y++) {
      sum += load<u8>(left);
      left += stride;
    }
    shift++;
  }
  const mean = shift === 2 ? 128 : (sum + (1 << (shift - 1))) >> shift;
  const samples = i8x16.splat(<u8>mean);
  let to = at;
  for (let y = 0; y < 8; y++) {
    v128.store64_lane(to, samples, 0);
    to += stride;
  }
}
