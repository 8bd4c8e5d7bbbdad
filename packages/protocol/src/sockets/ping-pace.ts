import { SILENCE_TIMEOUT } from './events-socket.ts';

/** Pings come so often on a line that is quiet, in milliseconds, where nothing on the way minds. */
const CALM = SILENCE_TIMEOUT / 3;
/** And never more often than this, in milliseconds: what cuts sooner is no proxy but a bad line. */
const SHORTEST = 5_000;
/** Two cuts after quiets that differ by less than this share have the same cause. */
const LIKENESS = 0.2;
/** Of the quiet that was cut, so much is kept from now on. */
const SHARE = 0.6;

/**
 * How often a quiet line is pinged. Many proxies cut a connection on which nothing was said for a while, some after 30 s: when
 * two connections in a row end after the same quiet, pings come sooner from then on.
 */
export class PingPace {
  #interval = CALM;
  #lastQuiet: number | undefined;

  /** Milliseconds of quiet after which a ping is due. */
  get interval(): number {
    return this.#interval;
  }

  /**
   * A connection that had worked has ended by itself.
   * @param quietFor milliseconds since anything went either way
   */
  cut(quietFor: number): void {
    const before = this.#lastQuiet;
    this.#lastQuiet = quietFor;
    if (before === undefined || quietFor < SHORTEST || quietFor > this.#interval) return;
    if (Math.abs(quietFor - before) > before * LIKENESS) return;
    this.#interval = Math.max(SHORTEST, Math.min(this.#interval, quietFor * SHARE));
    this.#lastQuiet = undefined;
  }
}
