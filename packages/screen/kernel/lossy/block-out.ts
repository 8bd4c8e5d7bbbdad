/** Quantises the differences of blocks, puts their coefficients, and makes the picture that the decoder will have. */
import { strideOf } from './geometry';
import {
  contextKind,
  excessContext,
  laterContext,
  MAX_RUN,
  SYMBOL_END,
  SYMBOL_LEVEL,
  SYMBOL_ZEROS,
  slot,
  ZIGZAG,
} from './model';
import { COARSENESSES, fillQuantiser, INTER_LUMA, multipliersOf, tableKind } from './quantiser';
import { putBits, putSymbol } from './symbols-out';
import { addConstant, forwardTransform, inverseTransform } from './transform';

/** Levels of the six 8 × 8 blocks of a block, 64 numbers of 16 bits each. */
const levels: usize = memory.data(6 * 128, 16);
/** For each of the six a bit for every level that is not zero. */
const masks: usize = memory.data(6 * 8, 8);
const scratch: usize = memory.data(128, 16);

/** For each multiplier: 2^14 divided by it, and how much is taken off before rounding. */
const inverses: usize = memory.data(64 * 2 * 16, 16);
const reductions: usize = memory.data(64 * 2 * 16, 16);

/** Place by index: the inverse of ZIGZAG. */
const PLACES: usize = memory.data(64, 16);

export function beginBlocks(): void {
  for (let place: u32 = 0; place < 64; place++) store<u8>(PLACES + load<u8>(ZIGZAG + place), <u8>place);
}

function inversesOf(kind: u32, coarseness: u32): usize {
  return inverses + (multipliersOf(kind, coarseness) - multipliersOf(0, 0));
}

function reductionsOf(kind: u32, coarseness: u32): usize {
  return reductions + (multipliersOf(kind, coarseness) - multipliersOf(0, 0));
}

/**
 * Makes all tables for a quality. Levels are rounded down a little, since small ones cost more than they show: at 2/3 of a step
 * within a frame, at 3/4 against the last frame.
 */
export function setQuality(quality: u32): void {
  fillQuantiser(quality);
  for (let coarseness: u32 = 0; coarseness < COARSENESSES; coarseness++) {
    for (let kind: u32 = 0; kind < 4; kind++) {
      const from = multipliersOf(kind, coarseness);
      for (let i: usize = 0; i < 128; i += 2) {
        // The forward transform's scale is twice that of the multipliers.
        const multiplier = <u32>load<u16>(from + i);
        store<u16>(inversesOf(kind, coarseness) + i, <u16>(((1 << 14) + (multiplier >> 1)) / multiplier));
        const step = multiplier << 1;
        store<u16>(reductionsOf(kind, coarseness) + i, <u16>(kind < INTER_LUMA ? step / 6 : step >> 2));
      }
    }
  }
}

function quantiseRow(from: usize, inverse: usize, reduction: usize, to: usize): v128 {
  const coefficients = v128.load(from);
  const signs = i16x8.shr_s(coefficients, 15);
  const reduced = i16x8.sub_sat_u(i16x8.abs(coefficients), v128.load(reduction));
  const magnitudes = i16x8.q15mulr_sat_s(reduced, v128.load(inverse));
  const row = i16x8.sub(v128.xor(magnitudes, signs), signs);
  v128.store(to, row);
  return row;
}

function nonZero(a: v128, b: v128): u64 {
  return <u64>(<u32>~i8x16.bitmask(i8x16.eq(i8x16.narrow_i16x8_s(a, b), i8x16.splat(0))) & 0xffff);
}

