import { setImmediate } from 'node:timers/promises';
import type { SessionId, TechnicianId } from '@throwline/protocol';
import type { Logger } from 'pino';
import { DEVICE_LIFETIME } from '../accounts/known-devices.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';
import type { SessionService } from './session-service.ts';

const DAY = 24 * 3_600_000;
/** How often it is looked for what is old enough, milliseconds. */
export const RETENTION_INTERVAL = 3_600_000;
/** When the next ones are erased if there are more than one run takes, milliseconds. */
const NEXT_RUN = 10_000;
/** Most sessions that one run erases, so that it stays beside the server's work. */
const MOST_AT_ONCE = 100;
/** Events that are taken away in one transaction. */
const BATCH = 500;

interface Parts {
  readonly storage: Storage;
  readonly sessions: Pick<SessionService, 'beginErasing'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a closed session is kept, days; 0: for ever. */
  readonly retentionDays: number;
}

/** Takes closed sessions away: one that an administrator names, and those that are older than the setting says. */
export class Erasure {
  readonly #parts: Parts;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get retentionDays(): number {
    return this.#parts.retentionDays;
  }

  /** Goes on with what an earlier run of the server has begun, then looks again and again for what is old enough. */
  start(): void {
    this.#run();
  }

  /**
   * Erases a closed session for good: log, chat, names, mails. Copies and backups that were made before keep it.
   * @param by the administrator, for the log
   * @throws ThrowlineError `not-found`, `wrong-phase` when it is not closed, `storage-full`
   */
  async erase(id: SessionId, by: TechnicianId): Promise<void> {
    const { sessions, storage, log } = this.#parts;
    await sessions.beginErasing(id);
    log.info({ sessionId: id, technicianId: by }, 'a session is erased by an administrator');
    await this.#takeAway(id);
    await storage.forgetErased();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** Waits for the run under way, if there is one. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #run(): void {
    const { clock, log } = this.#parts;
    this.#running = this.#eraseOld()
      .catch((error: unknown) => {
        log.error({ err: error }, 'what is old enough could not be erased');
        return RETENTION_INTERVAL;
      })
      .then((wait) => {
        if (!this.#closed) this.#timer = clock.after(wait, () => this.#run());
      });
  }

  /** @returns when to look again, milliseconds */
  async #eraseOld(): Promise<number> {
    const { storage, sessions, clock, log, retentionDays } = this.#parts;
    const now = clock.now();
    const begun = await storage.erasure.begun(MOST_AT_ONCE);
    const old =
      retentionDays === 0
        ? []
        : await storage.erasure.closedUntil(now - retentionDays * DAY, MOST_AT_ONCE - begun.length);
    for (const id of old) {
      if (this.#closed) return RETENTION_INTERVAL;
      await sessions.beginErasing(id);
      await this.#takeAway(id);
    }
    for (const id of begun) await this.#takeAway(id);
    await storage.signIns.removeExpired(now);
    await storage.devices.forgetUnused(now - DEVICE_LIFETIME);
    storage.removeOldCopies(now);
    if (begun.length + old.length > 0) await storage.forgetErased();
    if (old.length > 0)
      log.info({ sessions: old.length, retentionDays }, 'sessions past their time were erased');
    return begun.length + old.length >= MOST_AT_ONCE ? NEXT_RUN : RETENTION_INTERVAL;
  }

  async #takeAway(id: SessionId): Promise<void> {
    const { storage } = this.#parts;
    while (!this.#closed) {
      if (await storage.transaction((inside) => inside.erasure.goOn(id, BATCH))) return;
      // Others first: SQLite answers within the same turn of the event loop.
      await setImmediate();
    }
  }
}
