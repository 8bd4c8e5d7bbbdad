/** Bits of a line's number; 4,096 lines can be told apart. */
export const BARCODE_BITS = 12;

const LIGHT = '\x1b[7m \x1b[0m';
const DARK = ' ';

/**
 * A line's number as light and dark character cells: its bits, the lowest first, then their complements, so that a
 * half-drawn one is noticed.
 */
export function barcode(number: number): string {
  const bits = Array.from({ length: BARCODE_BITS }, (_, bit) => ((number >> bit) & 1) === 1);
  return [...bits, ...bits.map((bit) => !bit)].map((on) => (on ? LIGHT : DARK)).join('');
}
