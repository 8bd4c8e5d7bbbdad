import { ThrowlineError } from '@throwline/protocol';
import type { CodeLength } from '../sessions/code-text.ts';
import { addressPrefixes } from './client-address.ts';

const HOUR = 3_600_000;

/**
 * Limits on guessing codes, in any 24 hours. A guess is right with a chance of live codes / 10^digits. What all guesses
 * together may risk is fixed, so that the chance of a hit within a day stays under 5 % however many addresses guess and
 * however many codes are live; `code-guesses.test.ts` computes it from these figures.
 *
 * The risk is divided by how often a network has guessed wrong before: not at all, once, more often. So a hundred networks that
 * guess use up what is for those that have guessed before, and never the way of a customer who types a right code first.
 */
export const CODE_LIMITS = {
  window: 24 * HOUR,
  /** Wrong guesses of one address (IPv6: its /64) … */
  narrow: 10,
  /** … and of the network around it (IPv4 /24, IPv6 /48). */
  wide: 20,
  /** Most risk, in billionths of a hit, by how often the network has guessed wrong before: 0.022 is 110 guesses at 200 live codes. */
  risk: { 6: [22_000_000, 21_000_000, 2_000_000], 9: [2_500_000, 1_000_000, 1_000_000] },
  /** Fewer live codes count as so many, so that the guesses that are remembered stay few. */
  leastLive: { 6: 20, 9: 200 },
  /** Under attack: so many wrong guesses within an hour, or this share of a way's risk used up. */
  attack: { guesses: 30, within: HOUR, share: 0.5 },
} as const satisfies {
  risk: Readonly<Record<CodeLength, readonly number[]>>;
  leastLive: Readonly<Record<CodeLength, number>>;
  [other: string]: unknown;
};

/** A wrong guess, as it is remembered and stored. */
export interface WrongGuess {
  readonly id: string;
  readonly at: number;
  /** Keys of the address and of the network around it. */
  readonly narrow: string;
  readonly wide: string;
  readonly digits: CodeLength;
  /** How often the network had guessed wrong before, up to the last of the ways. */
  readonly way: number;
  /** In billionths of a hit. */
  readonly risk: number;
  /** Key of the browser, if it is known. */
  readonly visit: string | undefined;
}

/** A guess that is being looked at, or was wrong. */
export interface Entry extends WrongGuess {
  isWrong: boolean;
}

/** What is asked before a guess is looked at. */
export interface GuessRequest {
  readonly id: string;
  readonly now: number;
  readonly address: string;
  readonly digits: CodeLength;
  /** Codes of whatever length that are live. */
  readonly liveCodes: number;
  readonly visit: string | undefined;
  /** What stands for a prefix of an address in what is stored. */
  readonly key: (prefix: string) => string;
}

/**
 * All wrong guesses of the last day. Nothing is ever pushed out by others: how many there can be follows from the risk that
 * they may take. Pure: clocks and storage are the caller's.
 */
export class GuessLedger {
  /** In order of time. */
  #entries: Entry[] = [];
  readonly #counts = new Map<string, number>();
  readonly #spent: Record<CodeLength, number[]> = { 6: [0, 0, 0], 9: [0, 0, 0] };

  /** Takes up what was stored. */
  load(wrong: readonly WrongGuess[]): void {
    for (const guess of [...wrong].sort((a, b) => a.at - b.at)) this.#add({ ...guess, isWrong: true });
  }

  /** How many are remembered. */
  get size(): number {
    return this.#entries.length;
  }

  /**
   * Counts a guess before it is looked at. It counts until it is taken back.
   * @throws ThrowlineError `too-many-attempts`
   */
  take(request: GuessRequest): Entry {
    const { now, address, digits, liveCodes, key } = request;
    this.forgetOld(now);
    const prefixes = addressPrefixes(address);
    const [narrow, wide] = [key(prefixes.narrow), key(prefixes.wide)];
    const before = this.#count(wide);
    const budgets = CODE_LIMITS.risk[digits];
    const way = Math.min(before, budgets.length - 1);
    const risk = Math.max(liveCodes, CODE_LIMITS.leastLive[digits]) * 10 ** (9 - digits);
    if (
      this.#count(narrow) >= CODE_LIMITS.narrow ||
      before >= CODE_LIMITS.wide ||
      (this.#spent[digits][way] ?? 0) + risk > (budgets[way] ?? 0)
    )
      throw new ThrowlineError('too-many-attempts');
    const { id, visit } = request;
    const entry = { id, at: now, narrow, wide, digits, way, risk, visit, isWrong: false };
    this.#add(entry);
    return entry;
  }

  /** It was no wrong guess. */
  takeBack(entry: Entry): void {
    const index = this.#entries.lastIndexOf(entry);
    if (index < 0) return;
    this.#entries.splice(index, 1);
    this.#uncount(entry);
  }

  /** Takes back the newest wrong guesses of a browser, which has typed a right code now. @returns those */
  forgive(visit: string, most: number): readonly WrongGuess[] {
    const forgiven = this.#entries.filter((entry) => entry.isWrong && entry.visit === visit).slice(-most);
    for (const entry of forgiven) this.takeBack(entry);
    return forgiven;
  }

  /** Whether so much is guessed that new codes have to be longer. */
  isUnderAttack(now: number): boolean {
    const { guesses, within, share } = CODE_LIMITS.attack;
    this.forgetOld(now);
    const recent = this.#entries.filter((entry) => entry.isWrong && entry.at > now - within).length;
    const [first, second] = CODE_LIMITS.risk[6];
    const [spentFirst = 0, spentSecond = 0] = this.#spent[6];
    return recent >= guesses || spentFirst >= first * share || spentSecond >= second * share;
  }

  /** Forgets what is older than the limits look back. */
  forgetOld(now: number): void {
    const since = now - CODE_LIMITS.window;
    let old = 0;
    for (const entry of this.#entries) {
      if (entry.at > since) break;
      this.#uncount(entry);
      old += 1;
    }
    if (old > 0) this.#entries = this.#entries.slice(old);
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    for (const key of [entry.narrow, entry.wide]) this.#counts.set(key, this.#count(key) + 1);
    this.#spend(entry, entry.risk);
  }

  #uncount(entry: Entry): void {
    for (const key of [entry.narrow, entry.wide]) {
      const left = this.#count(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    }
    this.#spend(entry, -entry.risk);
  }

  #spend({ digits, way }: Entry, risk: number): void {
    const spent = this.#spent[digits];
    spent[way] = (spent[way] ?? 0) + risk;
  }

  #count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}
