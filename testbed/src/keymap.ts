import { execFileSync } from 'node:child_process';
import koffi from 'koffi';
import type { Desktop } from './desktop.ts';

/** `ISO_Level3_Shift`: AltGr. */
const LEVEL3_SHIFT = 0xfe03;
/** Dead keys of keysymdef.h, with Unicode's combining mark for each. */
const DEAD: Readonly<Record<number, string>> = {
  65104: '\u0300',
  65105: '\u0301',
  65106: '\u0302',
  65107: '\u0303',
  65108: '\u0304',
  65109: '\u0306',
  65110: '\u0307',
  65111: '\u0308',
  65112: '\u030a',
  65113: '\u030b',
  65114: '\u030c',
  65115: '\u0327',
  65116: '\u0328',
};
const SHIFT = 50;
const ALT_GR = 108;
const CONTROL = 37;
const NUM_LOCK = 77;
const SPACE = 65;
/** Where the letters, digits and signs of a PC keyboard are, by their X keycodes (evdev). */
const MAIN_BLOCK = [
  ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21],
  ...[24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35],
  ...[38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 51],
  ...[52, 53, 54, 55, 56, 57, 58, 59, 60, 61, SPACE, 94],
];
/** The digits of the numeric pad, 0 to 9. */
const KEYPAD = [90, 87, 88, 89, 83, 84, 85, 79, 80, 81];

/** What a key press types: a character, or a mark for the next one. */
export type Typed =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'dead'; readonly mark: string };

/** One key with the modifiers that are held, as words of `xdotool key`, and what the keymap says that it types. */
export interface Stroke {
  readonly keycode: number;
  readonly held: readonly number[];
  readonly typed: Typed;
}

/** An X server's keymap, as the server tells it. */
export interface Keymap {
  /** Every key of the main block that types something: plain, with Shift, and with AltGr where the layout has it. */
  readonly strokes: readonly Stroke[];
  /** What the key types alone; undefined for a dead key and for one that types nothing. */
  plain(keycode: number): string | undefined;
}

/** The modifiers and keys that tests name themselves. */
export const KEYCODES = { SHIFT, ALT_GR, CONTROL, NUM_LOCK, SPACE, MAIN_BLOCK, KEYPAD } as const;

let toUtf32: ((keysym: number) => number) | undefined;

/** The character of a keysym, by libxkbcommon; 0 for those that are none. */
function characterOf(keysym: number): number {
  toUtf32 ??= koffi.load('libxkbcommon.so.0').func('uint32_t xkb_keysym_to_utf32(uint32_t keysym)');
  return toUtf32(keysym);
}

/** Reads the keymap that a display has now. Layouts of one group only. */
export function readKeymap(desktop: Pick<Desktop, 'env'>): Keymap {
  const table = execFileSync('xmodmap', ['-pk'], { env: desktop.env, encoding: 'utf8' });
  const keysyms = new Map<number, readonly number[]>();
  for (const [, keycode = '', rest = ''] of table.matchAll(/^\s+(\d+)\s+(0x.*)$/gm))
    keysyms.set(
      Number(keycode),
      [...rest.matchAll(/0x([0-9a-f]+)/g)].map(([, hex = '']) => parseInt(hex, 16)),
    );
  const typedBy = (keysym: number | undefined): Typed | undefined => {
    if (keysym === undefined || keysym === 0) return undefined;
    const mark = DEAD[keysym];
    if (mark !== undefined) return { kind: 'dead', mark };
    const character = characterOf(keysym);
    return character < 0x20 ? undefined : { kind: 'character', text: String.fromCodePoint(character) };
  };
  const hasAltGr = keysyms.get(ALT_GR)?.[0] === LEVEL3_SHIFT;
  // Two columns for each of two groups come first, then the levels of AltGr.
  const levels: readonly (readonly [number, readonly number[]])[] = [
    [0, []],
    [1, [SHIFT]],
    ...(hasAltGr ? ([[4, [ALT_GR]]] as const) : []),
  ];
  const strokes = levels.flatMap(([column, held]) =>
    MAIN_BLOCK.flatMap((keycode): Stroke[] => {
      const typed = typedBy(keysyms.get(keycode)?.[column]);
      return typed === undefined ? [] : [{ keycode, held, typed }];
    }),
  );
  return {
    strokes,
    plain(keycode) {
      const typed = typedBy(keysyms.get(keycode)?.[0]);
      return typed?.kind === 'character' ? typed.text : undefined;
    },
  };
}
