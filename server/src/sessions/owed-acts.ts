import { type SessionId, ThrowlineError } from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import type { Act, Outcome, SessionService } from './session-service.ts';

/** When what could not be stored is tried again, milliseconds. */
export const OWED_RETRY = 5000;
/** Most acts that wait for one session; a customer without room to store has a handful of things to answer and to end. */
const MAX_OWED = 20;

/** The key of ending, which is owed once a session, beyond what may wait otherwise. */
const ENDING = 'close';

interface Parts {
  readonly sessions: Pick<SessionService, 'act'>;
  readonly clock: Clock;
}

/**
 * Stores what a customer has decided, however long the disk is full: their answers, what they take back, and that they end
 * the session. It has happened already on their computer, which may be gone before there is room; until it is stored, the
 * technician would see a session that goes on. Lost with the process; then the time-out of an absent applet ends the session.
 */
export class OwedActs {
  readonly #parts: Parts;
  readonly #owed = new Map<SessionId, Map<string, Promise<Outcome>>>();
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * As {@link SessionService.act}; while the disk is full, a customer's decision waits and is tried again and again.
   * @throws ThrowlineError as `act` does; `shutting-down` when the server ends before there is room
   */
  async act(id: SessionId, act: Act): Promise<Outcome> {
    const key = keyOf(act);
    if (key === undefined) return this.#parts.sessions.act(id, act);
    // Sent again after a lost connection, it is still the same decision.
    const same = this.#owed.get(id)?.get(key);
    if (same !== undefined) return same;
    try {
      return await this.#parts.sessions.act(id, act);
    } catch (error) {
      if (!isFull(error)) throw error;
      return this.#owe(id, key, act);
    }
  }

  async #owe(id: SessionId, key: string, act: Act): Promise<Outcome> {
    const owed = this.#owed.get(id) ?? new Map<string, Promise<Outcome>>();
    const same = owed.get(key);
    if (same !== undefined) return same;
    if (key !== ENDING && owed.size >= MAX_OWED) throw new ThrowlineError('storage-full');
    const stored = this.#untilStored(id, act);
    this.#owed.set(id, owed.set(key, stored));
    try {
      return await stored;
    } finally {
      owed.delete(key);
      if (owed.size === 0) this.#owed.delete(id);
    }
  }

  async #untilStored(id: SessionId, act: Act): Promise<Outcome> {
    for (;;) {
      await this.#pause();
      if (this.#closed) throw new ThrowlineError('shutting-down');
      try {
        return await this.#parts.sessions.act(id, act);
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    }
  }

  /** Nothing is tried any more. */
  close(): void {
    this.#closed = true;
    for (const go of this.#waiting) go();
  }

  #pause(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    let timer: Timer | undefined;
    const go = (): void => {
      timer?.cancel();
      this.#waiting.delete(go);
      resolve();
    };
    this.#waiting.add(go);
    timer = this.#parts.clock.after(OWED_RETRY, go);
    return promise;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof ThrowlineError && error.code === 'storage-full';
}

/**
 * By what a decision is known; `undefined` for everything else. A decision has been carried out on the customer's computer
 * already, and is not said again when it is refused.
 */
function keyOf({ actor, command, commandId }: Act): string | undefined {
  if (actor.role !== 'customer' || typeof command === 'function') return undefined;
  switch (command.type) {
    case 'close':
      return ENDING;
    case 'answer-request':
    case 'revoke-permissions':
    case 'expire-permissions':
      return commandId;
    default:
      return undefined;
  }
}
