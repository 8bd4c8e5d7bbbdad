/**
 * The 8 × 8 discrete cosine transform after Arai, Agui and Nakajima (1988), in 16-bit integers, as libjpeg's jfdctfst.c
 * and jidctfst.c lay it out: five multiplications a pass, and the scales of its outputs are left to the
 * quantiser's tables. Both ends use this very code, so that rounding is part of the format.
 *
 * Coefficients are kept with the horizontal frequency as the row: index = 8 × horizontal + vertical.
 */

// Factors as multiples of 2^-15.
const COS_6_8: i16 = 12540; // 0.382683433
const COS_DIFFERENCE: i16 = 17734; // 0.541196100
const COS_SUM_LESS_1: i16 = 10045; // 1.306562965 − 1
const SQRT_HALF: i16 = 23170; // 0.707106781
const SQRT_2_LESS_1: i16 = 13573; // 1.414213562 − 1
const K_1_847_LESS_1: i16 = 27779; // 1.847759065 − 1
const K_1_082_LESS_1: i16 = 2700; // 1.082392200 − 1
const K_2_613_LESS_2: i16 = 20091; // 2.613125930 − 2

function times(a: v128, factor: i16): v128 {
  return i16x8.q15mulr_sat_s(a, i16x8.splat(factor));
}

function plus(a: v128, b: v128): v128 {
  return i16x8.add(a, b);
}

function minus(a: v128, b: v128): v128 {
  return i16x8.sub(a, b);
}

/** One forward pass down the columns of the eight rows at `at`, in place. */
function forwardPass(at: usize): void {
  const d0 = v128.load(at, 0);
  const d1 = v128.load(at, 16);
  const d2 = v128.load(at, 32);
  const d3 = v128.load(at, 48);
  const d4 = v128.load(at, 64);
  const d5 = v128.load(at, 80);
  const d6 = v128.load(at, 96);
  const d7 = v128.load(at, 112);
  const s0 = plus(d0, d7);
  const s1 = plus(d1, d6);
  const s2 = plus(d2, d5);
  const s3 = plus(d3, d4);
  const e0 = plus(s0, s3);
  const e1 = plus(s1, s2);
  const e3 = minus(s0, s3);
  const z1 = times(plus(minus(s1, s2), e3), SQRT_HALF);
  v128.store(at, plus(e0, e1), 0);
  v128.store(at, minus(e0, e1), 64);
  v128.store(at, plus(e3, z1), 32);
  v128.store(at, minus(e3, z1), 96);
  const t4 = minus(d3, d4);
  const t5 = minus(d2, d5);
  const t6 = minus(d1, d6);
  const t7 = minus(d0, d7);
  const o0 = plus(t4, t5);
  const o2 = plus(t6, t7);
  const z5 = times(minus(o0, o2), COS_6_8);
  const z2 = plus(times(o0, COS_DIFFERENCE), z5);
  const z4 = plus(plus(o2, times(o2, COS_SUM_LESS_1)), z5);
  const z3 = times(plus(t5, t6), SQRT_HALF);
  const z11 = plus(t7, z3);
  const z13 = minus(t7, z3);
  v128.store(at, plus(z13, z2), 80);
  v128.store(at, minus(z13, z2), 48);
  v128.store(at, plus(z11, z4), 16);
  v128.store(at, minus(z11, z4), 112);
}

/** One inverse pass down the columns of the eight rows at `at`, in place. */
function inversePass(at: usize): void {
  const i0 = v128.load(at, 0);
  const i1 = v128.load(at, 16);
  const i2 = v128.load(at, 32);
  const i3 = v128.load(at, 48);
  const i4 = v128.load(at, 64);
  const i5 = v128.load(at, 80);
  const i6 = v128.load(at, 96);
  const i7 = v128.load(at, 112);
  const a0 = plus(i0, i4);
  const a1 = minus(i0, i4);
  const a3 = plus(i2, i6);
  const difference = minus(i2, i6);
  const a2 = minus(plus(difference, times(difference, SQRT_2_LESS_1)), a3);
  const e0 = plus(a0, a3);
  const e3 = minus(a0, a3);
  const e1 = plus(a1, a2);
  const e2 = minus(a1, a2);
  const z13 = plus(i5, i3);
  const z10 = minus(i5, i3);
  const z11 = plus(i1, i7);
  const z12 = minus(i1, i7);
  const o7 = plus(z11, z13);
  const spread = minus(z11, z13);
  const b1 = plus(spread, times(spread, SQRT_2_LESS_1));
  const turn = plus(z10, z12);
  const z5 = plus(turn, times(turn, K_1_847_LESS_1));
  const b0 = minus(plus(z12, times(z12, K_1_082_LESS_1)), z5);
  const b2 = minus(z5, plus(plus(z10, z10), times(z10, K_2_613_LESS_2)));
  const o6 = minus(b2, o7);
  const o5 = minus(b1, o6);
  const o4 = plus(b0, o5);
  v128.store(at, plus(e0, o7), 0);
  v128.store(at, minus(e0, o7), 112);
  v128.store(at, plus(e1, o6), 16);
  v128.store(at, minus(e1, o6), 96);
  v128.store(at, plus(e2, o5), 32);
  v128.store(at, minus(e2, o5), 80);
  v128.store(at, plus(e3, o4), 64);
  v128.store(at, minus(e3, o4), 48);
}

