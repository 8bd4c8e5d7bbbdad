import type { XReply } from './x-reply.ts';

/** Rows of keys by the names that XKB gives to places, with what they bear on a Latin (US) keyboard. */
const ROWS: readonly (readonly [row: string, first: number, characters: string])[] = [
  ['AE', 1, '1234567890-='],
  ['AD', 1, 'qwertyuiop[]'],
  ['AC', 1, "asdfghjkl;'"],
  ['AB', 1, 'zxcvbnm,./'],
];

const NAME_LENGTH = 4;

/**
 * The keys at which a Latin keyboard bears its characters, for layouts that bear none of them. Programs read shortcuts
 * there when the layout is Greek, Cyrillic or Arabic.
 * @param reply to XkbGetNames, asked for the names of keys and nothing else
 * @returns keycodes by code point; empty where the display does not name its keys
 */
export function latinPlaces(reply: XReply): ReadonlyMap<number, number> {
  const named = new Map<string, number>();
  const first = reply.u8(18);
  for (let index = 0; index < reply.u8(19); index += 1) {
    const bytes = Array.from({ length: NAME_LENGTH }, (_, at) => reply.u8(32 + index * NAME_LENGTH + at));
    named.set(String.fromCharCode(...bytes.filter((byte) => byte !== 0)), first + index);
  }
  const places = new Map<number, number>();
  for (const [row, start, characters] of ROWS) {
    for (const [index, character] of [...characters].entries()) {
      const keycode = named.get(`${row}${String(start + index).padStart(2, '0')}`);
      if (keycode !== undefined) places.set(character.charCodeAt(0), keycode);
    }
  }
  return places;
}
