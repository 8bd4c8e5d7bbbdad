import type { NamedKey } from '@throwline/protocol/peer/named-keys.ts';
import { CHARACTER_KEYS, KEY_CODES, LATIN_CODES, MODIFIER_FLAGS } from './key-codes.ts';
import type { EventCalls } from './mac-calls.ts';

/** Characters that are keys. */
const CONTROL_CHARACTERS: ReadonlyMap<number, NamedKey> = new Map([
  [0x08, 'Backspace'],
  [0x09, 'Tab'],
  [0x0a, 'Enter'],
  [0x1b, 'Escape'],
]);

/** The customer's keyboard as an instrument. Every method acts at once; `false`: there is no such key or character. */
export class MacKeyboard {
  readonly #events: EventCalls;
  /** Keys that are down, in the order in which they went down. */
  readonly #held = new Set<number>();
  /** The key that a chord's character was found on, so that it goes up again even if the layout has changed. */
  readonly #chords = new Map<number, number>();

  constructor(events: EventCalls) {
    this.#events = events;
  }

  /** What the modifiers that are held add to an event. */
  get flags(): number {
    let flags = 0;
    for (const code of this.#held) flags |= MODIFIER_FLAGS.get(code) ?? 0;
    return flags;
  }

  named(key: NamedKey, down: boolean): boolean {
    const code = KEY_CODES[key];
    if (code === undefined) return false;
    this.#press(code, down);
    return true;
  }

  /** Types a character as text, so that neither layout nor Caps Lock nor held modifiers have a part in it. */
  character(codepoint: number): boolean {
    const key = CONTROL_CHARACTERS.get(codepoint);
    if (key !== undefined) {
      const code = KEY_CODES[key] ?? 0;
      this.#events.postKey(code, true, 0);
      this.#events.postKey(code, false, 0);
      return true;
    }
    if (!isCharacter(codepoint)) return false;
    const text = String.fromCodePoint(codepoint);
    this.#events.postKey(0, true, 0, text);
    this.#events.postKey(0, false, 0, text);
    return true;
  }

  /** Presses the key that bears this character on the layout that is in use now. */
  chord(codepoint: number, down: boolean): boolean {
    const known = this.#chords.get(codepoint);
    const code = known ?? (down ? this.#keyBearing(codepoint) : undefined);
    if (code === undefined) return false;
    if (down) this.#chords.set(codepoint, code);
    else this.#chords.delete(codepoint);
    this.#press(code, down);
    return true;
  }

  /** Everything that is held goes up, what went down last first. */
  releaseAll(): void {
    for (const code of [...this.#held].reverse()) this.#press(code, false);
    this.#chords.clear();
  }

  #press(code: number, down: boolean): void {
    if (down) this.#held.add(code);
    else if (!this.#held.delete(code)) return;
    this.#events.postKey(code, down, this.flags);
  }

  #keyBearing(codepoint: number): number | undefined {
    if (!isCharacter(codepoint)) return undefined;
    const wanted = String.fromCodePoint(codepoint).toLowerCase();
    for (const shift of [false, true]) {
      for (let code = 0; code < CHARACTER_KEYS; code += 1)
        if (this.#events.translate(code, shift).toLowerCase() === wanted) return code;
    }
    const place = LATIN_CODES.get(wanted);
    const bears = (code: number, shift: boolean) => this.#events.translate(code, shift);
    // A Latin letter of its own means something else there.
    if (place === undefined || /[a-z]/i.test(bears(place, false) + bears(place, true))) return undefined;
    return place;
  }
}

/** A Unicode scalar value that is no control character. */
function isCharacter(codepoint: number): boolean {
  if (!Number.isInteger(codepoint) || codepoint < 0x20 || codepoint > 0x10ffff) return false;
  return !(codepoint >= 0x7f && codepoint < 0xa0) && !(codepoint >= 0xd800 && codepoint < 0xe000);
}
