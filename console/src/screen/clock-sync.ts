const KEPT = 8;

interface Sample {
  /** Milliseconds from ping to pong. */
  readonly roundTrip: number;
  /** Milliseconds to add to this clock to get the applet's. */
  readonly offset: number;
}

/**
 * Learns the applet's monotonic clock from pings, as NTP does: of the newest samples the one with the shortest round
 * trip tells the offset best, because least of its way can have been lopsided. All times are milliseconds.
 */
export class ClockSync {
  readonly #sent = new Map<number, number>();
  #samples: Sample[] = [];
  #nonce = 0;

  /** The nonce for a ping that leaves at `now`. */
  ping(now: number): number {
    this.#nonce = (this.#nonce + 1) >>> 0;
    this.#sent.set(this.#nonce, now);
    // Pongs come in order: what is older than this many pings will never be answered.
    for (const nonce of this.#sent.keys()) {
      if (this.#sent.size <= KEPT) break;
      this.#sent.delete(nonce);
    }
    return this.#nonce;
  }

  /** A pong came at `now` with the applet's `clock`; an unknown nonce changes nothing. */
  pong(nonce: number, clock: number, now: number): void {
    const sentAt = this.#sent.get(nonce);
    if (sentAt === undefined) return;
    this.#sent.delete(nonce);
    const sample = { roundTrip: now - sentAt, offset: clock - (sentAt + now) / 2 };
    this.#samples = [...this.#samples, sample].slice(-KEPT);
  }

  /** The newest round trip, `undefined` before the first. */
  get roundTrip(): number | undefined {
    return this.#samples.at(-1)?.roundTrip;
  }

  /** How old something is at `now` that was taken at `takenAt` of the applet's clock; never below 0. */
  age(takenAt: number, now: number): number | undefined {
    const best = this.#samples.reduce<Sample | undefined>(
      (found, each) => (found === undefined || each.roundTrip < found.roundTrip ? each : found),
      undefined,
    );
    return best === undefined ? undefined : Math.max(0, now + best.offset - takenAt);
  }

  /** Forgets all: another applet process has another clock. */
  clear(): void {
    this.#sent.clear();
    this.#samples = [];
  }
}
