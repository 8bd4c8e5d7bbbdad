import {
  type Command,
  type SessionId,
  type SessionState,
  type TechnicianRef,
  ThrowlineError,
} from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.ts';
import type { SessionService } from './session-service.ts';

/** Who can be there. */
export type Participant =
  | { readonly as: 'applet' }
  | { readonly as: 'technician'; readonly technician: TechnicianRef };

/** A connection that is gone for less than this (milliseconds) is not written to the log: a reload, a short gap. */
export const PRESENCE_GRACE = 2000;
/** When a departure that could not be stored is tried again, milliseconds. */
const RETRY = 30_000;

interface Parts {
  readonly sessions: Pick<SessionService, 'act'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Counts the connections of each participant, and tells the log when the last one is gone. */
export class Presence {
  readonly #parts: Parts;
  readonly #counts = new Map<string, number>();
  readonly #timers = new Map<string, Timer>();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** One more connection. Saying so to the log is the caller's, because an arrival may be refused. */
  arrive(id: SessionId, who: Participant): void {
    const key = keyOf(id, who);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#timers.get(key)?.cancel();
    this.#timers.delete(key);
  }

  /** One connection less. */
  leave(id: SessionId, who: Participant): void {
    const key = keyOf(id, who);
    const left = (this.#counts.get(key) ?? 1) - 1;
    if (left > 0) {
      this.#counts.set(key, left);
      return;
    }
    this.#counts.delete(key);
    this.#sayGoneAfter(PRESENCE_GRACE, id, who);
  }

  isThere(id: SessionId, who: Participant): boolean {
    return this.#counts.has(keyOf(id, who));
  }

  /** Whoever the log says is there, and is not, is said to be gone: after a restart. */
  reconcile(state: Exclude<SessionState, { phase: 'closed' }>): void {
    const applet: Participant = { as: 'applet' };
    if (state.phase !== 'connecting' && state.applet.status === 'connected') {
      if (!this.isThere(state.sessionId, applet)) this.#sayGone(state.sessionId, applet);
    }
    for (const technician of state.present) {
      const colleague = state.colleagues.find((each) => each.technician.id === technician);
      // Only these can open a session, and leaving it ends their presence.
      const who: Participant = { as: 'technician', technician: colleague?.technician ?? state.owner };
      if (!this.isThere(state.sessionId, who)) this.#sayGone(state.sessionId, who);
    }
  }

  /** Nobody is said to be gone any more; the next start does that. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #sayGoneAfter(wait: number, id: SessionId, who: Participant): void {
    if (this.#closed) return;
    const key = keyOf(id, who);
    this.#timers.get(key)?.cancel();
    this.#timers.set(
      key,
      this.#parts.clock.after(wait, () => {
        this.#timers.delete(key);
        this.#sayGone(id, who);
      }),
    );
  }

  #sayGone(id: SessionId, who: Participant): void {
    const command = (): Command | undefined => {
      if (this.isThere(id, who)) return undefined;
      return who.as === 'applet'
        ? { type: 'disconnect-applet' }
        : { type: 'disconnect-technician', technician: who.technician };
    };
    this.#parts.sessions.act(id, { actor: { role: 'server' }, command }).catch((error: unknown) => {
      if (this.#closed || (error instanceof ThrowlineError && isForGood(error))) return;
      this.#parts.log.error({ err: error, sessionId: id }, 'a departure could not be stored');
      this.#sayGoneAfter(RETRY, id, who);
    });
  }
}

/** Trying again is no use: the log takes nothing any more. */
function isForGood({ code }: ThrowlineError): boolean {
  return code === 'session-closed' || code === 'log-full' || code === 'not-found';
}

function keyOf(id: SessionId, who: Participant): string {
  return who.as === 'applet' ? `${id}/applet` : `${id}/${who.technician.id}`;
}
