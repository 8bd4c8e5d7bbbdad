import { LEGACY_KEYSYM_RUNS } from './legacy-keysyms.ts';

/** A keysym: the X name, as a number, of what a key bears. */
export type Keysym = number;

export const NO_SYMBOL: Keysym = 0;
export const KEYSYM = {
  backSpace: 0xff08,
  tab: 0xff09,
  return: 0xff0d,
  escape: 0xff1b,
  shiftLeft: 0xffe1,
  shiftRight: 0xffe2,
  level3Shift: 0xfe03,
  level5Shift: 0xfe11,
} as const;

const UNICODE_BASE = 0x01000000;

const legacyByCharacter: ReadonlyMap<number, Keysym> = new Map(
  LEGACY_KEYSYM_RUNS.flatMap(([first, characters]) =>
    characters.split(' ').map((character, index) => [Number.parseInt(character, 16), first + index] as const),
  ),
);

const CONTROLS: ReadonlyMap<number, Keysym> = new Map([
  [0x08, KEYSYM.backSpace],
  [0x09, KEYSYM.tab],
  [0x0a, KEYSYM.return],
  [0x0d, KEYSYM.return],
  [0x1b, KEYSYM.escape],
]);

/**
 * The keysyms that stand for a character, the one to bind to a key first.
 * @param codepoint any number
 * @returns empty for what is no Unicode scalar value, and for control characters that no key types
 */
export function keysymsOf(codepoint: number): readonly Keysym[] {
  if (!Number.isInteger(codepoint) || codepoint < 0 || codepoint > 0x10ffff) return [];
  if (codepoint >= 0xd800 && codepoint <= 0xdfff) return [];
  const control = CONTROLS.get(codepoint);
  if (control !== undefined) return [control];
  if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0)) return [];
  if (codepoint <= 0xff) return [codepoint];
  const unicode = UNICODE_BASE + codepoint;
  const legacy = legacyByCharacter.get(codepoint);
  return legacy === undefined ? [unicode] : [legacy, unicode];
}
