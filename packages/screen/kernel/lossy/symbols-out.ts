/**
 * What is written: symbols, kept until the frame's end because the coder works backwards, and plain bits. The probabilities
 * of each slice are kept until then, too.
 */
import { MAX_SLICES, reserve } from './geometry';
import {
  adaptContext,
  CONTEXTS,
  count,
  INTERVALS_BYTES,
  markAllContexts,
  PROBABILITY_BITS,
  RANS_LOWEST,
  resetCounts,
  takeNews,
  uncount,
} from './model';

/** Symbols (16 bits each: context × 64 + symbol) of the frame so far. */
let symbols: usize = 0;
let symbolsEnd: usize = 0;
/** Where each slice's symbols begin. */
const sliceStarts: usize = memory.data(4 * 9, 4);
let slices: u32 = 0;
/** The intervals: before the frame, then of each slice. */
let tables: usize = 0;
let table: usize = 0;

/** Plain bits: whole 32-bit words so far, and what is not a whole word yet. */
export let bits: usize = 0;
let bitsEnd: usize = 0;
let waiting: u64 = 0;
let waitingBits: u64 = 0;

/** The coder's output grows downwards from its end. */
let output: usize = 0;
let outputEnd: usize = 0;
export let outputStart: usize = 0;

/** What the symbols so far take, in 1/256 bit. */
let cost: u64 = 0;
/** −log2 of a probability of PROBABILITY_BITS, in 1/256 bit. */
const costs: usize = memory.data(4096 * 2, 16);

let symbolLimit: usize = 0;

/** Most symbols of a block: mode, coarseness, vector, and two for each coefficient. */
const MOST_BLOCK_SYMBOLS: usize = 4 + 6 * 128;
const MOST_BLOCK_BITS: usize = 6 * 64 * 15 + 32;

/** A frame has room for so many symbols of each block; a block that is skipped for want of room takes one more. */
const BLOCK_SYMBOLS: usize = 512;

/** Sets memory aside for frames of so many blocks and at most `bytes` bytes. */
export function reserveSymbols(blocks: usize, bytes: usize): void {
  symbolLimit = blocks * BLOCK_SYMBOLS;
  symbols = reserve((symbolLimit + blocks + MOST_BLOCK_SYMBOLS) << 1);
  bits = reserve(bytes + (MOST_BLOCK_BITS >> 3) + 16);
  output = reserve(bytes + MOST_BLOCK_SYMBOLS * 2 + 64);
  outputEnd = output + bytes + MOST_BLOCK_SYMBOLS * 2 + 64;
  tables = reserve(INTERVALS_BYTES * (MAX_SLICES + 1));
  for (let i: u32 = 1; i < 4096; i++) {
    // 256 × log2(4096 / i).
    const bitsOf = Math.log2(4096.0 / <f64>i) * 256.0;
    store<u16>(costs + (i << 1), <u16>bitsOf);
  }
}

/** Forgets all that was counted. */
export function resetSymbols(): void {
  resetCounts();
  markAllContexts();
}

export function beginSymbols(): void {
  symbolsEnd = symbols;
  bitsEnd = bits;
  waiting = 0;
  waitingBits = 0;
  cost = 0;
  slices = 0;
}

/** Adapts the probabilities to all that was written before. */
export function beginSliceSymbols(): void {
  const before = tables + INTERVALS_BYTES * slices;
  table = before + INTERVALS_BYTES;
  memory.copy(table, before, INTERVALS_BYTES);
  for (let context: u32 = 0; context < CONTEXTS; context++)
    if (takeNews(context)) adaptContext(context, table);
  store<u32>(sliceStarts + (slices << 2), <u32>symbolsEnd);
  slices++;
}

export function putSymbol(at: u32): void {
  store<u16>(symbolsEnd, <u16>at);
  symbolsEnd += 2;
  count(at);
  cost += load<u16>(costs + ((<usize>load<u16>(table + ((<usize>at) << 2))) << 1));
}

/** Writes the lowest `n` (0–16) bits of a value that has no others. */
export function putBits(value: u32, n: u32): void {
  waiting |= (<u64>value) << waitingBits;
  waitingBits += n;
  if (waitingBits < 32) return;
  store<u32>(bitsEnd, <u32>waiting);
  bitsEnd += 4;
  waiting >>= 32;
  waitingBits -= 32;
}

/** Whole bytes of plain bits; those that wait are written, too. */
export function bitBytes(): u32 {
  store<u64>(bitsEnd, waiting);
  return <u32>(bitsEnd - bits) + <u32>((waitingBits + 7) >> 3);
}

/** What the frame takes so far, in bytes, without its header. */
export function bytesSoFar(): u32 {
  return <u32>(bitsEnd - bits) + 8 + <u32>(waitingBits >> 3) + <u32>(cost >> 11);
}

/** Whether there is room for another block, whatever it is. */
export function hasRoom(): bool {
  return symbolsEnd - symbols <= symbolLimit << 1;
}

// What `rewind` goes back to.
let markedSymbols: usize = 0;
let markedBits: usize = 0;
let markedWaiting: u64 = 0;
let markedWaitingBits: u64 = 0;
let markedCost: u64 = 0;

export function markSymbols(): void {
  markedSymbols = symbolsEnd;
  markedBits = bitsEnd;
  markedWaiting = waiting;
  markedWaitingBits = waitingBits;
  markedCost = cost;
}

/** Takes back all that was put since `markSymbols`. */
export function rewindSymbols(): void {
  for (let at = markedSymbols; at < symbolsEnd; at += 2) uncount(<u32>load<u16>(at));
  symbolsEnd = markedSymbols;
  bitsEnd = markedBits;
  waiting = markedWaiting;
  waitingBits = markedWaitingBits;
  cost = markedCost;
}

/**
 * Codes the symbols, last one first, with two states that take turns, so that a decoder can work on both at once. Returns
 * how many bytes begin at `outputStart`.
 */
export function codeSymbols(): u32 {
  let even = RANS_LOWEST;
  let odd = RANS_LOWEST;
  let to = outputEnd;
  let end = symbolsEnd;
  // The state of the last symbol comes first; `swapped` keeps even numbers on `even`.
  for (let slice = <i32>slices - 1; slice >= 0; slice--) {
    const start = <usize>load<u32>(sliceStarts + (slice << 2));
    const intervals = tables + INTERVALS_BYTES * (slice + 1);
    for (let at = end; at > start; ) {
      at -= 2;
      const interval = load<u32>(intervals + ((<usize>load<u16>(at)) << 2));
      const length = interval & 0xffff;
      const isOdd = ((at - symbols) & 2) !== 0;
      let state = isOdd ? odd : even;
      if (state >= length << (32 - PROBABILITY_BITS)) {
        to -= 2;
        store<u16>(to, <u16>state);
        state >>= 16;
      }
      const quotient = state / length;
      state = (quotient << PROBABILITY_BITS) + (state - quotient * length) + (interval >> 16);
      if (isOdd) odd = state;
      else even = state;
    }
    end = start;
  }
  outputStart = to - 8;
  store<u32>(outputStart, even);
  store<u32>(outputStart, odd, 4);
  memory.copy(tables, tables + INTERVALS_BYTES * slices, INTERVALS_BYTES);
  return <u32>(outputEnd - outputStart);
}
