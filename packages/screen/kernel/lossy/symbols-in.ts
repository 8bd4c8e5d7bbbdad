/** What was written is read back: symbols and plain bits. Whatever the bytes are, reading ends and stays inside them. */
import { reserve } from './geometry';
import {
  adaptContext,
  CONTEXTS,
  COUNTS_BYTES,
  count,
  counts,
  INTERVALS_BYTES,
  markAllContexts,
  PROBABILITY_BITS,
  PROBABILITY_TOTAL,
  RANS_LOWEST,
  resetCounts,
  symbolsOf,
  takeNews,
} from './model';

/** Where the frame's bytes are put. */
export let input: usize = 0;
let at: usize = 0;
let end: usize = 0;
let bitsAt: usize = 0;
let bitsEnd: usize = 0;
let waiting: u64 = 0;
let waitingBits: u64 = 0;
/** The states of the next symbol and of the one after it. */
let next: u32 = 0;
let afterNext: u32 = 0;
/** Whether more was read than there is, or something that cannot be. */
let isBroken: bool = false;

/** The current intervals, and for each context the symbol of each of PROBABILITY_TOTAL parts. */
let intervals: usize = 0;
let lookup: usize = 0;
/** The counts before the frame, to go back to. */
let countsBefore: usize = 0;

export function reserveSymbols(bytes: usize): void {
  input = reserve(bytes);
  intervals = reserve(INTERVALS_BYTES);
  lookup = reserve((<usize>CONTEXTS) << PROBABILITY_BITS);
  countsBefore = reserve(COUNTS_BYTES);
}

/** Begins to read `bitBytes` bytes of plain bits and `codeBytes` (at least 8) bytes of symbols behind them. */
export function beginSymbols(bitBytes: u32, codeBytes: u32): void {
  memory.copy(countsBefore, counts, COUNTS_BYTES);
  bitsAt = input;
  bitsEnd = input + bitBytes;
  at = bitsEnd + 8;
  end = bitsEnd + codeBytes;
  next = load<u32>(bitsEnd);
  afterNext = load<u32>(bitsEnd, 4);
  waiting = 0;
  waitingBits = 0;
  isBroken = next < RANS_LOWEST || afterNext < RANS_LOWEST;
}

export function resetSymbols(): void {
  resetCounts();
}

/** Goes back to the counts before the frame. */
export function forgetSymbols(): void {
  memory.copy(counts, countsBefore, COUNTS_BYTES);
  markAllContexts();
}

export function breakOff(): void {
  isBroken = true;
}

export function isBrokenOff(): bool {
  return isBroken;
}

/** Whether everything was read, and nothing else. */
export function isAtEnd(): bool {
  return (
    !isBroken &&
    at === end &&
    next === RANS_LOWEST &&
    afterNext === RANS_LOWEST &&
    bitsAt === bitsEnd &&
    waitingBits < 8 &&
    waiting === 0
  );
}

export function beginSliceSymbols(): void {
  for (let context: u32 = 0; context < CONTEXTS; context++) {
    if (!takeNews(context)) continue;
    adaptContext(context, intervals);
    const symbols = symbolsOf(context);
    let to = lookup + ((<usize>context) << PROBABILITY_BITS);
    let from = intervals + ((<usize>context) << 8);
    for (let symbol: u32 = 0; symbol < symbols; symbol++) {
      const length = load<u32>(from) & 0xffff;
      memory.fill(to, <u8>symbol, length);
      to += length;
      from += 4;
    }
  }
}

/** Reads a symbol of a context. */
export function takeSymbol(context: u32): u32 {
  const part = next & (PROBABILITY_TOTAL - 1);
  const symbol = <u32>load<u8>(lookup + ((context << PROBABILITY_BITS) | part));
  const slot = (context << 6) | symbol;
  const interval = load<u32>(intervals + ((<usize>slot) << 2));
  let state = (interval & 0xffff) * (next >> PROBABILITY_BITS) + part - (interval >> 16);
  if (state < RANS_LOWEST) {
    if (at < end) {
      state = (state << 16) | <u32>load<u16>(at);
      at += 2;
    } else isBroken = true;
  }
  next = afterNext;
  afterNext = state;
  count(slot);
  return symbol;
}

/** Fetches up to 32 more plain bits, so that there are at least `n`. */
function fetchBits(n: u32): void {
  if (bitsAt + 4 <= bitsEnd) {
    waiting |= (<u64>load<u32>(bitsAt)) << waitingBits;
    waitingBits += 32;
    bitsAt += 4;
    return;
  }
  for (; bitsAt < bitsEnd; bitsAt++) {
    waiting |= (<u64>load<u8>(bitsAt)) << waitingBits;
    waitingBits += 8;
  }
  if (waitingBits >= n) return;
  isBroken = true;
  waitingBits = n;
}

/** Reads `n` (0–16) plain bits. */
export function takeBits(n: u32): u32 {
  if (waitingBits < n) fetchBits(n);
  const value = <u32>waiting & ((1 << n) - 1);
  waiting >>= n;
  waitingBits -= n;
  return value;
}
