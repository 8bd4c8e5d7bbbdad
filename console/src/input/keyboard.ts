import type { ConsoleFrame } from '@throwline/protocol';
import { isNamedKey, type NamedKey, namedKeyNumber } from '@throwline/protocol/peer/named-keys.ts';

/** What a key event of the browser says, as far as it matters here. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  /** `KeyboardEvent.location`: 2 is the right one of two. */
  readonly location: number;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly altGraph: boolean;
  readonly isComposing: boolean;
}

export type InputFrame = Extract<
  ConsoleFrame,
  { type: 'pointer' | 'wheel' | 'key' | 'character' | 'chord' | 'release-input' }
>;

/** What came of a key press: the frames to send, and whether the browser is to do nothing of its own with it. */
export interface KeyOutcome {
  readonly frames: readonly InputFrame[];
  readonly handled: boolean;
}

type Held =
  | { readonly type: 'key'; readonly key: number }
  | { readonly type: 'chord'; readonly codePoint: number };

const NOT_OURS: KeyOutcome = { frames: [], handled: false };
const SWALLOWED: KeyOutcome = { frames: [], handled: true };

// What these keys do is done already when the character arrives; the remote machine's own state is left alone.
const LOCAL_ONLY = new Set(['CapsLock', 'NumLock', 'AltGraph', 'Fn', 'FnLock']);
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'OS']);
// The press is part of a dead-key or input-method sequence; its text comes from the text field.
const TEXT_TO_COME = new Set(['Dead', 'Process', 'Unidentified', 'Compose']);

/**
 * Turns key presses into input frames: named keys go as keys, characters as characters whatever the layout is,
 * characters with Ctrl, Alt or Meta as chords. Remembers what is down, by physical key, so that everything goes up.
 */
export class Keyboard {
  readonly #held = new Map<string, Held>();
  readonly #isMac: boolean;

  /** @param isMac on a Mac, Option makes characters as AltGr does elsewhere */
  constructor(isMac: boolean) {
    this.#isMac = isMac;
  }

  /** Whether any key is held on the remote machine. */
  get isIdle(): boolean {
    return this.#held.size === 0;
  }

  /** A key went down, or repeats. */
  down(press: KeyPress): KeyOutcome {
    if (press.isComposing || TEXT_TO_COME.has(press.key)) return NOT_OURS;
    if (press.key === 'AltGraph') return { frames: this.#releaseFalseControl(), handled: true };
    if (LOCAL_ONLY.has(press.key)) return SWALLOWED;
    const named = nameOf(press);
    if (named !== undefined) {
      // A held modifier does nothing by being repeated.
      if (MODIFIERS.has(press.key) && this.#held.has(press.code)) return SWALLOWED;
      return this.#hold(press.code, { type: 'key', key: namedKeyNumber(named) });
    }
    const codePoint = onlyCodePoint(press.key);
    if (codePoint === undefined) return SWALLOWED;
    if (press.altGraph) {
      return { frames: [...this.#releaseFalseControl(), { type: 'character', codePoint }], handled: true };
    }
    if (this.#isMac && press.altKey && !press.ctrlKey && !press.metaKey) {
      return {
        frames: [...this.#release('AltLeft', 'AltRight'), { type: 'character', codePoint }],
        handled: true,
      };
    }
    if (press.ctrlKey || press.altKey || press.metaKey) {
      return this.#hold(press.code, { type: 'chord', codePoint: chordCodePoint(press, codePoint) });
    }
    return { frames: [{ type: 'character', codePoint }], handled: true };
  }

  /** A key went up. */
  up(press: KeyPress): KeyOutcome {
    // A Mac does not tell when keys go up that were pressed together with Command.
    if (press.key === 'Meta') return { frames: this.#release(...this.#held.keys()), handled: true };
    if (!this.#held.has(press.code)) return press.isComposing ? NOT_OURS : SWALLOWED;
    return { frames: this.#release(press.code), handled: true };
  }

  /** Forgets all that is held; the caller sends `release-input`. */
  clear(): void {
    this.#held.clear();
  }

  #hold(code: string, held: Held): KeyOutcome {
    this.#held.set(code, held);
    return { frames: [{ ...held, down: true }], handled: true };
  }

  #release(...codes: string[]): InputFrame[] {
    return codes.flatMap((code): InputFrame[] => {
      const held = this.#held.get(code);
      this.#held.delete(code);
      return held === undefined ? [] : [{ ...held, down: false }];
    });
  }

  // Windows reports AltGr as Control and Alt going down; nobody has pressed Control.
  #releaseFalseControl(): InputFrame[] {
    return this.#release('ControlLeft', 'AltLeft', 'AltRight');
  }
}

/** Text as the frames that type it; line breaks become the Enter key. */
export function typeText(text: string): InputFrame[] {
  const enter = namedKeyNumber('Enter');
  return Array.from(text.replace(/\r\n?/g, '\n')).flatMap((character): InputFrame[] => {
    if (character === '\n') {
      return [
        { type: 'key', key: enter, down: true },
        { type: 'key', key: enter, down: false },
      ];
    }
    const codePoint = onlyCodePoint(character);
    return codePoint === undefined ? [] : [{ type: 'character', codePoint }];
  });
}

/** Keys pressed together: all down in order, then all up in the opposite order. */
export function pressTogether(...names: readonly NamedKey[]): InputFrame[] {
  const keys = names.map(namedKeyNumber);
  return [
    ...keys.map((key): InputFrame => ({ type: 'key', key, down: true })),
    ...keys.toReversed().map((key): InputFrame => ({ type: 'key', key, down: false })),
  ];
}

/** Ctrl+Alt+Shift without any other key lets go of the keyboard: no program uses it, and browsers pass it on. */
export function isLeaveKeys(press: KeyPress & { readonly shiftKey: boolean }): boolean {
  const isModifier = press.key === 'Control' || press.key === 'Alt' || press.key === 'Shift';
  return isModifier && press.ctrlKey && press.altKey && press.shiftKey && !press.metaKey;
}

function nameOf({ key, code, location }: KeyPress): NamedKey | undefined {
  const side = location === 2 ? 'Right' : 'Left';
  switch (key) {
    case 'Shift':
    case 'Control':
    case 'Alt':
    case 'Meta':
      return `${key}${side}`;
    case 'OS':
      return `Meta${side}`;
  }
  if (key === 'Enter' && code === 'NumpadEnter') return 'NumpadEnter';
  if (isNamedKey(key)) return key;
  return onlyCodePoint(key) === undefined && isNamedKey(code) ? code : undefined;
}

/** The code point of a text that is exactly one character and no control character. */
function onlyCodePoint(text: string): number | undefined {
  const codePoint = text.codePointAt(0);
  if (codePoint === undefined || String.fromCodePoint(codePoint) !== text) return undefined;
  const isControl = codePoint < 0x20 || codePoint === 0x7f;
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return isControl || isSurrogate ? undefined : codePoint;
}

// Shortcuts are named after Latin letters; a keyboard that has none at this place (Greek, Cyrillic) means the letter
// that is there on the standard layout. Letters go in lower case: Shift is held as a key of its own.
function chordCodePoint({ code }: KeyPress, codePoint: number): number {
  const latin = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1];
  if (codePoint > 0x7f && latin !== undefined) return latin.toLowerCase().charCodeAt(0);
  const lower = String.fromCodePoint(codePoint).toLowerCase();
  return onlyCodePoint(lower) ?? codePoint;
}
