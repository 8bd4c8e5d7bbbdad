/** Somebody who has done nothing for so long (milliseconds) begins anew with their next act. */
const BEGINS_AFTER = 1_000;
/** Whoever has done nothing for so long (milliseconds) loses the turn to a mere move of another's pointer, too. */
const RESTS_AFTER = 3_000;

/**
 * - `acts`: carried out
 * - `takes-over`: carried out, and from now on this console acts and the one before does not
 * - `waits`: left out; another console acts
 */
export type Turn = 'acts' | 'takes-over' | 'waits';

/**
 * Whose hands act, where one technician has several windows open: the console's whose technician has begun last. Going on with
 * what was begun before another one took over does not win the turn back, so two who type at once do not mix their letters.
 */
export class InputTurn {
  #holder: number | undefined;
  readonly #actedAt = new Map<number, number>();

  get holder(): number | undefined {
    return this.#holder;
  }

  /**
   * A console wants to act.
   * @param isDeed a press or a turn of the wheel, in contrast to a mere move or a letting go
   * @param now monotonic milliseconds
   */
  claim(peer: number, isDeed: boolean, now: number): Turn {
    const actedAt = this.#actedAt.get(peer);
    if (isDeed) this.#actedAt.set(peer, now);
    if (this.#holder === undefined || this.#holder === peer) {
      this.#holder = peer;
      return 'acts';
    }
    const isBeginning = actedAt === undefined || now - actedAt >= BEGINS_AFTER;
    const isFree = now - (this.#actedAt.get(this.#holder) ?? Number.NEGATIVE_INFINITY) >= RESTS_AFTER;
    if (isDeed ? !isBeginning : !isFree) return 'waits';
    this.#holder = peer;
    return 'takes-over';
  }

  /** The console is gone; whoever acts next has the turn. */
  forget(peer: number): void {
    this.#actedAt.delete(peer);
    if (this.#holder === peer) this.#holder = undefined;
  }
}
