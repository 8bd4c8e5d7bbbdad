import type { ConsoleFrame } from '@throwline/protocol';
import { isNamedKey, type NamedKey, namedKeyNumber } from '@throwline/protocol/peer/named-keys.ts';

/** What a key event of the browser says, as far as it matters here. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  /** `KeyboardEvent.location`: 2 is the right one of two. */
  readonly location: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly altGraph: boolean;
  readonly isComposing: boolean;
}

/** What every event of keyboard, mouse and wheel says of the modifiers. */
export type ModifierState = Pick<KeyPress, 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

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

type Modifier = 'Shift' | 'Control' | 'Alt' | 'Meta';

const NOT_OURS: KeyOutcome = { frames: [], handled: false };
const SWALLOWED: KeyOutcome = { frames: [], handled: true };

// What these keys do is done already when the character arrives; the remote machine's own state is left alone.
const LOCAL_ONLY = new Set(['CapsLock', 'NumLock', 'AltGraph', 'Fn', 'FnLock']);
const SAID_BY = {
  Shift: 'shiftKey',
  Control: 'ctrlKey',
  Alt: 'altKey',
  Meta: 'metaKey',
} as const satisfies Record<Modifier, keyof ModifierState>;
// The press is part of a dead-key or input-method sequence; its text comes from the text field.
const TEXT_TO_COME = new Set(['Dead', 'Process', 'Unidentified', 'Compose']);

/**
 * Turns key presses into input frames: named keys go as keys, characters as characters whatever the layout is,
 * characters with Ctrl, Alt or Meta as chords. Remembers what is down, by physical key, so that everything goes up.
 */
