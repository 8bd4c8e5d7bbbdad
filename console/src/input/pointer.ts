import type { InputFrame } from './keyboard.ts';

/** A place and the buttons down, as `pointer` frames have them. */
export interface PointerState {
  readonly x: number;
  readonly y: number;
  readonly buttons: number;
}

/** Calls back before the next picture of this screen; the returned function prevents it. */
export type NextPaint = (act: () => void) => () => void;

/**
 * Sends what the pointer does: moves at most once for each painted picture, buttons at once and always after the
 * moves before them.
 */
export class PointerSender {
  readonly #send: (frame: InputFrame) => void;
  readonly #nextPaint: NextPaint;
  #waiting: PointerState | undefined;
  #cancel: () => void = () => undefined;
  #last: PointerState = { x: -1, y: -1, buttons: 0 };

  constructor(send: (frame: InputFrame) => void, nextPaint: NextPaint) {
    this.#send = send;
    this.#nextPaint = nextPaint;
  }

  /** The pointer is here, with these buttons. */
  to(state: PointerState): void {
    if (state.buttons !== this.#last.buttons) {
      this.flush();
      this.#put(state);
      return;
    }
    const isScheduled = this.#waiting !== undefined;
    this.#waiting = state;
    if (!isScheduled) this.#cancel = this.#nextPaint(() => this.flush());
  }

  /** Sends a move that is still waiting; before wheel and keys, which act where the pointer is. */
  flush(): void {
    this.#cancel();
    const state = this.#waiting;
    this.#waiting = undefined;
    if (state !== undefined) this.#put(state);
  }

  /** Forgets buttons and waiting moves; the caller sends `release-input`. */
  clear(): void {
    this.#cancel();
    this.#waiting = undefined;
    this.#last = { x: -1, y: -1, buttons: 0 };
  }

  #put(state: PointerState): void {
    const { x, y, buttons } = this.#last;
    if (state.x === x && state.y === y && state.buttons === buttons) return;
    this.#last = state;
    this.#send({ type: 'pointer', ...state });
  }
}

/**
 * The buttons of a `PointerEvent` (bit 0 left, 1 right, 2 middle, 3 back, 4 forward) in the order of `pointer` frames,
 * which have the middle before the right one.
 */
export function wireButtons(buttons: number): number {
  return (buttons & 0b11001) | ((buttons & 0b10) << 1) | ((buttons & 0b100) >> 1);
}