/** Turns the 8 × 8 numbers of 16 bits at `at` about their diagonal. */
function transpose(at: usize): void {
  const r0 = v128.load(at, 0);
  const r1 = v128.load(at, 16);
  const r2 = v128.load(at, 32);
  const r3 = v128.load(at, 48);
  const r4 = v128.load(at, 64);
  const r5 = v128.load(at, 80);
  const r6 = v128.load(at, 96);
  const r7 = v128.load(at, 112);
  const a0 = v128.shuffle<i16>(r0, r1, 0, 8, 1, 9, 2, 10, 3, 11);
  const a1 = v128.shuffle<i16>(r0, r1, 4, 12, 5, 13, 6, 14, 7, 15);
  const a2 = v128.shuffle<i16>(r2, r3, 0, 8, 1, 9, 2, 10, 3, 11);
  const a3 = v128.shuffle<i16>(r2, r3, 4, 12, 5, 13, 6, 14, 7, 15);
  const a4 = v128.shuffle<i16>(r4, r5, 0, 8, 1, 9, 2, 10, 3, 11);
  const a5 = v128.shuffle<i16>(r4, r5, 4, 12, 5, 13, 6, 14, 7, 15);
  const a6 = v128.shuffle<i16>(r6, r7, 0, 8, 1, 9, 2, 10, 3, 11);
  const a7 = v128.shuffle<i16>(r6, r7, 4, 12, 5, 13, 6, 14, 7, 15);
  const b0 = v128.shuffle<i32>(a0, a2, 0, 4, 1, 5);
  const b1 = v128.shuffle<i32>(a0, a2, 2, 6, 3, 7);
  const b2 = v128.shuffle<i32>(a1, a3, 0, 4, 1, 5);
  const b3 = v128.shuffle<i32>(a1, a3, 2, 6, 3, 7);
  const b4 = v128.shuffle<i32>(a4, a6, 0, 4, 1, 5);
  const b5 = v128.shuffle<i32>(a4, a6, 2, 6, 3, 7);
  const b6 = v128.shuffle<i32>(a5, a7, 0, 4, 1, 5);
  const b7 = v128.shuffle<i32>(a5, a7, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(b0, b4, 0, 2), 0);
  v128.store(at, v128.shuffle<i64>(b0, b4, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(b1, b5, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(b1, b5, 1, 3), 48);
  v128.store(at, v128.shuffle<i64>(b2, b6, 0, 2), 64);
  v128.store(at, v128.shuffle<i64>(b2, b6, 1, 3), 80);
  v128.store(at, v128.shuffle<i64>(b3, b7, 0, 2), 96);
  v128.store(at, v128.shuffle<i64>(b3, b7, 1, 3), 112);
}

/** Rows of differences at `at` become coefficients, 8 × the factors of both frequencies too large. In place. */
export function forwardTransform(at: usize): void {
  forwardPass(at);
  transpose(at);
  forwardPass(at);
}

/**
 * Adds what the coefficients at `at` stand for (scaled by `fillQuantiser`'s multipliers, 32 times too large) to the 8 × 8
 * samples at `target`, cut to 0–255. Destroys the coefficients.
 */
export function inverseTransform(at: usize, target: usize, stride: usize): void {
  store<i16>(at, load<i16>(at) + 16);
  inversePass(at);
  transpose(at);
  inversePass(at);
  let row = target;
  for (let end = at + 128, from = at; from < end; from += 16) {
    const sum = plus(i16x8.shr_s(v128.load(from), 5), v128.load8x8_u(row));
    v128.store64_lane(row, i8x16.narrow_i16x8_u(sum, sum), 0);
    row += stride;
  }
}

/** The same for a block of which only coefficient 0 is not zero. */
export function addConstant(coefficient: i16, target: usize, stride: usize): void {
  const value = i16x8.splat(<i16>((<i32>coefficient + 16) >> 5));
  let row = target;
  for (let i = 0; i < 8; i++) {
    const sum = plus(value, v128.load8x8_u(row));
    v128.store64_lane(row, i8x16.narrow_i16x8_u(sum, sum), 0);
    row += stride;
  }
}
