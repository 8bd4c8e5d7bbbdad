import type { SessionId, TechnicianId } from '@throwline/protocol';
import { z } from 'zod';
import { type Observable, Value } from '../connection/observable.ts';
import { type Counts, most, NOTHING } from './unread.ts';

const count = z.number().int().min(0);
const kept = z.record(z.string(), z.object({ messages: count, files: count, takenBack: count }));
type Kept = z.infer<typeof kept>;

/** What {@link ReadMarks} keeps in: the browser's storage, which all its tabs share, or a test's. */
export type MarkStorage = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * How much of each session the technician has seen in this browser, whatever the tab. Kept over reloads; of sessions that are
 * closed nothing is kept.
 */
export class ReadMarks {
  readonly #storage: MarkStorage;
  readonly #key: string;
  readonly #marks: Value<Readonly<Kept>>;

  constructor(storage: MarkStorage, technician: TechnicianId) {
    this.#storage = storage;
    this.#key = `throwline-seen/${technician}`;
    this.#marks = new Value<Readonly<Kept>>(this.#read());
  }

  /** By session. Changes when any tab has marked something, as soon as that one is told by {@link reload}. */
  get marks(): Observable<Readonly<Record<string, Counts>>> {
    return this.#marks;
  }

  get key(): string {
    return this.#key;
  }

  /** Marks that so much of a session has been seen; never less than before. */
  see(sessionId: SessionId, seen: Partial<Counts>): void {
    const marks = this.#all();
    const before = marks[sessionId] ?? NOTHING;
    const after = most(before, { ...NOTHING, ...seen });
    if (after.messages + after.files + after.takenBack === before.messages + before.files + before.takenBack)
      return;
    this.#write({ ...marks, [sessionId]: after });
  }

  /** Forgets all sessions but these. */
  keepOnly(sessions: ReadonlySet<SessionId>): void {
    const marks = this.#all();
    const names = new Set<string>(sessions);
    const left = Object.entries(marks).filter(([id]) => names.has(id));
    if (left.length < Object.keys(marks).length) this.#write(Object.fromEntries(left));
  }

  /** Another tab may have marked something. */
  reload(): void {
    this.#marks.set(this.#read());
  }

  /** What is kept; what this tab has marked, where nothing can be kept. */
  #all(): Kept {
    return { ...this.#marks.get(), ...this.#read() };
  }

  #read(): Kept {
    try {
      const text = this.#storage.getItem(this.#key);
      return text === null ? {} : (kept.safeParse(JSON.parse(text)).data ?? {});
    } catch {
      // Neither readable nor of ours: as if nothing had been seen.
      return {};
    }
  }

  #write(marks: Kept): void {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(marks));
    } catch {
      // In a browser that keeps nothing, everything counts anew after a reload.
    }
    this.#marks.set(marks);
  }
}
