import { evolve, type SessionEvent, type SessionId, type SessionState } from '@throwline/protocol';
import { type Observable, Value } from './observable.ts';

/** A session's log as far as this console has it, with the state that follows from it. */
export interface SessionLog {
  readonly events: readonly SessionEvent[];
  /** `undefined` until the first event has come. */
  readonly state: SessionState | undefined;
}

const EMPTY: SessionLog = { events: [], state: undefined };

/** Puts a watched session's log together from the pieces that come, whatever is sent twice. */
export class SessionFeed {
  readonly sessionId: SessionId;
  readonly #log = new Value<SessionLog>(EMPTY);

  constructor(sessionId: SessionId) {
    this.sessionId = sessionId;
  }

  get log(): Observable<SessionLog> {
    return this.#log;
  }

  /** Number of the newest event; what a reconnecting console asks to be sent the followers of. */
  get lastNumber(): number {
    return this.#log.get().state?.lastNumber ?? 0;
  }

  /**
   * Adds events; those that are there already are passed over.
   * @throws ThrowlineError `log-gap` when one is missing in between; the log is as before then
   */
  add(events: readonly SessionEvent[]): void {
    const fresh = events.filter((event) => event.number > this.lastNumber);
    if (fresh.length === 0) return;
    const before = this.#log.get();
    let { state } = before;
    for (const event of fresh) state = evolve(state, event);
    this.#log.set({ events: [...before.events, ...fresh], state });
  }

  /** Starts over with nothing. */
  clear(): void {
    this.#log.set(EMPTY);
  }
}
