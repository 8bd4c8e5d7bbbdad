/** Runs what belongs to one key one after the other, in the order of asking; different keys do not wait for each other. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<void>>();

  /** Calls `work` when everything asked for before it under the same key has ended. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const { promise: mine, resolve: done } = Promise.withResolvers<void>();
    this.#last.set(key, mine);
    try {
      await before;
      return await work();
    } finally {
      done();
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }

  /** Ends when nothing is running or waiting. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
