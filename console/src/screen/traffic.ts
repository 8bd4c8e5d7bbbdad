/** What the customer's program has sent of the picture in the last second. */
export interface Traffic {
  readonly updates: number;
  readonly bytes: number;
  /** Rectangles that have only moved, that were sent exactly, and those near what they should be: of a film, or a photograph over a slow link. */
  readonly moved: number;
  readonly exact: number;
  readonly near: number;
}

const NOTHING: Traffic = { updates: 0, bytes: 0, moved: 0, exact: 0, near: 0 };

/** Counts updates, to be taken once a second. */
export class TrafficCounter {
  #now: Traffic = NOTHING;

  /** An update was read. */
  add(bytes: number, drawn: { moved: number; rects: number; isNear: boolean }): void {
    const { updates, bytes: before, moved, exact, near } = this.#now;
    this.#now = {
      updates: updates + 1,
      bytes: before + bytes,
      moved: moved + drawn.moved,
      exact: exact + (drawn.isNear ? 0 : drawn.rects),
      near: near + (drawn.isNear ? drawn.rects : 0),
    };
  }

  /** What was counted since the last time. */
  take(): Traffic {
    const taken = this.#now;
    this.#now = NOTHING;
    return taken;
  }
}
