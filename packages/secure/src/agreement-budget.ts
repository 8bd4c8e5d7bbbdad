/** Agreements that may begin at once. */
const AT_ONCE = 32;
/** One more may begin after this time, in milliseconds. */
const REFILL = 30_000;

/**
 * How many agreements a side begins. Whoever stands between the two sees the words of every agreement, and could have it
 * begun anew until both screens happen to show the same. Each attempt has a chance of 2⁻³⁰; with at most
 * 32 + 2,880 of them a day on each side, all of a day have less than 2⁻¹⁷ together.
 */
export class AgreementBudget {
  #left = AT_ONCE;
  #at: number | undefined;

  /** Whether one more may begin. `now`: monotonic milliseconds. */
  take(now: number): boolean {
    this.#left = Math.min(AT_ONCE, this.#left + (now - (this.#at ?? now)) / REFILL);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
