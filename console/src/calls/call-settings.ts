import { z } from 'zod';
import { type Observable, Value } from '../connection/observable.ts';
import type { MarkStorage } from './read-marks.ts';

const callSettings = z.object({ sound: z.boolean(), notifications: z.boolean() });
/** Which kinds of calling are wanted, besides what is seen in the console. */
export type CallSettings = z.infer<typeof callSettings>;

const KEY = 'throwline-calls';
/** Notifications say so only once the browser has been asked, by the technician's own press. */
const USUAL: CallSettings = { sound: true, notifications: true };

/** The technician's choice, kept in the browser for all tabs. */
export class CallChoice {
  readonly key = KEY;
  readonly #storage: MarkStorage;
  readonly #settings: Value<CallSettings>;

  constructor(storage: MarkStorage) {
    this.#storage = storage;
    this.#settings = new Value<CallSettings>(this.#read());
  }

  get settings(): Observable<CallSettings> {
    return this.#settings;
  }

  choose(change: Partial<CallSettings>): void {
    const next = { ...this.#settings.get(), ...change };
    try {
      this.#storage.setItem(KEY, JSON.stringify(next));
    } catch {
      // A browser that keeps nothing asks anew after a reload.
    }
    this.#settings.set(next);
  }

  /** Another tab may have chosen. */
  reload(): void {
    this.#settings.set(this.#read());
  }

  #read(): CallSettings {
    try {
      return callSettings.safeParse(JSON.parse(this.#storage.getItem(KEY) ?? '')).data ?? USUAL;
    } catch {
      return USUAL;
    }
  }
}
