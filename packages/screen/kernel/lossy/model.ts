/**
 * Probabilities of what is written, by context. Encoder and decoder count the same symbols and adapt after each slice, so
 * no table is ever sent. Symbols are coded by range asymmetric numeral systems (J. Duda, 2013; the layout with
 * 16-bit words and 12-bit probabilities is that of F. Giesen's rans_word_sse41.h, public domain).
 */

export const PROBABILITY_BITS: u32 = 12;
export const PROBABILITY_TOTAL: u32 = 1 << PROBABILITY_BITS;
/** The coder's state is at least this between two symbols, and exactly this at the end. */
export const RANS_LOWEST: u32 = 1 << 16;

// How a block of 16 × 16 is made.
/** As in the last frame. */
export const MODE_SKIP: u32 = 0;
/** From the same place in the last frame, with coefficients. */
export const MODE_STILL: u32 = 1;
/** Moved as its neighbours are, without and with coefficients. */
export const MODE_FOLLOW: u32 = 2;
export const MODE_FOLLOW_CODED: u32 = 3;
/** Moved by a vector of its own, without and with coefficients. */
export const MODE_MOVE: u32 = 4;
export const MODE_MOVE_CODED: u32 = 5;
/** From its own frame alone. */
export const MODE_INTRA: u32 = 6;

// Contexts, and how many symbols each has.
/** By how many of the left and upper neighbour were skipped. */
export const MODE_CONTEXT: u32 = 0;
/** By the coarseness before. */
export const COARSENESS_CONTEXT: u32 = 3;
/** Horizontal and vertical part of a vector. */
export const VECTOR_CONTEXT: u32 = 7;
/** A block's first symbol: by kind (3), and how many of the left and upper neighbour had coefficients. */
export const FIRST_CONTEXT: u32 = 9;
/** Later symbols: by kind (3), place (5) and whether the last level was above 1. */
export const LATER_CONTEXT: u32 = 18;
/** How much a level is above 2: by chroma or not, and whether it is coefficient 0. */
export const EXCESS_CONTEXT: u32 = 48;
export const CONTEXTS: u32 = 52;

/** A block's end. */
export const SYMBOL_END: u32 = 0;
/** Fifteen zeros, and no level yet. */
export const SYMBOL_ZEROS: u32 = 1;
/** Then 3 × run of zeros (0–14) + level 1, 2 or above. */
export const SYMBOL_LEVEL: u32 = 2;
export const MAX_RUN: u32 = 14;

/** Every context has room for so many symbols. */
const SYMBOLS_SHIFT: u32 = 6;

export const COUNTS_BYTES: usize = (<usize>CONTEXTS) << (SYMBOLS_SHIFT + 2);
export const INTERVALS_BYTES: usize = (<usize>CONTEXTS) << (SYMBOLS_SHIFT + 2);

/** When a context has counted so many, all its counts are halved: what is older counts less. */
const COUNT_LIMIT: u32 = 6000;

/** 32-bit counts by context and symbol, and how many symbols each context has counted since the last adaptation. */
export const counts: usize = memory.data(52 * 64 * 4, 16);
const news: usize = memory.data(52 * 4, 16);

/** The order in which coefficients are written: index 8 × horizontal + vertical by place (ITU-T T.81, figure 5). */
export const ZIGZAG = memory.data<u8>([
  0, 8, 1, 2, 9, 16, 24, 17, 10, 3, 4, 11, 18, 25, 32, 40, 33, 26, 19, 12, 5, 6, 13, 20, 27, 34, 41, 48, 56,
  49, 42, 35, 28, 21, 14, 7, 15, 22, 29, 36, 43, 50, 57, 58, 51, 44, 37, 30, 23, 31, 38, 45, 52, 59, 60, 53,
  46, 39, 47, 54, 61, 62, 55, 63,
]);

/** Which fifth of the later contexts a place from 1 to 63 belongs to. */
const BANDS = memory.data<u8>([
  0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
]);

