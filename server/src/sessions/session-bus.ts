import type { SessionEvent, SessionId, SessionSummary, TechnicianId } from '@throwline/protocol';

/** What is told when a session's log has grown, or what its queue shows has changed. Plain data, so that it can cross between server processes. */
export interface SessionNotice {
  readonly sessionId: SessionId;
  /** Whose queue the session is in, or was before these events. */
  readonly technicians: readonly TechnicianId[];
  /** Consecutive, in order; none when the queue alone shows something new. */
  readonly events: readonly SessionEvent[];
  /** After those events. */
  readonly summary: SessionSummary;
}

/** What is told when a session begins to be erased. */
export interface ErasedNotice {
  readonly sessionId: SessionId;
  /** Whose queue the session was in. */
  readonly technicians: readonly TechnicianId[];
}

export type NoticeListener = (notice: SessionNotice) => void;

/**
 * Tells who listens what was appended. Notices of one session come in order within a process; across processes one may
 * come late, twice or not at all, so listeners go by the events' numbers and read what is missing from the log.
 */
export interface SessionBus {
  publish(notice: SessionNotice): void;
  /** @returns ends the subscription */
  onSession(id: SessionId, listener: NoticeListener): () => void;
  /** Notices of all sessions in one technician's queue, the one that takes a session out of it included. @returns ends the subscription */
  onTechnician(id: TechnicianId, listener: NoticeListener): () => void;
  /** All notices. @returns ends the subscription */
  onAll(listener: NoticeListener): () => void;
  publishErased(notice: ErasedNotice): void;
  /** @returns ends the subscription */
  onErased(listener: (notice: ErasedNotice) => void): () => void;
}

/** The bus of a server that is alone. Delivers at once, within `publish`. */
export class InProcessBus implements SessionBus {
  readonly #listeners = new Map<string, Set<NoticeListener>>();
  readonly #erased = new Set<(notice: ErasedNotice) => void>();

  publish(notice: SessionNotice): void {
    const queues = notice.technicians.map((id) => `technician/${id}`);
    for (const topic of [`session/${notice.sessionId}`, ...queues, 'all']) {
      for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener(notice);
    }
  }

  onSession(id: SessionId, listener: NoticeListener): () => void {
    return this.#on(`session/${id}`, listener);
  }

  onTechnician(id: TechnicianId, listener: NoticeListener): () => void {
    return this.#on(`technician/${id}`, listener);
  }

  onAll(listener: NoticeListener): () => void {
    return this.#on('all', listener);
  }

  publishErased(notice: ErasedNotice): void {
    for (const listener of [...this.#erased]) listener(notice);
  }

  onErased(listener: (notice: ErasedNotice) => void): () => void {
    this.#erased.add(listener);
    return () => this.#erased.delete(listener);
  }

  #on(topic: string, listener: NoticeListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }
}
