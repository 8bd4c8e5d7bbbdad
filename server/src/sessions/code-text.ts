/** How many digits a code has. */
export type CodeLength = typeof SHORT_CODE | typeof LONG_CODE;
/** What customers meet as long as nobody attacks. */
export const SHORT_CODE = 6;
/** While codes are being guessed; read in three groups of three. */
export const LONG_CODE = 9;
const DIGITS = /^(\d{6}|\d{9})$/;

/**
 * The digits of a code as somebody typed it: spaces, dashes and invisible marks are dropped, digits of any script
 * are read. `undefined` when that leaves anything but six or nine digits.
 * @param typed any text from outside; longer than 100 characters is none
 */
export function codeDigits(typed: string): string | undefined {
  if (typed.length > 100) return undefined;
  const digits = Array.from(typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, ''), asciiDigit).join('');
  return DIGITS.test(digits) ? digits : undefined;
}

// Unicode keeps the decimal digits of every script in runs of ten, zero first (The Unicode Standard, section 4.6).
function asciiDigit(character: string): string {
  if (!/^\p{Nd}$/u.test(character)) return character;
  const codePoint = character.codePointAt(0) ?? 0;
  let zero = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((codePoint - zero) % 10);
}