export function slot(context: u32, symbol: u32): u32 {
  return (context << SYMBOLS_SHIFT) | symbol;
}

/** The kinds of contexts: luma within a frame, luma against the last frame, chroma. */
export function contextKind(isIntra: bool, isChroma: bool): u32 {
  return isChroma ? 2 : isIntra ? 0 : 1;
}

export function laterContext(kind: u32, place: u32, isLarge: bool): u32 {
  return LATER_CONTEXT + kind * 10 + <u32>load<u8>(BANDS + place) * 2 + <u32>isLarge;
}

export function excessContext(kind: u32, place: u32): u32 {
  return EXCESS_CONTEXT + (kind === 2 ? 2 : 0) + <u32>(place === 0);
}

export function count(at: u32): void {
  const address = counts + ((<usize>at) << 2);
  store<u32>(address, load<u32>(address) + 1);
  const context = news + ((<usize>(at >> SYMBOLS_SHIFT)) << 2);
  store<u32>(context, load<u32>(context) + 1);
}

/** Takes back one count. */
export function uncount(at: u32): void {
  const address = counts + ((<usize>at) << 2);
  store<u32>(address, load<u32>(address) - 1);
  const context = news + ((<usize>(at >> SYMBOLS_SHIFT)) << 2);
  store<u32>(context, load<u32>(context) - 1);
}

/** How many symbols a context has. */
export function symbolsOf(context: u32): u32 {
  if (context < COARSENESS_CONTEXT) return 7;
  if (context < VECTOR_CONTEXT) return 4;
  if (context < FIRST_CONTEXT) return 10;
  if (context < EXCESS_CONTEXT) return 47;
  return 15;
}

/** The counts of a stream's beginning. */
export function resetCounts(): void {
  memory.fill(counts, 0, COUNTS_BYTES);
  for (let context: u32 = 0; context < CONTEXTS; context++) {
    const symbols = symbolsOf(context);
    for (let symbol: u32 = 0; symbol < symbols; symbol++) {
      // Guessed: in each context small values are the likelier ones, until its own counts say otherwise.
      store<u32>(counts + ((<usize>slot(context, symbol)) << 2), 48 / (symbol + 1));
    }
  }
  markAllContexts();
}

export function markAllContexts(): void {
  memory.fill(news, 1, (<usize>CONTEXTS) << 2);
}

/** Whether a context counted anything since the last adaptation; forgets that it did. */
export function takeNews(context: u32): bool {
  const at = news + ((<usize>context) << 2);
  const has = load<u32>(at) !== 0;
  store<u32>(at, 0);
  return has;
}

/** Writes the intervals (start << 16 | length, of PROBABILITY_TOTAL) of a context's symbols, and ages its counts. */
export function adaptContext(context: u32, intervals: usize): void {
  const symbols = symbolsOf(context);
  const from = counts + ((<usize>context) << (SYMBOLS_SHIFT + 2));
  const to = intervals + ((<usize>context) << (SYMBOLS_SHIFT + 2));
  let total: u32 = 0;
  let most: u32 = 0;
  let mostCount: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const n = load<u32>(from + (symbol << 2));
    total += n;
    if (n > mostCount) {
      mostCount = n;
      most = symbol;
    }
  }
  // Each symbol has one part in any case, so that it can be written.
  const shared = PROBABILITY_TOTAL - symbols;
  const scale = total === 0 ? 0 : <u32>(((<u64>shared) << 20) / total);
  let given: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = 1 + <u32>((<u64>load<u32>(from + (symbol << 2)) * scale) >> 20);
    store<u32>(to + (symbol << 2), length);
    given += length;
  }
  store<u32>(to + (most << 2), load<u32>(to + (most << 2)) + PROBABILITY_TOTAL - given);
  let start: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = load<u32>(to + (symbol << 2));
    store<u32>(to + (symbol << 2), (start << 16) | length);
    start += length;
  }
  if (total <= COUNT_LIMIT) return;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at = from + (symbol << 2);
    store<u32>(at, load<u32>(at) >> 1);
  }
}
