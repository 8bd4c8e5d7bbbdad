import type { NamedKey } from '@throwline/protocol/peer/named-keys.ts';
import { PlatformError } from '../platform-error.ts';
import { type CharacterPlan, planCharacter } from './character-plan.ts';
import type { FakeInput } from './fake-input.ts';
import { KeyboardMap, MODIFIER } from './keyboard-map.ts';
import { type Keysym, keysymsOf } from './keysyms.ts';
import { latinPlaces } from './latin-places.ts';
import { NAMED_KEY_SYMBOLS } from './named-key-symbols.ts';
import { type BoundKey, SpareKeycodes } from './spare-keycodes.ts';
import type { XConnection } from './x-connection.ts';
import { CORE, EVENT, type Extension, findExtension, pair } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** XKB extension, version 1.0. */
const XKB = {
  useExtension: 0,
  selectEvents: 1,
  getState: 4,
  latchLockState: 5,
  getMap: 8,
  getNames: 17,
} as const;
const CORE_KEYBOARD = 0x100;
const NEW_KEYBOARD_EVENTS = 1 << 0;
const MAP_EVENTS = 1 << 1;
const ALL_MAP_PARTS = 0xff;
/** Which names: those of the keys' places. */
const KEY_NAMES = 1 << 9;
const TYPES_SYMBOLS_AND_MODIFIERS = 0b111;
/** Parts of ChangeKeyboardControl: which key, and whether it repeats. */
const KEY_AND_REPEAT_MODE = 0xc0;

/** What came of a key: `wait` means that nothing was done and that it may work after that time. */
export type KeyOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'wait'; readonly milliseconds: number };

type FoundKey = KeyOutcome | { readonly kind: 'bound'; readonly keycode: number };

const DONE: KeyOutcome = { kind: 'done' };
const INVALID: KeyOutcome = { kind: 'invalid' };

interface KeyboardState {
  readonly held: number;
  readonly locked: number;
  readonly group: number;
}

/**
 * The customer's keyboard as an instrument: named keys, characters and chords become presses of keys of the layout
 * that is in use. Every method injects at once; call within a server grab, after the guard has agreed.
 */
export class XKeyboard {
  readonly #connection: XConnection;
  readonly #fake: FakeInput;
  readonly #xkb: Extension;
  readonly #spare: SpareKeycodes;
  /** Keys that this program holds, and whether their repetition is to be switched on again afterwards. */
  readonly #held = new Map<number, { readonly repeats: boolean }>();
  readonly #heldNames = new Map<NamedKey, number>();
  readonly #heldChords = new Map<number, number>();
  #map: KeyboardMap | undefined;
  #latinPlaces: ReadonlyMap<number, number> | undefined;

  /** @throws PlatformError `extension-missing` */
  constructor(connection: XConnection, fake: FakeInput, now: () => number) {
    const xkb = findExtension(connection, 'XKEYBOARD');
    const use = xkb && connection.query(xkb.major, XKB.useExtension, [pair(1, 0)]);
    if (xkb === undefined || use?.u8(1) !== 1) {
      throw new PlatformError(
        'extension-missing',
        'This display does not tell its keyboard layout (XKB is missing).',
      );
    }
    this.#connection = connection;
    this.#fake = fake;
    this.#xkb = xkb;
    this.#spare = new SpareKeycodes(connection, now);
    connection.post(xkb.major, XKB.selectEvents, [
      pair(CORE_KEYBOARD, NEW_KEYBOARD_EVENTS | MAP_EVENTS),
      pair(0, NEW_KEYBOARD_EVENTS),
      pair(ALL_MAP_PARTS, ALL_MAP_PARTS),
    ]);
  }

  /** Takes note of an event: after a change of layout the map is read anew before the next key. */
  handle(event: XReply): void {
    const type = event.u8(0) & 0x7f;
    if (type === this.#xkb.firstEvent || type === EVENT.mappingNotify) {
      this.#map = undefined;
      this.#latinPlaces = undefined;
    }
  }

  get holdsKeys(): boolean {
    return this.#held.size > 0;
  }

