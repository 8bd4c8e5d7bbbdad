import type { Keysym } from './keysyms.ts';
import { NO_SYMBOL } from './keysyms.ts';
import type { XReply } from './x-reply.ts';

/** Bits of the eight real modifiers. */
export const MODIFIER = {
  shift: 1,
  lock: 2,
  control: 4,
  mod1: 8,
  mod2: 16,
  mod3: 32,
  mod4: 64,
  mod5: 128,
} as const;

/** How modifiers choose among the symbols of a key: XKB's key type. */
interface KeyType {
  /** Modifiers that count at all. */
  readonly mask: number;
  readonly levels: number;
  /** Modifiers, as a whole, that lead to a level other than the first; an unlisted combination leads to the first. */
  readonly entries: readonly { readonly modifiers: number; readonly level: number }[];
}

interface Key {
  readonly types: readonly KeyType[];
  readonly symbols: readonly Keysym[];
  readonly width: number;
}

/** A way to get a symbol out of a key: with exactly `modifiers` of those in `mask` in effect. */
export interface KeyPlace {
  readonly keycode: number;
  readonly mask: number;
  readonly modifiers: number;
  readonly level: number;
}

/** The customer's keyboard layout as the X server has it now, read from the reply to XkbGetMap. */
export class KeyboardMap {
  readonly #keys = new Map<number, Key>();
  readonly #modifiersByKeycode = new Map<number, number>();
  readonly #minKeycode: number;
  readonly #maxKeycode: number;

  /** @param reply to XkbGetMap with key types, key symbols and the modifier map in full */
  constructor(reply: XReply) {
    this.#minKeycode = reply.u8(10);
    this.#maxKeycode = reply.u8(11);
    const types: KeyType[] = [];
    let offset = 40;
    for (let index = 0; index < reply.u8(15); index += 1) {
      const entryCount = reply.u8(offset + 5);
      const preserve = reply.u8(offset + 6) !== 0;
      const entries: { modifiers: number; level: number }[] = [];
      for (let entry = 0; entry < entryCount; entry += 1) {
        const at = offset + 8 + entry * 8;
        if (reply.u8(at) !== 0) entries.push({ modifiers: reply.u8(at + 1), level: reply.u8(at + 2) });
      }
      types.push({ mask: reply.u8(offset), levels: reply.u8(offset + 4), entries });
      offset += 8 + entryCount * (preserve ? 12 : 8);
    }
    const firstKeycode = reply.u8(17);
    for (let index = 0; index < reply.u8(20); index += 1) {
      const groups = reply.u8(offset + 4) & 0x0f;
      const width = reply.u8(offset + 5);
      const symbolCount = reply.u16(offset + 6);
      const keyTypes: KeyType[] = [];
      for (let group = 0; group < Math.min(groups, 4); group += 1) {
        const type = types[reply.u8(offset + group)];
        if (type !== undefined) keyTypes.push(type);
      }
      const symbols = Array.from({ length: symbolCount }, (_, symbol) => reply.u32(offset + 8 + symbol * 4));
      this.#keys.set(firstKeycode + index, { types: keyTypes, symbols, width });
      offset += 8 + symbolCount * 4;
    }
    for (let index = 0; index < reply.u8(33); index += 1) {
      this.#modifiersByKeycode.set(reply.u8(offset + index * 2), reply.u8(offset + index * 2 + 1));
    }
  }

  /** The modifiers that a key sets while it is held; 0 for an ordinary key. */
  modifiersOf(keycode: number): number {
    return this.#modifiersByKeycode.get(keycode) ?? 0;
  }

  /** Does the key bear this symbol, in any way? */
  bears(keycode: number, keysym: Keysym): boolean {
    return this.#keys.get(keycode)?.symbols.includes(keysym) ?? false;
  }

  /** Does the key bear a Latin letter, in any way? */
  bearsLatinLetter(keycode: number): boolean {
    const symbols = this.#keys.get(keycode)?.symbols ?? [];
    return symbols.some((symbol) => (symbol >= 0x41 && symbol <= 0x5a) || (symbol >= 0x61 && symbol <= 0x7a));
  }

  /** Keycodes that bear nothing and set no modifier, highest first. */
  spareKeycodes(): number[] {
    const spare: number[] = [];
    for (let keycode = this.#maxKeycode; keycode >= this.#minKeycode; keycode -= 1) {
      const symbols = this.#keys.get(keycode)?.symbols ?? [];
      if (symbols.every((symbol) => symbol === NO_SYMBOL) && this.modifiersOf(keycode) === 0)
        spare.push(keycode);
    }
    return spare;
  }

  /** Every way to get one of these symbols in a group (layout), lowest keycode first. */
  places(keysyms: readonly Keysym[], group: number): KeyPlace[] {
    const places: KeyPlace[] = [];
    for (const [keycode, key] of this.#keys) {
      if (key.types.length === 0) continue;
      const inGroup = group % key.types.length;
      const type = key.types[inGroup];
      if (type === undefined) continue;
      for (let level = 0; level < Math.min(type.levels, key.width); level += 1) {
        const symbol = key.symbols[inGroup * key.width + level] ?? NO_SYMBOL;
        if (symbol === NO_SYMBOL || !keysyms.includes(symbol)) continue;
        for (const modifiers of waysTo(type, level))
          places.push({ keycode, mask: type.mask, modifiers, level });
      }
    }
    return places;
  }

  /**
   * A key that bears one of these symbols: in this group at the lowest level if there is one, else in any group.
   * @param except keys that do not count
   */
  keycodeBearing(
    keysyms: readonly Keysym[],
    group: number,
    except: (keycode: number) => boolean = () => false,
  ): number | undefined {
    for (const tried of [group, 0, 1, 2, 3]) {
      const [best] = this.places(keysyms, tried)
        .filter(({ keycode }) => !except(keycode))
        .sort((a, b) => a.level - b.level);
      if (best !== undefined) return best.keycode;
    }
    return undefined;
  }

  /** A key that sets this one modifier while held, by the symbols usual for it. */
  keycodeSetting(modifier: number): number | undefined {
    const symbols = MODIFIER_SYMBOLS.get(modifier);
    if (symbols === undefined) return undefined;
    for (const [keycode, modifiers] of this.#modifiersByKeycode) {
      if (modifiers === modifier && symbols.some((symbol) => this.bears(keycode, symbol))) return keycode;
    }
    return undefined;
  }
}

/** Shift, and the keys for the third and fifth level (AltGr and its like). */
const MODIFIER_SYMBOLS: ReadonlyMap<number, readonly Keysym[]> = new Map([
  [MODIFIER.shift, [0xffe1, 0xffe2]],
  [MODIFIER.mod5, [0xfe03]],
  [MODIFIER.mod3, [0xfe11]],
]);

function waysTo(type: KeyType, level: number): number[] {
  const ways = type.entries.filter((entry) => entry.level === level).map((entry) => entry.modifiers);
  if (level === 0 && !type.entries.some((entry) => entry.modifiers === 0)) ways.push(0);
  return ways;
}
