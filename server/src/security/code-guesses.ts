import type { Secret } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { type CodeLength, LONG_CODE, SHORT_CODE } from '../sessions/code-text.ts';
import type { Storage } from '../storage/storage.ts';
import { CODE_LIMITS, GuessLedger } from './guess-ledger.ts';
import type { Secrets } from './secrets.ts';

/** Most wrong guesses that a right code of the same browser takes back: somebody who mistyped. */
const MOST_FORGIVEN = 3;

interface Parts {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly storage: Pick<Storage, 'codeGuesses' | 'sessions' | 'settings'>;
  readonly log: Logger;
}

/** One guess, counted before it is looked at; exactly one of these follows. */
export interface Guess {
  /** A right code; mistakes of the same browser before it are forgiven when it was used. */
  right(isUsed: boolean): Promise<void>;
  wrong(): Promise<void>;
  /** It could not be looked at. */
  dropped(): void;
}

/** Limits guessing at codes, over restarts too, and tells how long new codes have to be. See {@link CODE_LIMITS}. */
export class CodeGuesses {
  readonly #parts: Parts;
  readonly #ledger = new GuessLedger();
  /** Until when a long code may be live, epoch milliseconds. */
  #longCodesUntil = 0;

  /** What to add to the monotonic clock: setting the machine's clock gives no new guesses. A restart goes by the new time. */
  readonly #epoch: number;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#epoch = parts.clock.now() - parts.clock.monotonic();
  }

  /** Takes up what an earlier run has counted. */
  async resume(): Promise<void> {
    const { storage } = this.#parts;
    this.#ledger.load(await storage.codeGuesses.since(this.#time() - CODE_LIMITS.window));
    this.#longCodesUntil = Number((await storage.settings.get('long-codes-until')) ?? 0);
  }

  /** Whether codes are being guessed so much that new ones are long. */
  get isUnderAttack(): boolean {
    return this.#ledger.isUnderAttack(this.#time());
  }

  /** How long a new code has to be. */
  get codeLength(): CodeLength {
    return this.isUnderAttack ? LONG_CODE : SHORT_CODE;
  }

  /** Whether a customer may have been told a long code. */
  get mayBeLong(): boolean {
    return this.isUnderAttack || this.#parts.clock.now() < this.#longCodesUntil;
  }

  /** A long code was made that works until then. */
  async longCodeMade(expiresAt: number): Promise<void> {
    if (expiresAt <= this.#longCodesUntil) return;
    this.#longCodesUntil = expiresAt;
    await this.#parts.storage.settings.set('long-codes-until', String(expiresAt));
  }

  /**
   * Counts one guess.
   * @param code its digits
   * @param visit what the browser is known by, if it is
   * @throws ThrowlineError `too-many-attempts`
   */
  async take(code: string, address: string, visit: Secret | undefined): Promise<Guess> {
    const { secrets, storage } = this.#parts;
    const liveCodes = await storage.sessions.countLiveCodes();
    const visitKey = visit === undefined ? undefined : secrets.hash('visit', visit);
    const entry = this.#ledger.take({
      id: secrets.create(),
      now: this.#time(),
      address,
      digits: code.length === LONG_CODE ? LONG_CODE : SHORT_CODE,
      liveCodes,
      visit: visitKey,
      key: (prefix) => secrets.hash('network', prefix),
    });
    return {
      right: async (isUsed) => {
        this.#ledger.takeBack(entry);
        if (!isUsed || visitKey === undefined) return;
        const forgiven = this.#ledger.forgive(visitKey, MOST_FORGIVEN);
        if (forgiven.length > 0) await this.#store(() => storage.codeGuesses.remove(forgiven));
      },
      wrong: async () => {
        entry.isWrong = true;
        await this.#store(() => storage.codeGuesses.add(entry, this.#time() - CODE_LIMITS.window));
      },
      dropped: () => this.#ledger.takeBack(entry),
    };
  }

  #time(): number {
    return Math.round(this.#epoch + this.#parts.clock.monotonic());
  }

  /** What cannot be stored, as on a full disk, is still counted until the server ends. */
  async #store(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'guesses at codes could not be stored');
    }
  }
}
