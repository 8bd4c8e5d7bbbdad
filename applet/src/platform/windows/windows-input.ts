import type { InputEvent, InputOutcome, InputSink, ProtectedProcesses } from '../platform.ts';
import { InputGuard } from './input-guard.ts';
import { Keyboard, type KeyOutcome } from './keyboard.ts';
import { Mouse, type MouseOutcome } from './mouse.ts';
import { seeRealPixels } from './virtual-screen.ts';

/**
 * Input through SendInput, each event checked directly before it is injected. Lets go of everything when the process
 * exits in any way that runs `exit` handlers. After it was ended from outside keys stay pressed in Windows: then
 * `releaseStuckInput` helps.
 */
export class WindowsInput implements InputSink {
  readonly #guard = new InputGuard();
  readonly #mouse = new Mouse(this.#guard);
  readonly #keyboard = new Keyboard();
  readonly #onExit = (): void => this.close();
  #isClosed = false;

  /** @throws PlatformError `library-missing` */
  constructor() {
    seeRealPixels();
    process.once('exit', this.#onExit);
  }

  protect(processes: ProtectedProcesses): void {
    this.#guard.windows.processes.protect(processes);
  }

  // Windows keeps the order, and nothing here has to wait for anything.
  async inject(event: InputEvent): Promise<InputOutcome> {
    if (this.#isClosed) return 'dropped';
    switch (event.kind) {
      case 'pointer':
        return mouseOutcome(this.#mouse.point(event.x, event.y, event.buttons));
      case 'wheel':
        return mouseOutcome(this.#mouse.wheel(event.columns, event.rows));
      case 'key':
        return this.#key(event.down, () => this.#keyboard.named(event.key, event.down));
      case 'chord':
        return this.#key(event.down, () => this.#keyboard.chord(event.codepoint, event.down));
      case 'character':
        return this.#key(true, () => this.#keyboard.character(event.codepoint));
    }
  }

  releaseAll(): void {
    this.#mouse.releaseAll();
    this.#keyboard.releaseAll();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    process.off('exit', this.#onExit);
    this.releaseAll();
    this.#guard.close();
  }

  /** Letting go is never refused. */
  #key(isGuarded: boolean, press: () => KeyOutcome): InputOutcome {
    const verdict = isGuarded ? this.#guard.keyboard() : 'allowed';
    if (verdict !== 'allowed') return mouseOutcome(verdict);
    const outcome = press();
    switch (outcome) {
      case 'done':
        return 'done';
      case 'invalid':
        return 'refused-invalid';
      case 'unavailable':
        return 'refused-unidentified';
    }
  }
}

function mouseOutcome(outcome: MouseOutcome): InputOutcome {
  switch (outcome) {
    case 'allowed':
      return 'done';
    case 'protected':
      return 'refused-protected';
    // Another desktop has the input now; what is there cannot be told apart either.
    case 'unavailable':
    case 'unidentified':
      return 'refused-unidentified';
  }
}