export class Keyboard {
  readonly #held = new Map<string, Held>();
  /** The modifiers among them, and whether an event has said since that they are down. */
  readonly #modifiers = new Map<string, { readonly modifier: Modifier; isSaid: boolean }>();
  /** Places of Alt that the technician's own settings have made Meta. */
  readonly #metaPlaces = new Set<string>();
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
    const lost = this.compare(press, press.code);
    const { frames, handled } = this.#down(press);
    return { frames: [...lost, ...frames], handled };
  }

  /** A key went up. */
  up(press: KeyPress): KeyOutcome {
    const lost = this.compare(press, press.code);
    const { frames, handled } = this.#up(press);
    return { frames: [...lost, ...frames], handled };
  }

  /**
   * Lets go of modifiers that an event says are not down any more: browsers swallow releases while they compose a
   * character. A modifier that no event has ever called down is left alone; not every system tells of every one.
   * @param except the key that the event is about; what it says of that one is its type
   */
  compare(state: ModifierState, except?: string): InputFrame[] {
    const lost: string[] = [];
    for (const [code, held] of this.#modifiers) {
      if (code === except) continue;
      if (state[SAID_BY[held.modifier]]) held.isSaid = true;
      else if (held.isSaid) lost.push(code);
    }
    return this.#release(...lost);
  }

  /**
   * Does this press bring Ctrl, Alt and Shift together, in whichever order, with no other key? They let go of the
   * keyboard: no program uses them, and browsers pass them on.
   */
  isLeaving(press: KeyPress): boolean {
    const pressed = this.#modifierOf(press);
    if (pressed === undefined || pressed === 'Meta') return false;
    const isDown = (modifier: Modifier): boolean =>
      modifier === pressed || this.#holds(modifier) || (modifier !== 'Meta' && press[SAID_BY[modifier]]);
    return isDown('Control') && isDown('Alt') && isDown('Shift') && !isDown('Meta');
  }

  /** Forgets all that is held; the caller sends `release-input`. */
  clear(): void {
    this.#held.clear();
    this.#modifiers.clear();
  }

  #down(press: KeyPress): KeyOutcome {
    if (press.isComposing || TEXT_TO_COME.has(press.key)) return NOT_OURS;
    if (press.key === 'AltGraph') return { frames: this.#releaseFalseControl(), handled: true };
    if (LOCAL_ONLY.has(press.key)) return SWALLOWED;
    const modifier = this.#modifierOf(press);
    if (modifier !== undefined) {
      // A held modifier does nothing by being repeated.
      if (this.#held.has(press.code)) return SWALLOWED;
      this.#modifiers.set(press.code, { modifier, isSaid: press[SAID_BY[modifier]] });
      const key = namedKeyNumber(`${modifier}${press.location === 2 ? 'Right' : 'Left'}`);
      return this.#hold(press.code, { type: 'key', key });
    }
    const named = nameOf(press);
    if (named !== undefined) return this.#hold(press.code, { type: 'key', key: namedKeyNumber(named) });
    const typed = charactersOf(press.key);
    const [first] = typed;
    if (first === undefined) return SWALLOWED;
    const { codePoint } = first;
    if (press.altGraph) return { frames: [...this.#releaseFalseControl(), ...typed], handled: true };
    if (this.#isMac && press.altKey && !press.ctrlKey && !press.metaKey) {
      return { frames: [...this.#release('AltLeft', 'AltRight'), ...typed], handled: true };
    }
    if (press.ctrlKey || press.altKey || press.metaKey) {
      return this.#hold(press.code, { type: 'chord', codePoint: chordCodePoint(press, codePoint) });
    }
    return { frames: typed, handled: true };
  }

  #up(press: KeyPress): KeyOutcome {
    // A Mac does not tell when keys go up that were pressed together with Command; of modifiers it does.
    const isCommand = this.#isMac && this.#modifierOf(press) === 'Meta';
    const unheard = isCommand ? [...this.#held.keys()].filter((code) => !this.#modifiers.has(code)) : [];
    const lost = this.#release(...unheard);
    if (!this.#held.has(press.code)) {
      return lost.length === 0 && press.isComposing ? NOT_OURS : { frames: lost, handled: true };
    }
    return { frames: [...lost, ...this.#release(press.code)], handled: true };
  }

  #holds(modifier: Modifier): boolean {
    return [...this.#modifiers.values()].some((held) => held.modifier === modifier);
  }

  /**
   * The modifier that a key is. X11 has Meta on the key of Alt while Shift is held, and browsers say so; the key is Alt
   * all the same, unless it has been Meta without Shift before.
   */
  #modifierOf({ key, code, shiftKey }: KeyPress): Modifier | undefined {
    switch (key) {
      case 'Shift':
      case 'Control':
      case 'Alt':
        return key;
      case 'Meta':
      case 'OS': {
        if (code !== 'AltLeft' && code !== 'AltRight') return 'Meta';
        const held = this.#modifiers.get(code);
        if (held !== undefined) return held.modifier;
        if (!shiftKey && !this.#holds('Shift')) this.#metaPlaces.add(code);
        return this.#metaPlaces.has(code) ? 'Meta' : 'Alt';
      }
      default:
        return undefined;
    }
  }

  #hold(code: string, held: Held): KeyOutcome {
    this.#held.set(code, held);
    return { frames: [{ ...held, down: true }], handled: true };
  }

  #release(...codes: string[]): InputFrame[] {
    return codes.flatMap((code): InputFrame[] => {
      const held = this.#held.get(code);
      this.#held.delete(code);
      this.#modifiers.delete(code);
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

/** A key by its name, or the one that bears a letter over there. */
export type KeyOrLetter = NamedKey | { readonly letter: string };

/** Keys pressed together: all down in order, then all up in the opposite order. */
export function pressTogether(...names: readonly KeyOrLetter[]): InputFrame[] {
  const keys = names.flatMap((name): Held[] => {
    if (typeof name === 'string') return [{ type: 'key', key: namedKeyNumber(name) }];
    const codePoint = onlyCodePoint(name.letter);
    return codePoint === undefined ? [] : [{ type: 'chord', codePoint }];
  });
  return [
    ...keys.map((key): InputFrame => ({ ...key, down: true })),
    ...keys.toReversed().map((key): InputFrame => ({ ...key, down: false })),
  ];
}

function nameOf({ key, code }: KeyPress): NamedKey | undefined {
  if (key === 'Enter' && code === 'NumpadEnter') return 'NumpadEnter';
  if (isNamedKey(key)) return key;
  return onlyCodePoint(key) === undefined && isNamedKey(code) ? code : undefined;
}

/** Lam with an alef, as X11 has it on one key; programs write it as the two letters that it is. */
const LAM_ALEF = /[\ufef5-\ufefc]/g;

/** What a key types: one character; several where one key has them, such as لا on Arabic keyboards of Windows. */
function charactersOf(key: string): Extract<InputFrame, { type: 'character' }>[] {
  const text = key.replace(LAM_ALEF, (ligature) => ligature.normalize('NFKC'));
  const codePoints = Array.from(text, onlyCodePoint).filter((each) => each !== undefined);
  // Names of keys are words of ASCII letters.
  if (codePoints.length > 1 && codePoints.every((each) => each <= 0x7f)) return [];
  return codePoints.map((codePoint) => ({ type: 'character', codePoint }));
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
