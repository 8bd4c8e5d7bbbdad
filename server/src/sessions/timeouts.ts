import { type SessionId, type SessionState, type TimeoutSettings, timeOutAt } from '@throwline/protocol';
import type { Logger } from 'pino';
import { type Clock, LONGEST_TIMER, type Timer } from '../clock.ts';
import type { SessionService } from './session-service.ts';

/** When a time-out that could not be stored is tried again. */
const RETRY = 60_000;

interface Parts {
  readonly sessions: SessionService;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: TimeoutSettings;
  /** When a remote view of a session was last open, epoch milliseconds; 0 when never. */
  readonly lastViewedAt: (id: SessionId) => number;
}

/** Ends sessions that stand still for too long. One timer for all of them, set to the next one due. */
export class Timeouts {
  readonly #parts: Parts;
  readonly #due = new Map<SessionId, number>();
  #timer: Timer | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes note of a session's new state. */
  watch(id: SessionId, state: SessionState): void {
    const at = timeOutAt(state, this.#parts.settings, this.#parts.lastViewedAt(id));
    if (at === undefined) this.#due.delete(id);
    else this.#setDue(id, at);
  }

  /** Sessions that have a time-out. */
  get size(): number {
    return this.#due.size;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#due.clear();
    await this.#running;
  }

  #setDue(id: SessionId, at: number): void {
    if (this.#closed) return;
    this.#due.set(id, at);
    if (at < this.#timerAt) this.#setTimer(at);
  }

  #setTimer(at: number): void {
    this.#timer?.cancel();
    this.#timerAt = at;
    const wait = Math.min(Math.max(at - this.#parts.clock.now(), 0), LONGEST_TIMER);
    this.#timer = this.#parts.clock.after(wait, () => this.#fire());
  }

  #fire(): void {
    const now = this.#parts.clock.now();
    this.#timerAt = Number.POSITIVE_INFINITY;
    const due: SessionId[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [id, at] of this.#due) {
      if (at <= now) due.push(id);
      else next = Math.min(next, at);
    }
    for (const id of due) this.#due.delete(id);
    if (next < Number.POSITIVE_INFINITY) this.#setTimer(next);
    this.#running = Promise.all([this.#running, ...due.map((id) => this.#timeOut(id))]).then(() => undefined);
  }

  async #timeOut(id: SessionId): Promise<void> {
    const { sessions, clock, log, settings, lastViewedAt } = this.#parts;
    try {
      const { state } = await sessions.act(id, {
        actor: { role: 'server' },
        command: (current) => {
          if (current === undefined || current.phase === 'closed') return undefined;
          const at = timeOutAt(current, settings, lastViewedAt(id));
          return at !== undefined && at <= clock.now() ? { type: 'time-out' } : undefined;
        },
      });
      this.watch(id, state);
    } catch (error) {
      log.error({ err: error, sessionId: id }, 'a time-out could not be stored');
      this.#setDue(id, clock.now() + RETRY);
    }
  }
}
