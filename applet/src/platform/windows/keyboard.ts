import type { NamedKey } from '@throwline/protocol/peer/named-keys.ts';
import { type InputRecord, keyRecord, sendInput, unicodeRecord } from './send-input.ts';
import { type User32, user32 } from './user32.ts';
import { MODIFIER_CODES, NAMED_KEY_CODES, SHORTCUT_MODIFIERS, type VirtualKey } from './virtual-keys.ts';

/** `invalid`: no such character or key. `unavailable`: Windows took nothing. */
export type KeyOutcome = 'done' | 'invalid' | 'unavailable';

const IS_DOWN = 0x8000;
const NO_KEY = -1;
/** MapVirtualKeyEx's mark of extended keys. */
const EXTENDED_SCANS: ReadonlySet<number> = new Set([0xe0, 0xe1]);
/**
 * An unassigned key. Pressed while Alt or the Windows key is lifted, it keeps them from opening a menu: Windows does so
 * only when they go up with nothing pressed meanwhile.
 */
const MENU_MASK: VirtualKey = { code: 0xe8, scan: 0, extended: false };
/** Control characters that are keys. */
const CONTROLS: ReadonlyMap<number, VirtualKey> = new Map([
  [0x08, NAMED_KEY_CODES.Backspace],
  [0x09, NAMED_KEY_CODES.Tab],
  [0x0a, NAMED_KEY_CODES.Enter],
  [0x0d, NAMED_KEY_CODES.Enter],
  [0x1b, NAMED_KEY_CODES.Escape],
]);

/** The customer's keyboard as an instrument. Every method injects at once, after the guard has agreed. */
export class Keyboard {
  readonly #user: User32 = user32();
  /** Keys that this program holds, oldest first. */
  readonly #held = new Map<string, VirtualKey>();

  named(key: NamedKey, down: boolean): KeyOutcome {
    return this.#turn(`key ${key}`, NAMED_KEY_CODES[key], down);
  }

  chord(codepoint: number, down: boolean): KeyOutcome {
    const name = `chord ${lowerCase(codepoint)}`;
    // The layout may have changed since it was pressed.
    const key = this.#held.get(name) ?? (down ? this.#keyBearing(lowerCase(codepoint)) : undefined);
    if (key === undefined) return down ? 'invalid' : 'done';
    return this.#turn(name, key, down);
  }

  /** Types a character whole. */
  character(codepoint: number): KeyOutcome {
    const records = characterRecords(codepoint);
    if (records === undefined) return 'invalid';
    const lifted = SHORTCUT_MODIFIERS.filter(({ code }) => this.#isDown(code));
    const mask = lifted.length === 0 ? [] : [keyRecord(MENU_MASK, true), keyRecord(MENU_MASK, false)];
    const isTaken = sendInput([
      ...mask,
      ...lifted.map((key) => keyRecord(key, false)),
      ...records,
      ...lifted.map((key) => keyRecord(key, true)),
      ...mask,
    ]);
    return isTaken ? 'done' : 'unavailable';
  }

  /** Lets go of every key, modifiers last. */
  releaseAll(): void {
    const isModifier = ({ code }: VirtualKey): number => Number(MODIFIER_CODES.has(code));
    const keys = [...this.#held.values()].sort((a, b) => isModifier(a) - isModifier(b));
    this.#held.clear();
    sendInput(keys.map((key) => keyRecord(key, false)));
  }

  #turn(name: string, key: VirtualKey, down: boolean): KeyOutcome {
    if (!down && !this.#held.delete(name)) return 'done';
    // Noted before it happens: what may be down is let go of in any case.
    if (down) this.#held.set(name, key);
    return sendInput([keyRecord(key, down)]) ? 'done' : 'unavailable';
  }

  #isDown(code: number): boolean {
    return (this.#user.getAsyncKeyState(code) & IS_DOWN) !== 0;
  }

  #keyBearing(codepoint: number): VirtualKey | undefined {
    const layout = this.#foregroundLayout();
    if (codepoint > 0xffff) return undefined;
    const found = this.#user.vkKeyScan(codepoint, layout);
    const code = found === NO_KEY ? latinKey(codepoint) : found & 0xff;
    if (code === undefined) return undefined;
    const scan = this.#user.mapVirtualKey(code, layout);
    return { code, scan: scan & 0xff, extended: EXTENDED_SCANS.has(scan >>> 8) };
  }

  /** Each program has a layout of its own. */
  #foregroundLayout(): number {
    const window = this.#user.getForegroundWindow();
    const thread = window === 0 ? 0 : this.#user.getWindowThreadProcessId(window).thread;
    return this.#user.getKeyboardLayout(thread);
  }
}

function characterRecords(codepoint: number): InputRecord[] | undefined {
  if (!Number.isInteger(codepoint) || codepoint < 0 || codepoint > 0x10ffff) return undefined;
  if (codepoint >= 0xd800 && codepoint <= 0xdfff) return undefined;
  const control = CONTROLS.get(codepoint);
  if (control !== undefined) return [keyRecord(control, true), keyRecord(control, false)];
  if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0)) return undefined;
  const text = String.fromCodePoint(codepoint);
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) => [
    unicodeRecord(unit, true),
    unicodeRecord(unit, false),
  ]);
}

/** Layouts without Latin letters have them on the same keys for shortcuts: there, codes of keys are letters and digits. */
function latinKey(codepoint: number): number | undefined {
  const isLetter = codepoint >= 0x61 && codepoint <= 0x7a;
  const isDigit = codepoint >= 0x30 && codepoint <= 0x39;
  return isLetter ? codepoint - 0x20 : isDigit ? codepoint : undefined;
}

/** Shortcuts name a key, and a key is named by its small letter. */
function lowerCase(codepoint: number): number {
  if (!Number.isInteger(codepoint) || codepoint < 0 || codepoint > 0x10ffff) return codepoint;
  const lower = String.fromCodePoint(codepoint).toLowerCase();
  return [...lower].length === 1 ? (lower.codePointAt(0) ?? codepoint) : codepoint;
}
