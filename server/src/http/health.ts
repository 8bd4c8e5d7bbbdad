import { ThrowlineError } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';

/** How the server is: well, without room to store anything, or with a storage that fails otherwise. */
export type HealthStatus = 'ok' | 'storage-full' | 'storage-failed';

/** How long an answer is good for, milliseconds: however often somebody asks, the disk is tried only so often. */
export const HEALTH_GOOD_FOR = 5000;

/** Knows whether the server can do its work, by trying it: it can while something can be stored. */
export class Health {
  readonly #storage: Pick<Storage, 'tryStoring'>;
  readonly #clock: Clock;
  readonly #log: Logger;
  #last: { readonly at: number; readonly status: Promise<HealthStatus> } | undefined;

  constructor(storage: Pick<Storage, 'tryStoring'>, clock: Clock, log: Logger) {
    this.#storage = storage;
    this.#clock = clock;
    this.#log = log;
  }

  /** The status, at most {@link HEALTH_GOOD_FOR} old. Never rejects. */
  status(): Promise<HealthStatus> {
    const now = this.#clock.monotonic();
    if (this.#last === undefined || now - this.#last.at >= HEALTH_GOOD_FOR) {
      this.#last = { at: now, status: this.#try() };
    }
    return this.#last.status;
  }

  async #try(): Promise<HealthStatus> {
    try {
      await this.#storage.tryStoring();
      return 'ok';
    } catch (error) {
      const isFull = error instanceof ThrowlineError && error.code === 'storage-full';
      this.#log.error({ err: error }, isFull ? 'the disk is full or failing' : 'the storage does not answer');
      return isFull ? 'storage-full' : 'storage-failed';
    }
  }
}
