import type { SessionId } from '@throwline/protocol';
import { z } from 'zod';
import type { MarkStorage } from './read-marks.ts';

const called = z.object({ at: z.number(), numbers: z.record(z.string(), z.number()) });
type Called = z.infer<typeof called>;

/** Sessions that are remembered; the oldest go. Only those that call at the same moment matter. */
const MOST_KEPT = 100;

/** Runs `act` while nobody else of this browser does under this name; the browser's locks, or a test's. */
export type Exclusively = (name: string, act: () => void) => Promise<void>;

/** Sees to it that of all tabs of a technician one calls, and once for each piece of news. */
export class OneOfTabs {
  readonly #storage: MarkStorage;
  readonly #exclusively: Exclusively;
  readonly #now: () => number;

  /** @param now epoch milliseconds, of this computer's clock: what its tabs share */
  constructor(parts: { storage: MarkStorage; exclusively: Exclusively; now: () => number }) {
    this.#storage = parts.storage;
    this.#exclusively = parts.exclusively;
    this.#now = parts.now;
  }

  /**
   * Calls `act`, unless a tab has done so for this session and event, or a later one.
   * @param kind what is shared by name, such as the sound
   * @param pause how long after the last time, milliseconds, nothing is done, whatever the session
   */
  async once(
    kind: string,
    session: SessionId,
    number: number,
    pause: number,
    act: () => void,
  ): Promise<void> {
    const key = `throwline-called/${kind}`;
    await this.#exclusively(key, () => {
      const { at, numbers } = this.#read(key);
      const now = this.#now();
      if ((numbers[session] ?? 0) >= number) return;
      const { [session]: _, ...others } = numbers;
      const kept = Object.entries(others).slice(1 - MOST_KEPT);
      // A clock that was put back must not silence anything.
      const isSoon = now >= at && now - at < pause;
      const next = { at: isSoon ? at : now, numbers: Object.fromEntries([...kept, [session, number]]) };
      try {
        this.#storage.setItem(key, JSON.stringify(next));
      } catch {
        // Without storage each tab calls for itself.
      }
      if (!isSoon) act();
    });
  }

  #read(key: string): Called {
    try {
      return called.parse(JSON.parse(this.#storage.getItem(key) ?? ''));
    } catch {
      return { at: 0, numbers: {} };
    }
  }
}
