/** A value that others can watch; the shape that React's `useSyncExternalStore` takes. */
export interface Observable<T> {
  get(): T;
  /** Calls `changed` after every change, until the returned function is called. */
  subscribe(changed: () => void): () => void;
}

/** An {@link Observable} that its owner sets. */
export class Value<T> implements Observable<T> {
  #value: T;
  readonly #watchers = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const changed of [...this.#watchers]) changed();
  }
}