/** Transforms and quantises what lies between 8 × 8 samples and their prediction. Returns a bit for each level. */
function quantise(
  source: usize,
  prediction: usize,
  stride: usize,
  kind: u32,
  coarseness: u32,
  to: usize,
): u64 {
  const toPrediction = prediction - source;
  for (let end = scratch + 128, at = scratch, row = source; at < end; at += 16, row += stride) {
    v128.store(at, i16x8.sub(v128.load8x8_u(row), v128.load8x8_u(row + toPrediction)));
  }
  forwardTransform(scratch);
  const inverse = inversesOf(kind, coarseness);
  const reduction = reductionsOf(kind, coarseness);
  let mask: u64 = 0;
  for (let pair: usize = 0; pair < 4; pair++) {
    const at = pair << 5;
    const a = quantiseRow(scratch + at, inverse + at, reduction + at, to + at);
    const b = quantiseRow(scratch + at + 16, inverse + at + 16, reduction + at + 16, to + at + 16);
    mask |= nonZero(a, b) << (pair << 4);
  }
  return mask;
}

/** Adds what the levels stand for to the prediction. */
function reconstruct(from: usize, mask: u64, target: usize, stride: usize, kind: u32, coarseness: u32): void {
  if (mask === 0) return;
  const multipliers = multipliersOf(kind, coarseness);
  if (mask === 1) {
    addConstant(load<i16>(from) * load<i16>(multipliers), target, stride);
    return;
  }
  for (let at: usize = 0; at < 128; at += 16) {
    v128.store(scratch + at, i16x8.mul(v128.load(from + at), v128.load(multipliers + at)));
  }
  inverseTransform(scratch, target, stride);
}

/** Puts a symbol with its plain bits for a number from 0: 0, 1, 2–3, 4–7 and so on. */
export function putNumber(context: u32, value: u32): void {
  const length = 32 - clz<u32>(value);
  putSymbol(slot(context, length));
  if (length > 1) putBits(value & ((1 << (length - 1)) - 1), length - 1);
}

function putLevels(from: usize, mask: u64, kind: u32, first: u32): void {
  let byPlace: u64 = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    byPlace |= (<u64>1) << (<u64>load<u8>(PLACES + <usize>ctz(rest)));
  }
  let context = first;
  let place: u32 = 0;
  while (byPlace !== 0) {
    const next = <u32>ctz(byPlace);
    byPlace &= byPlace - 1;
    let run = next - place;
    while (run > MAX_RUN) {
      putSymbol(slot(context, SYMBOL_ZEROS));
      place += MAX_RUN + 1;
      run -= MAX_RUN + 1;
      context = laterContext(kind, place, false);
    }
    const level = <i32>load<i16>(from + ((<usize>load<u8>(ZIGZAG + next)) << 1));
    const magnitude = <u32>abs(level);
    putSymbol(slot(context, SYMBOL_LEVEL + run * 3 + min<u32>(magnitude, 3) - 1));
    if (magnitude > 2) putNumber(excessContext(kind, next), magnitude - 3);
    putBits(<u32>(level < 0), 1);
    place = next + 1;
    if (place === 64) return;
    context = laterContext(kind, place, magnitude > 1);
  }
  putSymbol(slot(context, SYMBOL_END));
}

/** Transforms and quantises one part of a block, both addresses being those of its first samples. Whether any level is left. */
export function quantisePart(
  part: u32,
  source: usize,
  prediction: usize,
  isIntra: bool,
  coarseness: u32,
): bool {
  const kind = tableKind(isIntra, part >= 4);
  const mask = quantise(source, prediction, strideOf(part), kind, coarseness, levels + ((<usize>part) << 7));
  store<u64>(masks + ((<usize>part) << 3), mask);
  return mask !== 0;
}

/** Puts the levels of a part; `first` is the context of its first symbol. Whether there are any. */
export function putPart(part: u32, isIntra: bool, first: u32): bool {
  const mask = load<u64>(masks + ((<usize>part) << 3));
  putLevels(levels + ((<usize>part) << 7), mask, contextKind(isIntra, part >= 4), first);
  return mask !== 0;
}

export function reconstructPart(part: u32, target: usize, isIntra: bool, coarseness: u32): void {
  const mask = load<u64>(masks + ((<usize>part) << 3));
  reconstruct(
    levels + ((<usize>part) << 7),
    mask,
    target,
    strideOf(part),
    tableKind(isIntra, part >= 4),
    coarseness,
  );
}
