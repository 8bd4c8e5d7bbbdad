import { MAX_WHEEL_STEPS } from '@throwline/protocol';

/** What a wheel event says, as far as it matters here. */
export interface WheelTurn {
  readonly deltaX: number;
  readonly deltaY: number;
  /** 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
}

/** What makes one step, by unit: 100 pixels, 3 lines, a tenth of a page. */
const UNITS_A_STEP: readonly number[] = [100, 3, 0.1];

/** Turns wheel events of any unit into whole steps; what is less than a step is kept for the next event. */
export class WheelSteps {
  #x = 0;
  #y = 0;

  /** The steps that this turn completes, within what one frame takes; `undefined` when none. */
  turn({ deltaX, deltaY, deltaMode }: WheelTurn): { dx: number; dy: number } | undefined {
    const unit = UNITS_A_STEP[deltaMode] ?? 100;
    this.#x = added(this.#x, deltaX / unit);
    this.#y = added(this.#y, deltaY / unit);
    const dx = bounded(Math.trunc(this.#x));
    const dy = bounded(Math.trunc(this.#y));
    if (dx === 0 && dy === 0) return undefined;
    this.#x -= Math.trunc(this.#x);
    this.#y -= Math.trunc(this.#y);
    return { dx, dy };
  }
}

// A notch is 100 to 125 pixels, by browser and system: a wheel that has notches turns in whole steps, and leaves no rest.
// Turning back begins anew, so that a rest from the other direction does not swallow the first notch.
function added(rest: number, steps: number): number {
  if (Math.abs(steps) >= 1) return Math.sign(steps) * Math.max(1, Math.round(Math.abs(steps) / 1.1));
  return rest * steps < 0 ? steps : rest + steps;
}

function bounded(steps: number): number {
  return Math.max(-MAX_WHEEL_STEPS, Math.min(MAX_WHEEL_STEPS, steps));
}
