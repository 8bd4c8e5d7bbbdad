import type { Clock, Timer } from '../clock.ts';

/** A window that was there and comes back within this time was reloaded, not closed. Milliseconds. */
export const RELOAD_PATIENCE = 5_000;
/** An engine that is gone cannot reload. Milliseconds. */
const LAST_PATIENCE = 300;

/** Tells a closed window from a reloaded one. */
export class WindowWatch {
  readonly #clock: Clock;
  readonly #gone: () => void;
  #isConnected = false;
  #wasConnected = false;
  #hasEngineEnded = false;
  #timer: Timer | undefined;

  /** @param gone called when the window will not come back */
  constructor(clock: Clock, gone: () => void) {
    this.#clock = clock;
    this.#gone = gone;
  }

  /** Whether a window has ever come. */
  get wasConnected(): boolean {
    return this.#wasConnected;
  }

  connected(): void {
    this.#isConnected = true;
    this.#wasConnected = true;
    this.#timer?.cancel();
  }

  disconnected(): void {
    this.#isConnected = false;
    this.#wait();
  }

  /** The engine has ended. Before its window ever came, that is not for here to judge. */
  engineEnded(): void {
    this.#hasEngineEnded = true;
    if (this.#wasConnected && !this.#isConnected) this.#wait();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(this.#hasEngineEnded ? LAST_PATIENCE : RELOAD_PATIENCE, this.#gone);
  }
}