  named(key: NamedKey, down: boolean): KeyOutcome {
    if (!down) return this.#letGo(this.#heldNames, key);
    const known = this.#heldNames.get(key);
    if (known !== undefined) return this.#press(known);
    const keysyms = NAMED_KEY_SYMBOLS[key];
    const found = this.#keyFor(keysyms);
    if (found.kind !== 'bound') return found;
    this.#heldNames.set(key, found.keycode);
    return this.#press(found.keycode);
  }

  chord(codepoint: number, down: boolean): KeyOutcome {
    const letter = lowerCase(codepoint);
    if (!down) return this.#letGo(this.#heldChords, letter);
    const known = this.#heldChords.get(letter);
    if (known !== undefined) return this.#press(known);
    const place = this.#latinPlaceOf(letter);
    const found: FoundKey =
      place === undefined ? this.#keyFor(keysymsOf(letter)) : { kind: 'bound', keycode: place };
    if (found.kind !== 'bound') return found;
    this.#heldChords.set(letter, found.keycode);
    return this.#press(found.keycode);
  }

  character(codepoint: number): KeyOutcome {
    const keysyms = keysymsOf(codepoint);
    const [wanted] = keysyms;
    if (wanted === undefined) return INVALID;
    const state = this.#state();
    const plan = this.#plan(keysyms, state);
    if (plan === undefined) {
      const bound = this.#bind(wanted);
      return bound.kind === 'bound'
        ? { kind: 'wait', milliseconds: 1 }
        : bound.kind === 'wait'
          ? bound
          : INVALID;
    }
    const rest = this.#spare.restOf(plan.keycode, keysyms);
    return rest > 0 ? { kind: 'wait', milliseconds: rest } : this.#carryOut(plan, keysyms, state);
  }

  /** Borrows a key ahead of time for a character that will be typed soon, so that many rest at once. */
  prepare(codepoint: number): void {
    const keysyms = keysymsOf(codepoint);
    const [wanted] = keysyms;
    if (wanted !== undefined && this.#plan(keysyms, this.#state()) === undefined) this.#bind(wanted);
  }

  /** Lets go of every key, modifiers last. */
  releaseAll(): void {
    const map = this.#held.size > 0 ? this.#currentMap() : undefined;
    const modifiersOf = (keycode: number) => map?.modifiersOf(keycode) ?? 0;
    for (const keycode of [...this.#held.keys()].sort((a, b) => modifiersOf(a) - modifiersOf(b)))
      this.#release(keycode);
    this.#heldNames.clear();
    this.#heldChords.clear();
  }

  /** Puts the keyboard's mapping back as it was. */
  restoreMapping(): void {
    this.#spare.restore();
  }

  #letGo<Name>(names: Map<Name, number>, name: Name): KeyOutcome {
    const keycode = names.get(name);
    names.delete(name);
    if (keycode !== undefined) this.#release(keycode);
    return DONE;
  }

  /**
   * Where a Latin keyboard has what this layout bears nowhere. A layout with Latin letters of its own, even at that
   * place only, means something else there.
   */
  #latinPlaceOf(letter: number): number | undefined {
    const map = this.#currentMap();
    const isLent = (keycode: number) => this.#spare.isLent(keycode);
    if (map.keycodeBearing(keysymsOf(letter), this.#state().group, isLent) !== undefined) return undefined;
    if (this.#latinPlaces === undefined) {
      const reply = this.#connection.query(this.#xkb.major, XKB.getNames, [
        pair(CORE_KEYBOARD, 0),
        KEY_NAMES,
      ]);
      this.#latinPlaces = reply === undefined ? new Map() : latinPlaces(reply);
    }
    const place = this.#latinPlaces.get(letter);
    return place === undefined || map.bearsLatinLetter(place) ? undefined : place;
  }

  #keyFor(keysyms: readonly Keysym[]): FoundKey {
    const [wanted] = keysyms;
    if (wanted === undefined) return INVALID;
    const map = this.#currentMap();
    const { group } = this.#state();
    for (const keysym of keysyms) {
      const keycode = map.keycodeBearing([keysym], group);
      if (keycode === undefined) continue;
      const rest = this.#spare.restOf(keycode, [keysym]);
      return rest > 0 ? { kind: 'wait', milliseconds: rest } : { kind: 'bound', keycode };
    }
    const bound = this.#bind(wanted);
    return bound.kind === 'bound'
      ? { kind: 'wait', milliseconds: 1 }
      : bound.kind === 'wait'
        ? bound
        : INVALID;
  }

