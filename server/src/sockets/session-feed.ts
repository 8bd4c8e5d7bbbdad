import { MAX_SERVER_MESSAGE, type SessionEvent, type SessionId } from '@throwline/protocol';
import type { SessionBus, SessionNotice } from '../sessions/session-bus.ts';
import type { SessionService } from '../sessions/session-service.ts';

/** Events read from the log at once. */
const PAGE = 200;
/** Longest `events` message, in characters; its UTF-8 is at most three times as long. */
const MAX_CHARACTERS = MAX_SERVER_MESSAGE / 3 - 1024;

interface Parts {
  readonly sessions: Pick<SessionService, 'events'>;
  readonly bus: SessionBus;
  readonly sessionId: SessionId;
  /** Number of the newest event the client has. */
  readonly after: number;
  /** Sends consecutive events; resolves when there is room for more. */
  readonly send: (events: readonly SessionEvent[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Sends one session's log to one client, from where it left off and as it grows: every event once and in order. */
export class SessionFeed {
  readonly #parts: Parts;
  readonly #unsubscribe: () => void;
  #sent: number;
  #reading = false;
  /** Something came while reading. */
  #stale = false;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#sent = parts.after;
    this.#unsubscribe = parts.bus.onSession(parts.sessionId, (notice) => this.#take(notice));
    this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
  }

  #take(notice: SessionNotice): void {
    if (this.#reading) {
      this.#stale = true;
      return;
    }
    const first = notice.events[0];
    const last = notice.events.at(-1);
    if (first === undefined || last === undefined || last.number <= this.#sent) return;
    if (first.number !== this.#sent + 1) {
      this.#read();
      return;
    }
    this.#sent = last.number;
    void this.#parts.send(notice.events);
  }

  #read(): void {
    this.#reading = true;
    this.#readAll().catch((error: unknown) => {
      this.#reading = false;
      if (!this.#stopped) this.#parts.onError(error);
    });
  }

  async #readAll(): Promise<void> {
    do {
      this.#stale = false;
      for (;;) {
        const page = await this.#parts.sessions.events(this.#parts.sessionId, this.#sent, PAGE);
        for (const part of parts(page)) {
          if (this.#stopped) return;
          this.#sent = part.at(-1)?.number ?? this.#sent;
          await this.#parts.send(part);
        }
        if (page.length < PAGE) break;
      }
    } while (this.#stale);
    // In the same step as the last look at `stale`, so that no notice falls between the two.
    this.#reading = false;
  }
}

function parts(events: readonly SessionEvent[]): SessionEvent[][] {
  const result: SessionEvent[][] = [];
  let part: SessionEvent[] = [];
  let length = 0;
  for (const event of events) {
    const eventLength = JSON.stringify(event).length;
    if (part.length > 0 && length + eventLength > MAX_CHARACTERS) {
      result.push(part);
      part = [];
      length = 0;
    }
    part.push(event);
    length += eventLength;
  }
  if (part.length > 0) result.push(part);
  return result;
}
