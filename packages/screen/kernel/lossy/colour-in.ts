/** B, G, R, unused → luma and chroma of full range (JFIF, ITU-T T.871), chroma at half the width and height. */
import { blueOffset, chromaStride, columns, lumaStride, redOffset } from './geometry';

/** Two products of 16-bit numbers added: blue and red of four pixels, then green. */
function weigh(pixels: v128, blueRed: v128, green: v128): v128 {
  const low = v128.and(pixels, i32x4.splat(0x00ff00ff));
  const high = i16x8.shr_u(pixels, 8);
  return i32x4.add(i32x4.dot_i16x8_s(low, blueRed), i32x4.dot_i16x8_s(high, green));
}

/** The 16 luma samples of 16 pixels. Weights in 1/256. */
function lumaOf(at: usize): v128 {
  const blueRed = i32x4.splat(29 | (77 << 16));
  const green = i32x4.splat(150);
  const half = i32x4.splat(128);
  const a = i32x4.shr_u(i32x4.add(weigh(v128.load(at, 0), blueRed, green), half), 8);
  const b = i32x4.shr_u(i32x4.add(weigh(v128.load(at, 16), blueRed, green), half), 8);
  const c = i32x4.shr_u(i32x4.add(weigh(v128.load(at, 32), blueRed, green), half), 8);
  const d = i32x4.shr_u(i32x4.add(weigh(v128.load(at, 48), blueRed, green), half), 8);
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** The means of four times 2 × 2 pixels. */
function means(at: usize, stride: usize): v128 {
  const a = i8x16.avgr_u(v128.load(at), v128.load(at + stride));
  const b = i8x16.avgr_u(v128.load(at, 16), v128.load(at + stride, 16));
  return i8x16.avgr_u(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

function chromaOf(a: v128, b: v128, blueRed: v128, green: v128): v128 {
  const middle = i32x4.splat((128 << 8) + 128);
  const first = i32x4.shr_s(i32x4.add(weigh(a, blueRed, green), middle), 8);
  const second = i32x4.shr_s(i32x4.add(weigh(b, blueRed, green), middle), 8);
  const both = i16x8.narrow_i32x4_s(first, second);
  return i8x16.narrow_i16x8_u(both, both);
}

/** Repeats the last column and row of a band's `width` × `height` pixels up to whole blocks. */
function fillEdges(band: usize, width: u32, height: u32): void {
  const across = columns << 4;
  const stride = (<usize>across) << 2;
  for (let y: u32 = 0; y < height; y++) {
    const row = band + stride * y;
    const last = load<u32>(row + ((<usize>(width - 1)) << 2));
    for (let x = width; x < across; x++) store<u32>(row + ((<usize>x) << 2), last);
  }
  for (let y = height; y < 16; y++) memory.copy(band + stride * y, band + stride * (height - 1), stride);
}

/** Converts a row of blocks from `band`, where it has `width` × `height` (1–16) pixels, to row `row` of a picture. */
export function convertBand(band: usize, picture: usize, row: u32, width: u32, height: u32): void {
  fillEdges(band, width, height);
  const stride = (<usize>columns) << 6;
  let luma = picture + ((<usize>row) << 4) * lumaStride;
  for (let from = band, end = band + (stride << 4); from < end; from += 64) {
    v128.store(luma, lumaOf(from));
    luma += 16;
  }
  const blueFromBlueRed = i32x4.splat(128 | (-43 << 16));
  const blueFromGreen = i32x4.splat(0xffff & -85);
  const redFromBlueRed = i32x4.splat((0xffff & -21) | (128 << 16));
  const redFromGreen = i32x4.splat(0xffff & -107);
  let chroma = picture + blueOffset + ((<usize>row) << 3) * chromaStride;
  const toRed = redOffset - blueOffset;
  for (let y = 0; y < 8; y++) {
    const top = band + (stride << 1) * y;
    for (let from = top; from < top + stride; from += 64) {
      const a = means(from, stride);
      const b = means(from + 32, stride);
      v128.store64_lane(chroma, chromaOf(a, b, blueFromBlueRed, blueFromGreen), 0);
      v128.store64_lane(chroma + toRed, chromaOf(a, b, redFromBlueRed, redFromGreen), 0);
      chroma += 8;
    }
  }
}

/** Whether a block is the same in both pictures. */
export function isSame(one: usize, other: usize, luma: usize, chroma: usize): bool {
  let differing = i8x16.splat(0);
  let a = one + luma;
  let b = other + luma;
  for (let y = 0; y < 16; y++) {
    differing = v128.or(differing, v128.xor(v128.load(a), v128.load(b)));
    a += lumaStride;
    b += lumaStride;
  }
  if (v128.any_true(differing)) return false;
  let chromaBits: u64 = 0;
  a = one + blueOffset + chroma;
  b = other + blueOffset + chroma;
  const toRed = redOffset - blueOffset;
  for (let y = 0; y < 8; y++) {
    chromaBits |= (load<u64>(a) ^ load<u64>(b)) | (load<u64>(a + toRed) ^ load<u64>(b + toRed));
    a += chromaStride;
    b += chromaStride;
  }
  return chromaBits === 0;
}