  #bind(keysym: Keysym): BoundKey {
    const bound = this.#spare.bind(keysym, new Set(this.#held.keys()));
    // The server now has another map than the one that was read.
    this.#map = undefined;
    return bound;
  }

  #press(keycode: number): KeyOutcome {
    if (this.#held.has(keycode)) {
      if (this.#currentMap().modifiersOf(keycode) === 0) {
        this.#fake.key(keycode, false);
        this.#fake.key(keycode, true);
      }
      return DONE;
    }
    // A held key that repeated by itself would go on typing into a window that the guard has not been asked about.
    const controls = this.#connection.query(CORE.getKeyboardControl, 0);
    const repeats = controls !== undefined && ((controls.u8(20 + (keycode >> 3)) >> (keycode & 7)) & 1) === 1;
    if (repeats) this.#setRepeat(keycode, false);
    this.#held.set(keycode, { repeats });
    this.#fake.key(keycode, true);
    return DONE;
  }

  #release(keycode: number): void {
    const held = this.#held.get(keycode);
    if (held === undefined) return;
    this.#held.delete(keycode);
    this.#fake.key(keycode, false);
    if (held.repeats) this.#setRepeat(keycode, true);
  }

  #setRepeat(keycode: number, on: boolean): void {
    this.#connection.post(CORE.changeKeyboardControl, 0, [KEY_AND_REPEAT_MODE, keycode, on ? 1 : 0]);
  }

  #plan(keysyms: readonly Keysym[], state: KeyboardState): CharacterPlan | undefined {
    return planCharacter(this.#currentMap(), keysyms, state.group, state.held | state.locked);
  }

  #carryOut(plan: CharacterPlan, keysyms: readonly Keysym[], state: KeyboardState): KeyOutcome {
    this.#spare.used(plan.keycode, keysyms);
    const map = this.#currentMap();
    const lifted = [...this.#held.keys()].filter(
      (keycode) => (map.modifiersOf(keycode) & plan.clear & ~MODIFIER.lock) !== 0 || keycode === plan.keycode,
    );
    const unlocked = state.locked & plan.clear;
    for (const keycode of lifted) this.#fake.key(keycode, false);
    if (unlocked !== 0) this.#setLocks(unlocked, 0);
    for (const keycode of plan.press) this.#fake.key(keycode, true);
    this.#fake.key(plan.keycode, true);
    this.#fake.key(plan.keycode, false);
    for (const keycode of plan.press.toReversed()) this.#fake.key(keycode, false);
    if (unlocked !== 0) this.#setLocks(unlocked, unlocked);
    for (const keycode of lifted) this.#fake.key(keycode, true);
    return DONE;
  }

  #setLocks(affected: number, on: number): void {
    this.#connection.post(this.#xkb.major, XKB.latchLockState, [
      CORE_KEYBOARD | (affected << 16) | (on << 24),
      0,
      0,
    ]);
  }

  #state(): KeyboardState {
    const reply = this.#connection.query(this.#xkb.major, XKB.getState, [CORE_KEYBOARD]);
    this.#connection.drain();
    if (reply === undefined) return { held: 0, locked: 0, group: 0 };
    return { held: reply.u8(9) | reply.u8(10), locked: reply.u8(11), group: reply.u8(12) };
  }

  #currentMap(): KeyboardMap {
    if (this.#map !== undefined) return this.#map;
    const reply = this.#connection.query(this.#xkb.major, XKB.getMap, [
      pair(CORE_KEYBOARD, TYPES_SYMBOLS_AND_MODIFIERS),
      0,
      0,
      0,
      0,
      0,
    ]);
    if (reply === undefined) {
      throw new PlatformError('extension-missing', 'The display did not tell its keyboard layout.');
    }
    this.#map = new KeyboardMap(reply);
    this.#spare.mapRead(this.#map);
    return this.#map;
  }
}

/** Shortcuts name a key, and a key is named by its small letter. */
function lowerCase(codepoint: number): number {
  if (!Number.isInteger(codepoint) || codepoint < 0 || codepoint > 0x10ffff) return codepoint;
  const lower = String.fromCodePoint(codepoint).toLowerCase();
  return [...lower].length === 1 ? (lower.codePointAt(0) ?? codepoint) : codepoint;
}
