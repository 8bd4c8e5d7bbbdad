import { type TechnicianId, ThrowlineError } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import type { Repositories, Storage } from '../storage/storage.ts';

/**
 * Limits on guessing one-time codes, for whoever has the password already. Three of a million codes count at a time; 6 at
 * once and one every ten minutes are 150 guesses in the first day and a chance of 1 in 2,200. Kept in the database, for
 * accounts that exist only: there is nothing to push out, and a restart gives nothing back.
 */
export const FACTOR_ALLOWANCE = { burst: 6, interval: 600_000 } as const;

/** Counts guesses at one-time codes: for each account, and by itself for each browser that is known for it. */
export class FactorGuesses {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /**
   * Takes one guess before the code is looked at.
   * @param device hash of a browser on which the account is known: strangers do not use up its guesses
   * @returns gives it back, for when the code was right
   * @throws ThrowlineError `too-many-attempts` when none is left
   */
  async take(id: TechnicianId, device: string | undefined): Promise<() => Promise<void>> {
    const { burst, interval } = FACTOR_ALLOWANCE;
    const key = device ?? '';
    await this.#change(async (inside) => {
      const now = this.#clock.now();
      await inside.secondFactors.forgetFullGuesses(now);
      const fullAt = Math.max(await inside.secondFactors.guessesFullAt(id, key), now) + interval;
      if (fullAt > now + burst * interval) throw new ThrowlineError('too-many-attempts');
      await inside.secondFactors.setGuessesFullAt(id, key, fullAt);
    });
    return () =>
      this.#change(async (inside) => {
        const fullAt = (await inside.secondFactors.guessesFullAt(id, key)) - interval;
        if (fullAt > 0) await inside.secondFactors.setGuessesFullAt(id, key, fullAt);
      });
  }

  #change(work: (inside: Repositories) => Promise<void>): Promise<void> {
    return this.#storage.transaction(work);
  }
}
