import type { PresentTechnicians, SessionEvent, SessionId } from '@throwline/protocol';
import { type Observable, Value } from './observable.ts';
import { SessionFeed } from './session-feed.ts';

/** A session that is followed; see {@link WatchedSessions.watch}. */
export interface Watch {
  readonly feed: SessionFeed;
  /** Why it cannot be followed, if so. */
  readonly refusal: Observable<string | undefined>;
  /** Where the other technicians are, as far as it has been told. */
  readonly presence: Observable<PresentTechnicians>;
  /** It is not shown any more. */
  readonly release: () => void;
}

interface Entry {
  readonly feed: SessionFeed;
  readonly refusal: Value<string | undefined>;
  readonly presence: Value<PresentTechnicians>;
  watchers: number;
}

/** What the server has to be told of what is watched. */
export interface WatchWishes {
  readonly watch: (sessionId: SessionId, after: number) => void;
  readonly unwatch: (sessionId: SessionId) => void;
}

/** The sessions whose logs are followed, each once, however many watch it. */
export class WatchedSessions {
  readonly #wishes: WatchWishes;
  readonly #entries = new Map<SessionId, Entry>();

  constructor(wishes: WatchWishes) {
    this.#wishes = wishes;
  }

  watch(sessionId: SessionId): Watch {
    let entry = this.#entries.get(sessionId);
    if (entry === undefined) {
      entry = {
        feed: new SessionFeed(sessionId),
        watchers: 0,
        refusal: new Value<string | undefined>(undefined),
        presence: new Value<PresentTechnicians>([]),
      };
      this.#entries.set(sessionId, entry);
      this.#wishes.watch(sessionId, 0);
    }
    const followed = entry;
    followed.watchers += 1;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      followed.watchers -= 1;
      if (followed.watchers > 0 || this.#entries.get(sessionId) !== followed) return;
      this.#entries.delete(sessionId);
      this.#wishes.unwatch(sessionId);
    };
    return { feed: followed.feed, refusal: followed.refusal, presence: followed.presence, release };
  }

  /** The connection is there again: asks for what has been missed. */
  ask(): void {
    for (const [sessionId, { feed }] of this.#entries) this.#wishes.watch(sessionId, feed.lastNumber);
  }

  /** Events have come; with a gap among them the log is asked for anew. */
  add(sessionId: SessionId, events: readonly SessionEvent[]): void {
    const entry = this.#entries.get(sessionId);
    if (entry === undefined) return;
    try {
      entry.feed.add(events);
    } catch {
      this.startOver(sessionId);
    }
  }

  /** Asks for the whole log. */
  startOver(sessionId: SessionId): void {
    this.#entries.get(sessionId)?.feed.clear();
    this.#wishes.watch(sessionId, 0);
  }

  /** Where the technicians of a session are. */
  present(sessionId: SessionId, technicians: PresentTechnicians): void {
    this.#entries.get(sessionId)?.presence.set(technicians);
  }

  /** The server does not tell of it. @param reason in words for people */
  refuse(sessionId: SessionId, reason: string): void {
    this.#entries.get(sessionId)?.refusal.set(reason);
  }
}
