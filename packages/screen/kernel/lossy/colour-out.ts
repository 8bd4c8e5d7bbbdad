/** Luma and chroma of full range (JFIF, ITU-T T.871) → R, G, B, A. */
import { blueOffset, chromaStride, columns, lumaStride, redOffset } from './geometry';

// Factors as multiples of 2^-14.
const RED_FROM_RED: i16 = 22970; // 1.402
const GREEN_FROM_BLUE: i16 = 5638; // 0.344136
const GREEN_FROM_RED: i16 = 11700; // 0.714136
const BLUE_FROM_BLUE: i16 = 29032; // 1.772

function weigh(doubled: v128, factor: i16): v128 {
  return i16x8.q15mulr_sat_s(doubled, i16x8.splat(factor));
}

function addTo(luma: v128, eight: v128): v128 {
  const low = v128.shuffle<i16>(eight, eight, 0, 0, 1, 1, 2, 2, 3, 3);
  const high = v128.shuffle<i16>(eight, eight, 4, 4, 5, 5, 6, 6, 7, 7);
  return i8x16.narrow_i16x8_u(
    i16x8.add(i16x8.extend_low_i8x16_u(luma), low),
    i16x8.add(i16x8.extend_high_i8x16_u(luma), high),
  );
}

function putRow(luma: v128, red: v128, green: v128, blue: v128, to: usize): void {
  const r = addTo(luma, red);
  const g = addTo(luma, green);
  const b = addTo(luma, blue);
  const opaque = i8x16.splat(-1);
  const rgLow = v128.shuffle<i8>(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const rgHigh = v128.shuffle<i8>(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const baLow = v128.shuffle<i8>(b, opaque, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const baHigh = v128.shuffle<i8>(b, opaque, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, v128.shuffle<i16>(rgLow, baLow, 0, 8, 1, 9, 2, 10, 3, 11), 0);
  v128.store(to, v128.shuffle<i16>(rgLow, baLow, 4, 12, 5, 13, 6, 14, 7, 15), 16);
  v128.store(to, v128.shuffle<i16>(rgHigh, baHigh, 0, 8, 1, 9, 2, 10, 3, 11), 32);
  v128.store(to, v128.shuffle<i16>(rgHigh, baHigh, 4, 12, 5, 13, 6, 14, 7, 15), 48);
}

/** Writes the block's pixels into `band`, which holds one row of blocks: 16 rows of columns × 16 pixels. */
export function convertBlock(picture: usize, column: u32, row: u32, band: usize): void {
  let luma = picture + ((<usize>row) << 4) * lumaStride + ((<usize>column) << 4);
  let blues = picture + blueOffset + ((<usize>row) << 3) * chromaStride + ((<usize>column) << 3);
  const toRed = redOffset - blueOffset;
  const stride = (<usize>columns) << 6;
  let to = band + ((<usize>column) << 6);
  const middle = i16x8.splat(128);
  for (let y = 0; y < 8; y++) {
    const doubledBlue = i16x8.shl(i16x8.sub(v128.load8x8_u(blues), middle), 1);
    const doubledRed = i16x8.shl(i16x8.sub(v128.load8x8_u(blues + toRed), middle), 1);
    const red = weigh(doubledRed, RED_FROM_RED);
    const green = i16x8.neg(
      i16x8.add(weigh(doubledBlue, GREEN_FROM_BLUE), weigh(doubledRed, GREEN_FROM_RED)),
    );
    const blue = weigh(doubledBlue, BLUE_FROM_BLUE);
    putRow(v128.load(luma), red, green, blue, to);
    putRow(v128.load(luma + lumaStride), red, green, blue, to + stride);
    luma += lumaStride << 1;
    to += stride << 1;
    blues += chromaStride;
  }
}
