import { type Phase, type SessionId, type SessionState, ThrowlineError } from '@throwline/protocol';
import type { Metrics } from '../metrics.ts';
import type { Storage } from '../storage/storage.ts';
import type { Presence } from './presence.ts';
import type { SessionService } from './session-service.ts';
import type { Timeouts } from './timeouts.ts';

/** Knows which sessions are open, counts them by phase, and has their time-outs watched, also after a restart. */
export class OpenSessions {
  readonly #phases = new Map<SessionId, Phase>();
  readonly #metrics: Metrics;
  readonly #timeouts: Timeouts;

  constructor(sessions: SessionService, timeouts: Timeouts, metrics: Metrics) {
    this.#metrics = metrics;
    this.#timeouts = timeouts;
    sessions.onState((state) => this.#note(state));
  }

  /** Takes up the sessions of an earlier run: whoever was connected then is not now. */
  async resume(storage: Storage, sessions: SessionService, presence: Presence): Promise<void> {
    for (const id of await storage.sessions.open()) {
      const state = await readable(sessions.state(id));
      if (state === undefined || state.phase === 'closed') continue;
      this.#note(state);
      presence.reconcile(state);
    }
  }

  #note(state: SessionState): void {
    const before = this.#phases.get(state.sessionId);
    if (state.phase === 'closed') this.#phases.delete(state.sessionId);
    else this.#phases.set(state.sessionId, state.phase);
    if (before !== state.phase) {
      if (before !== undefined) this.#metrics.sessions.dec({ phase: before });
      if (state.phase !== 'closed') this.#metrics.sessions.inc({ phase: state.phase });
    }
    this.#timeouts.watch(state.sessionId, state);
  }
}

/** A log that cannot be read keeps nobody from being served; it has been said already. */
async function readable(state: Promise<SessionState | undefined>): Promise<SessionState | undefined> {
  return state.catch((error: unknown) => {
    if (error instanceof ThrowlineError && error.code === 'log-unreadable') return undefined;
    throw error;
  });
}
