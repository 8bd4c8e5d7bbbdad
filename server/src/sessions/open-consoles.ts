import type { SessionId, TechnicianId, TechnicianPresence, TechnicianRef } from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import type { Presence } from './presence.ts';

/** A console that is gone counts as there for so long (milliseconds): a reload, a short gap. */
export const AWAY_AFTER = 5_000;
/** How long no console is open before the log says that its technician has left, milliseconds. */
export const LEFT_AFTER = 60_000;

/** One console of a technician. */
export interface OpenConsole {
  /** Which session's page can be seen there; `undefined` for none. */
  look(sessionId: SessionId | undefined): void;
  /** It is gone. */
  close(): void;
}

/**
 * Where technicians are. What others are shown follows the consoles at once; the log is told only that a technician has
 * opened a session for the first time, and that they have left: a look at another page is neither.
 */
export class OpenConsoles {
  readonly #presence: Pick<Presence, 'arrive' | 'leave'>;
  readonly #clock: Clock;
  readonly #consoles = new Map<TechnicianId, Set<{ sessionId: SessionId | undefined }>>();
  /** In which sessions the log has been told of a technician. */
  readonly #opened = new Map<TechnicianId, Map<SessionId, TechnicianRef>>();
  readonly #leaving = new Map<TechnicianId, Timer>();
  readonly #listeners = new Map<TechnicianId, Set<() => void>>();

  constructor(presence: Pick<Presence, 'arrive' | 'leave'>, clock: Clock) {
    this.#presence = presence;
    this.#clock = clock;
  }

  /** A console has connected. */
  open(technician: TechnicianId): OpenConsole {
    const console: { sessionId: SessionId | undefined } = { sessionId: undefined };
    const all = this.#consoles.get(technician) ?? new Set();
    this.#consoles.set(technician, all.add(console));
    this.#leaving.get(technician)?.cancel();
    this.#leaving.delete(technician);
    this.#changed(technician);
    return {
      look: (sessionId) => {
        console.sessionId = sessionId;
        this.#changed(technician);
      },
      close: () => void this.#clock.after(AWAY_AFTER, () => this.#gone(technician, console)),
    };
  }

  /** Where a technician is, for those of a session. */
  of(technician: TechnicianId, sessionId: SessionId): TechnicianPresence {
    const consoles = this.#consoles.get(technician);
    if (consoles === undefined) return 'away';
    return [...consoles].some((each) => each.sessionId === sessionId) ? 'looking' : 'console';
  }

  /** Calls `listener` whenever a technician may be somewhere else. @returns ends that */
  onChange(technician: TechnicianId, listener: () => void): () => void {
    const all = this.#listeners.get(technician) ?? new Set();
    this.#listeners.set(technician, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0 && this.#listeners.get(technician) === all) this.#listeners.delete(technician);
    };
  }

  /** A technician has opened a session; that the log says so is the caller's. */
  opened(sessionId: SessionId, technician: TechnicianRef): void {
    const sessions = this.#opened.get(technician.id) ?? new Map<SessionId, TechnicianRef>();
    this.#opened.set(technician.id, sessions);
    if (sessions.has(sessionId)) return;
    sessions.set(sessionId, technician);
    this.#presence.arrive(sessionId, { as: 'technician', technician });
  }

  /** A technician has no part in a session any more, or it is closed. */
  over(sessionId: SessionId, technician: TechnicianId): void {
    const sessions = this.#opened.get(technician);
    const known = sessions?.get(sessionId);
    if (sessions === undefined || known === undefined) return;
    sessions.delete(sessionId);
    if (sessions.size === 0) this.#opened.delete(technician);
    this.#presence.leave(sessionId, { as: 'technician', technician: known });
  }

  #gone(technician: TechnicianId, console: { sessionId: SessionId | undefined }): void {
    const all = this.#consoles.get(technician);
    all?.delete(console);
    if (all?.size === 0) {
      this.#consoles.delete(technician);
      const timer = this.#clock.after(LEFT_AFTER - AWAY_AFTER, () => this.#left(technician));
      this.#leaving.set(technician, timer);
    }
    this.#changed(technician);
  }

  #left(technician: TechnicianId): void {
    this.#leaving.delete(technician);
    for (const sessionId of [...(this.#opened.get(technician)?.keys() ?? [])])
      this.over(sessionId, technician);
  }

  #changed(technician: TechnicianId): void {
    for (const listener of [...(this.#listeners.get(technician) ?? [])]) listener();
  }
}
