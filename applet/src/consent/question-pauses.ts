import type { NotPut } from '@throwline/protocol';
import type { Clock } from '../clock.ts';

/** How long no question is put after the first, the second, and every further one that brought no Yes. Milliseconds. */
const PAUSES = [0, 30_000, 300_000] as const;

/**
 * When the technician may put the next question. Questions are no weapon: each that brought no Yes makes the pause before the
 * next one longer, and the customer can end them for good. A question that the technician took back counts like a No, or
 * taking back and asking anew would be a way around.
 */
export class QuestionPauses {
  readonly #clock: Clock;
  /** Questions of this session that brought no Yes. Never forgotten: who asks that often has to talk first. */
  #refused = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #isBlocked = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Why a question may not be put now; `undefined` when it may. */
  refusal(): NotPut | undefined {
    if (this.#isBlocked) return 'questions-blocked';
    return this.#clock.monotonic() < this.#pausedUntil ? 'questions-paused' : undefined;
  }

  /** A question that was put has brought no Yes: the customer said No or nothing, or the technician took it back. */
  refused(): void {
    this.#pausedUntil = this.#clock.monotonic() + (PAUSES[this.#refused] ?? PAUSES[2]);
    this.#refused += 1;
  }

  /** The customer does not want to be asked again, or does again. */
  block(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    // Who allows questions again waits for one.
    if (!isBlocked) this.#pausedUntil = Number.NEGATIVE_INFINITY;
  }
}
