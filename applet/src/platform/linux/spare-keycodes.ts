import type { KeyboardMap } from './keyboard-map.ts';
import { type Keysym, NO_SYMBOL } from './keysyms.ts';
import type { XConnection } from './x-connection.ts';
import { CORE } from './x-protocol.ts';

/** Most keys that are borrowed; each bears two symbols, the second with Shift. */
const MAX_KEYS = 32;
/**
 * How long a borrowed key keeps its symbol after it was last used, in milliseconds: a program looks up what a key
 * bears when it gets round to the key press, not when the press happened.
 */
const KEEP_MS = 1000;

/**
 * How long a new symbol rests before it is typed, in milliseconds. Chromium reads a changed keyboard map some time
 * after it was told of the change, and looks up keys pressed meanwhile in the old one (seen with Chromium 156).
 */
const SETTLE_MS = 60;

/** A symbol on loan to one level of a key. `usedAt` is −∞ for a level that stands in for the other one. */
interface Loan {
  readonly keysym: Keysym;
  readonly boundAt: number;
  usedAt: number;
}
type Level = 0 | 1;
const LEVELS: readonly Level[] = [0, 1];

/** - `bound`: the key bears the symbol now · `wait`: not yet, try again after this time · `none`: no key can be borrowed */
export type BoundKey =
  | { readonly kind: 'bound'; readonly keycode: number }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'none' };

/** Keys without a meaning on the customer's keyboard, lent to characters that the layout cannot type. */
export class SpareKeycodes {
  readonly #connection: XConnection;
  readonly #now: () => number;
  readonly #keys = new Map<number, [Loan, Loan]>();
  #free: number[] = [];

  /** @param now a clock in milliseconds that only goes forward */
  constructor(connection: XConnection, now: () => number) {
    this.#connection = connection;
    this.#now = now;
  }

  /** Takes note of a new keyboard map: loans that somebody else has overwritten are over. */
  mapRead(map: KeyboardMap): void {
    for (const [keycode, loans] of this.#keys) {
      if (!loans.every(({ keysym }) => map.bears(keycode, keysym))) this.#keys.delete(keycode);
    }
    this.#free = map.spareKeycodes().slice(0, Math.max(0, MAX_KEYS - this.#keys.size));
  }

  /** Is this key on loan? What it bears is not the customer's layout then. */
  isLent(keycode: number): boolean {
    return this.#keys.has(keycode);
  }

  /** How long a symbol must rest yet before it is typed with this key, in milliseconds; 0 for a key that is not borrowed. */
  restOf(keycode: number, keysyms: readonly Keysym[]): number {
    const loan = this.#keys.get(keycode)?.find(({ keysym }) => keysyms.includes(keysym));
    return loan === undefined ? 0 : Math.max(0, Math.ceil(loan.boundAt + SETTLE_MS - this.#now()));
  }

  /** Notes that a symbol has just been typed with a borrowed key. */
  used(keycode: number, keysyms: readonly Keysym[]): void {
    for (const loan of this.#keys.get(keycode) ?? []) {
      if (keysyms.includes(loan.keysym)) loan.usedAt = this.#now();
    }
  }

  /**
   * Makes some key bear this symbol, at either level.
   * @param held keys that are pressed and so must keep their meaning
   */
  bind(keysym: Keysym, held: ReadonlySet<number>): BoundKey {
    const now = this.#now();
    let oldest: { keycode: number; level: Level; usedAt: number } | undefined;
    for (const [keycode, loans] of this.#keys) {
      if (held.has(keycode)) continue;
      for (const level of LEVELS) {
        const { usedAt } = loans[level];
        if (oldest === undefined || usedAt < oldest.usedAt) oldest = { keycode, level, usedAt };
      }
    }
    if (oldest === undefined || oldest.usedAt > Number.NEGATIVE_INFINITY) {
      const free = this.#free.pop();
      if (free !== undefined)
        return this.#write(free, [
          { keysym, boundAt: now, usedAt: now },
          { keysym, boundAt: now, usedAt: Number.NEGATIVE_INFINITY },
        ]);
    }
    if (oldest === undefined) return { kind: 'none' };
    const wait = oldest.usedAt + KEEP_MS - now;
    if (wait > 0) return { kind: 'wait', milliseconds: Math.ceil(wait) };
    const loan = { keysym, boundAt: now, usedAt: now };
    const [first, second] = this.#keys.get(oldest.keycode) ?? [loan, loan];
    return this.#write(oldest.keycode, oldest.level === 0 ? [loan, second] : [first, loan]);
  }

  /** Gives every borrowed key back, bare as it was. */
  restore(): void {
    for (const keycode of this.#keys.keys()) this.#change(keycode, [NO_SYMBOL]);
    this.#keys.clear();
  }

  #write(keycode: number, loans: [Loan, Loan]): BoundKey {
    this.#keys.set(keycode, loans);
    this.#change(
      keycode,
      loans.map(({ keysym }) => keysym),
    );
    return { kind: 'bound', keycode };
  }

  #change(keycode: number, keysyms: readonly Keysym[]): void {
    this.#connection.post(CORE.changeKeyboardMapping, 1, [keycode | (keysyms.length << 8), ...keysyms]);
  }
}
