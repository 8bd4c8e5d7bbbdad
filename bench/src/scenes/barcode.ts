/** Bits of a line's number; 4,096 lines can be told apart. */
export const BARCODE_BITS = 12;
/** Width of one bit, in character cells. */
export const BIT_CELLS = 2;

const LIGHT = '\x1b[48;2;255;255;255m';
const DARK = '\x1b[48;2;0;0;0m';
const PLAIN = '\x1b[0m';

/** A line's number as light and dark cells, each bit followed by its complement, so that a half-drawn one is noticed. */
export function barcode(number: number): string {
  let cells = '';
  for (let bit = BARCODE_BITS - 1; bit >= 0; bit--) {
    const on = ((number >> bit) & 1) === 1;
    cells += `${on ? LIGHT : DARK}${' '.repeat(BIT_CELLS)}${on ? DARK : LIGHT}${' '.repeat(BIT_CELLS)}`;
  }
  return cells + PLAIN;
}
