import type { InputEvent, InputOutcome, InputSink, ProtectedProcesses } from '../platform.ts';
import { listDisplays, PixelSpace } from './displays.ts';
import type { MacCalls, Point } from './mac-calls.ts';
import { MacKeyboard } from './mac-keyboard.ts';
import { MacPointer } from './mac-pointer.ts';
import { isProtectedPlace, ProtectedWindows, type WindowsNow } from './protected-windows.ts';

type Refusal = 'refused-protected' | 'refused-unidentified';

/**
 * Input by CGEvent. Each event is checked directly before it is posted; macOS has no way to make the two one step, so a
 * window that is moved or brought forward in that moment is not noticed. Everything goes up when the process exits in any
 * way that runs `exit` handlers.
 */
export class MacInput implements InputSink {
  readonly #calls: MacCalls;
  readonly #windows: ProtectedWindows;
  readonly #keyboard: MacKeyboard;
  readonly #pointer: MacPointer;
  readonly #onExit = (): void => this.close();
  #isClosed = false;

  /** @param now monotonic milliseconds, for double clicks */
  constructor(calls: MacCalls, now: () => number) {
    this.#calls = calls;
    this.#windows = new ProtectedWindows(calls);
    this.#keyboard = new MacKeyboard(calls.events);
    this.#pointer = new MacPointer(calls.events, now);
    process.once('exit', this.#onExit);
  }

  protect(processes: ProtectedProcesses): void {
    this.#windows.protect(processes);
  }

  inject(event: InputEvent): Promise<InputOutcome> {
    return Promise.resolve(this.#isClosed ? 'dropped' : this.#act(event));
  }

  releaseAll(): void {
    if (this.#isClosed) return;
    this.#letGoOfButtons(0);
    this.#keyboard.releaseAll();
  }

  close(): void {
    process.off('exit', this.#onExit);
    this.releaseAll();
    this.#isClosed = true;
  }

  #act(event: InputEvent): InputOutcome {
    switch (event.kind) {
      case 'pointer':
        return this.#point(event.x, event.y, event.buttons);
      case 'wheel': {
        const refusal = this.#refusalAt(this.#calls.displays.pointer());
        if (refusal !== undefined) return refusal;
        this.#pointer.wheel(event.columns, event.rows, this.#keyboard.flags);
        return 'done';
      }
      case 'key':
        return this.#type(event.down, () => this.#keyboard.named(event.key, event.down));
      case 'chord':
        return this.#type(event.down, () => this.#keyboard.chord(event.codepoint, event.down));
      case 'character':
        return this.#type(true, () => this.#keyboard.character(event.codepoint));
    }
  }

  #point(x: number, y: number, buttons: number): InputOutcome {
    const displays = listDisplays(this.#calls);
    if (displays.length === 0) return 'refused-unidentified';
    const at = new PixelSpace(displays).pointAt(x, y);
    const refusal = this.#refusalAt(at);
    if (refusal !== undefined) {
      this.#letGoOfButtons(buttons);
      return refusal;
    }
    this.#pointer.point(at, buttons, this.#keyboard.flags);
    return 'done';
  }

  /** What is dragged is let go where the technician had it last, which is no protected place unless a window has moved there. */
  #letGoOfButtons(buttons: number): void {
    this.#pointer.release(buttons, this.#keyboard.flags);
  }

  /** Letting go is never refused. */
  #type(down: boolean, press: () => boolean): InputOutcome {
    const refusal = down ? this.#refusalOfKeys() : undefined;
    if (refusal !== undefined) return refusal;
    return press() || !down ? 'done' : 'refused-invalid';
  }

  #refusalAt(at: Point): Refusal | undefined {
    const now = this.#windows.now();
    if (now.kind === 'unidentified') return 'refused-unidentified';
    return isProtectedPlace(now, at) ? 'refused-protected' : undefined;
  }

  #refusalOfKeys(): Refusal | undefined {
    const now = this.#windows.now();
    if (now.kind === 'unidentified') return 'refused-unidentified';
    if (now.protectedProcesses.size === 0) return undefined;
    const receivers = [this.#calls.processes.focused(), frontOwner(now)].filter(
      (owner) => owner !== undefined,
    );
    if (receivers.length === 0) return 'refused-unidentified';
    return receivers.some((owner) => now.protectedProcesses.has(owner)) ? 'refused-protected' : undefined;
  }
}

/** Whose window is in front of all others where programs have theirs. */
function frontOwner(now: WindowsNow & { kind: 'identified' }): number | undefined {
  return now.windows.find(({ layer }) => layer === 0)?.owner;
}
