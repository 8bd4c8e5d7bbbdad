import type { Clock, Timer } from '../clock.ts';
import type { EngineExit } from './engine-host.ts';

/** A window whose socket was lost comes back within this time; longer, and its page is gone. Milliseconds. */
export const RETURN_PATIENCE = 5_000;
/** An engine that is gone brings nothing back. Milliseconds. */
const LAST_PATIENCE = 300;

/**
 * How a window went.
 * - `closed`: somebody closed or reloaded its page, by whatever button, key or menu
 * - `lost`: its engine was killed or has crashed
 */
export type WindowLoss = 'closed' | 'lost';

/** Tells a window that has gone from one whose socket was lost for a moment. */
export class WindowWatch {
  readonly #clock: Clock;
  readonly #gone: (loss: WindowLoss) => void;
  #isConnected = false;
  #wasConnected = false;
  #hasEngineEnded = false;
  /** Not every browser lets a page say that it goes when its last window is closed. */
  #hasEndedByItself = false;
  #hasLeft = false;
  #timer: Timer | undefined;

  /** @param gone called when the window will not come back by itself */
  constructor(clock: Clock, gone: (loss: WindowLoss) => void) {
    this.#clock = clock;
    this.#gone = gone;
  }

  /** Whether a window has come since the start, or since {@link renew}. */
  get wasConnected(): boolean {
    return this.#wasConnected;
  }

  connected(): void {
    this.#isConnected = true;
    this.#wasConnected = true;
    this.#timer?.cancel();
  }

  /** @param hasLeft whether the page has said that it goes: who is killed says nothing */
  disconnected(hasLeft: boolean): void {
    this.#isConnected = false;
    this.#hasLeft = hasLeft;
    this.#wait();
  }

  /** The engine has ended. Before its window ever came, that is not for here to judge. */
  engineEnded(exit: EngineExit): void {
    this.#hasEngineEnded = true;
    this.#hasEndedByItself = exit === 'by-itself';
    if (this.#wasConnected && !this.#isConnected) this.#wait();
  }

  /** Another engine is started for another window. */
  renew(): void {
    this.#timer?.cancel();
    this.#isConnected = false;
    this.#wasConnected = false;
    this.#hasEngineEnded = false;
    this.#hasEndedByItself = false;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    this.#timer?.cancel();
    // A page that said that it goes has nothing to come back with.
    const isOver = this.#hasEngineEnded || this.#hasLeft;
    this.#timer = this.#clock.after(isOver ? LAST_PATIENCE : RETURN_PATIENCE, () =>
      this.#gone(this.#hasLeft || this.#hasEndedByItself ? 'closed' : 'lost'),
    );
  }
}
