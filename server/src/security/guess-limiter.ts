import { createHash, randomBytes } from 'node:crypto';
import { ThrowlineError } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import { addressPrefixes } from './client-address.ts';

/** How many guesses at once, and how many more come back each minute. */
export interface Allowance {
  readonly burst: number;
  readonly perMinute: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Most keys remembered by themselves. */
const MAX_KEYS = 10_000;
/**
 * Shared buckets that keys which are no longer remembered by themselves go into. To use them up for everybody, ten times as
 * many guesses would have to come within minutes: more than passwords can be hashed here.
 */
const SHARED = 65_536;

/**
 * Token buckets by key, in bounded memory. A key never seen has a full bucket. When there are too many keys, the one that was
 * used longest ago goes into a bucket that it shares with few others, at the lower one of both levels: so nobody gets
 * fresh guesses at one key by making up others. Which keys share one cannot be foreseen.
 */
export class TokenBuckets {
  readonly #allowance: Allowance;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  readonly #shared = new Map<number, Bucket>();
  readonly #seed = randomBytes(16);

  constructor(allowance: Allowance, clock: Clock) {
    this.#allowance = allowance;
    this.#clock = clock;
  }

  has(key: string): boolean {
    return this.#current(key).tokens >= 1;
  }

  /** Takes one; may be called only after {@link has}. */
  take(key: string): void {
    const bucket = this.#current(key);
    bucket.tokens -= 1;
    // Re-inserting keeps the map in order of use, oldest first.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MAX_KEYS) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#forget(oldest);
    }
  }

  /** Gives one back: it was no guess. */
  refund(key: string): void {
    const bucket = this.#buckets.get(key) ?? this.#shared.get(this.#slotOf(key));
    if (bucket !== undefined) bucket.tokens = Math.min(this.#allowance.burst, bucket.tokens + 1);
  }

  #current(key: string): Bucket {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) return this.#refilled(bucket, now);
    const shared = this.#shared.size === 0 ? undefined : this.#shared.get(this.#slotOf(key));
    const tokens = shared === undefined ? this.#allowance.burst : this.#refilled(shared, now).tokens;
    return { tokens, at: now };
  }

  #forget(key: string): void {
    const bucket = this.#current(key);
    this.#buckets.delete(key);
    if (bucket.tokens >= this.#allowance.burst) return;
    const slot = this.#slotOf(key);
    const shared = this.#shared.get(slot);
    if (shared === undefined || this.#refilled(shared, bucket.at).tokens > bucket.tokens)
      this.#shared.set(slot, bucket);
  }

  #slotOf(key: string): number {
    return createHash('sha256').update(this.#seed).update(key).digest().readUInt32LE() % SHARED;
  }

  #refilled(bucket: Bucket, now: number): Bucket {
    const gained = (Math.max(now - bucket.at, 0) / 60_000) * this.#allowance.perMinute;
    bucket.tokens = Math.min(this.#allowance.burst, bucket.tokens + gained);
    bucket.at = now;
    return bucket;
  }
}

/** One thing that is counted: in which buckets, under which key. */
export interface Count {
  readonly buckets: TokenBuckets;
  readonly key: string;
}

/**
 * Takes one guess from each count, or none at all.
 * @returns gives the guess back, for when it turns out right
 * @throws ThrowlineError `too-many-attempts` when one of them is used up
 */
export function takeGuess(counts: readonly Count[]): () => void {
  if (counts.some(({ buckets, key }) => !buckets.has(key))) throw new ThrowlineError('too-many-attempts');
  for (const { buckets, key } of counts) buckets.take(key);
  return () => {
    for (const { buckets, key } of counts) buckets.refund(key);
  };
}

/** Limits on guessing passwords. */
export const PASSWORD_ALLOWANCES = {
  account: { burst: 10, perMinute: 1 },
  narrow: { burst: 20, perMinute: 2 },
  wide: { burst: 40, perMinute: 4 },
  device: { burst: 10, perMinute: 1 },
} as const;

/**
 * Counts guesses at passwords: for the account, whether it exists or not, for the address and for its network; or, where
 * the account's owner has signed in before, for that browser alone, so that strangers do not keep the owner out.
 */
export class PasswordGuesses {
  readonly #account: TokenBuckets;
  readonly #narrow: TokenBuckets;
  readonly #wide: TokenBuckets;
  readonly #device: TokenBuckets;

  constructor(clock: Clock) {
    this.#account = new TokenBuckets(PASSWORD_ALLOWANCES.account, clock);
    this.#narrow = new TokenBuckets(PASSWORD_ALLOWANCES.narrow, clock);
    this.#wide = new TokenBuckets(PASSWORD_ALLOWANCES.wide, clock);
    this.#device = new TokenBuckets(PASSWORD_ALLOWANCES.device, clock);
  }

  /**
   * See {@link takeGuess}.
   * @param account the email address as it was typed
   * @param device hash of a device on which this account is known
   */
  take(account: string, address: string, device?: string): () => void {
    if (device !== undefined) return takeGuess([{ buckets: this.#device, key: `${device}/${account}` }]);
    const { narrow, wide } = addressPrefixes(address);
    return takeGuess([
      { buckets: this.#account, key: account },
      { buckets: this.#narrow, key: narrow },
      { buckets: this.#wide, key: wide },
    ]);
  }
}
