import type { SessionId, SessionSummary, TechnicianId } from '@throwline/protocol';

/** Most sessions whose screens are kept ready at once; the newest. Each costs a worker and a socket. */
export const MOST_READY = 8;

/** What is kept for a session: the page's side of its peer worker. */
export interface ReadyScreen {
  /** It could not begin, and never will. */
  readonly isBroken: boolean;
  /** No page shows it any more: it forgets the picture. */
  rest(): void;
  /** The technician's sign-in has run out, or is renewed. */
  pause(isPaused: boolean): void;
  close(): void;
}

/**
 * The peer workers of a technician's sessions: begun when the customer is there, not when the session's page is opened, so
 * that opening it only has to ask for the picture. Nothing is asked of the customer's program before: only a page that views
 * is sent pictures.
 */
export class ReadyScreens<Screen extends ReadyScreen> {
  readonly #open: (sessionId: SessionId) => Screen;
  readonly #screens = new Map<SessionId, { readonly screen: Screen; holders: number }>();
  #ready: ReadonlySet<SessionId> = new Set();

  /** @param open begins a session's peer worker */
  constructor(open: (sessionId: SessionId) => Screen) {
    this.#open = open;
  }

  /** Keeps these sessions' workers, and ends those of others that no page holds. */
  keep(sessions: readonly SessionId[]): void {
    this.#ready = new Set(sessions);
    for (const sessionId of this.#ready) this.#entry(sessionId);
    for (const sessionId of [...this.#screens.keys()]) this.#drop(sessionId);
  }

  /** A page shows the session; to be followed by {@link release}. What broke in the queue, as when the network was away, is begun anew. */
  hold(sessionId: SessionId): Screen {
    const known = this.#screens.get(sessionId);
    if (known?.holders === 0 && known.screen.isBroken) {
      this.#screens.delete(sessionId);
      known.screen.close();
    }
    const entry = this.#entry(sessionId);
    entry.holders += 1;
    return entry.screen;
  }

  /** Nothing passes on any of the lines until the sign-in is renewed. */
  pause(isPaused: boolean): void {
    for (const { screen } of this.#screens.values()) screen.pause(isPaused);
  }

  release(sessionId: SessionId): void {
    const entry = this.#screens.get(sessionId);
    if (entry === undefined) return;
    entry.holders -= 1;
    if (entry.holders === 0) entry.screen.rest();
    this.#drop(sessionId);
  }

  #entry(sessionId: SessionId): { readonly screen: Screen; holders: number } {
    const known = this.#screens.get(sessionId);
    if (known !== undefined) return known;
    const entry = { screen: this.#open(sessionId), holders: 0 };
    this.#screens.set(sessionId, entry);
    return entry;
  }

  #drop(sessionId: SessionId): void {
    const entry = this.#screens.get(sessionId);
    if (entry === undefined || entry.holders > 0 || this.#ready.has(sessionId)) return;
    this.#screens.delete(sessionId);
    entry.screen.close();
  }
}

/** Whose screens a technician may be about to look at: sessions that they lead, with the customer there, newest first. */
export function sessionsToKeep(
  queue: ReadonlyMap<SessionId, SessionSummary> | undefined,
  me: TechnicianId,
): SessionId[] {
  return [...(queue?.values() ?? [])]
    .filter(({ owner, phase: { phase } }) => owner.id === me && (phase === 'waiting' || phase === 'active'))
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, MOST_READY)
    .map(({ sessionId }) => sessionId);
}
