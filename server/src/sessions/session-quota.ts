import { type TechnicianId, ThrowlineError } from '@throwline/protocol';
import type { Storage } from '../storage/storage.ts';
import { KeyedMutex } from './keyed-mutex.ts';

/** Holds each technician to their number of open sessions, however these begin. */
export class SessionQuota {
  readonly #storage: Storage;
  readonly #most: number;
  readonly #mutex = new KeyedMutex();

  /** @param most most sessions of one technician that are not closed */
  constructor(storage: Storage, most: number) {
    this.#storage = storage;
    this.#most = most;
  }

  /**
   * Makes a session, if the technician may have one more.
   * @throws ThrowlineError `too-many-sessions`
   */
  async take<T>(owner: TechnicianId, make: () => Promise<T>): Promise<T> {
    // One at a time for each technician, or many at once would all be counted before the first is stored.
    return this.#mutex.run(owner, async () => {
      if ((await this.#storage.sessions.countOpenOf(owner)) >= this.#most) {
        throw new ThrowlineError('too-many-sessions');
      }
      return make();
    });
  }
}
