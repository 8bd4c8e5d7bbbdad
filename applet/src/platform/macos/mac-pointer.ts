import type { EventCalls, Point } from './mac-calls.ts';

/** Types of mouse events by button: `CGEventType`. The right one and the others have types of their own. */
const LEFT = { down: 1, up: 2, drag: 6 } as const;
const RIGHT = { down: 3, up: 4, drag: 7 } as const;
const OTHER = { down: 25, up: 26, drag: 27 } as const;
const MOVED = 5;
/** For the bits left, middle, right, back, forward: `CGMouseButton` and the types. */
const BUTTONS = [
  { number: 0, types: LEFT },
  { number: 2, types: OTHER },
  { number: 1, types: RIGHT },
  { number: 3, types: OTHER },
  { number: 4, types: OTHER },
] as const;
const MAX_NOTCHES = 20;
/** Lines that one notch scrolls, as a mouse without acceleration does. */
const LINES_PER_NOTCH = 3;
/** Two presses of a button count as a double click within this time and distance: macOS's defaults, ms and points. */
const DOUBLE_CLICK = { milliseconds: 500, points: 4 } as const;

interface Press {
  readonly bit: number;
  readonly at: Point;
  readonly time: number;
  readonly clicks: number;
}

/** The customer's mouse as an instrument. Every method acts at once. */
export class MacPointer {
  readonly #events: EventCalls;
  readonly #now: () => number;
  /** Buttons that are down, as bits. */
  #held = 0;
  #place: Point = { x: 0, y: 0 };
  #lastPress: Press | undefined;

  /** @param now monotonic milliseconds */
  constructor(events: EventCalls, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  get held(): number {
    return this.#held;
  }

  /** Puts the pointer there, with exactly these buttons down. @param flags of held modifiers */
  point(at: Point, buttons: number, flags: number): void {
    this.#place = at;
    const dragging = BUTTONS.find((_, bit) => (this.#held & (1 << bit)) !== 0);
    if (dragging === undefined) this.#events.postMouse(MOVED, at, 0, flags, 0);
    else this.#events.postMouse(dragging.types.drag, at, dragging.number, flags, this.#clicks());
    this.#set(buttons, flags);
  }

  /** Buttons that are not in `buttons` go up where the pointer is; nothing goes down. */
  release(buttons: number, flags: number): void {
    this.#set(this.#held & buttons, flags);
  }

  /** Positive is down and right. */
  wheel(columns: number, rows: number, flags: number): void {
    const lines = (notches: number): number =>
      -Math.max(-MAX_NOTCHES, Math.min(MAX_NOTCHES, Math.trunc(notches))) * LINES_PER_NOTCH;
    if (rows !== 0 || columns !== 0) this.#events.postScroll(lines(rows), lines(columns), flags);
  }

  #set(buttons: number, flags: number): void {
    for (const [bit, { number, types }] of BUTTONS.entries()) {
      const mask = 1 << bit;
      const isWanted = (buttons & mask) !== 0;
      if (isWanted === ((this.#held & mask) !== 0)) continue;
      if (isWanted) this.#notePress(bit);
      this.#events.postMouse(isWanted ? types.down : types.up, this.#place, number, flags, this.#clicks());
      this.#held ^= mask;
    }
  }

  #notePress(bit: number): void {
    const last = this.#lastPress;
    const time = this.#now();
    const isAgain =
      last?.bit === bit &&
      time - last.time <= DOUBLE_CLICK.milliseconds &&
      Math.abs(last.at.x - this.#place.x) <= DOUBLE_CLICK.points &&
      Math.abs(last.at.y - this.#place.y) <= DOUBLE_CLICK.points;
    this.#lastPress = { bit, at: this.#place, time, clicks: isAgain ? last.clicks + 1 : 1 };
  }

  #clicks(): number {
    return this.#lastPress?.clicks ?? 1;
  }
}
