import { TopWindows, type WindowStack } from './top-windows.ts';
import { type User32, user32 } from './user32.ts';
import { virtualScreen } from './virtual-screen.ts';

export type GuardVerdict = 'allowed' | 'protected' | 'unidentified';

/** A place in desktop pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Says whether an input event would reach a protected window. Windows lets nobody hold the desktop still, so ask directly before
 * {@link sendInput}: between the two lie some microseconds, in which a window may move or take the keyboard. What
 * could slip through then, and what holds it up, stands in docs/decisions/0006-windows-through-user32.md.
 */
export class InputGuard {
  readonly windows = new TopWindows();
  readonly #user: User32 = user32();

  /** Where the pointer is; `undefined` while another desktop has the input. */
  pointerPlace(): Place | undefined {
    const place = this.#user.getCursorPos();
    if (place === undefined) return undefined;
    const { x, y } = virtualScreen();
    return { x: place.x - x, y: place.y - y };
  }

  /** @param target where the event would take place */
  pointer(target: Place): GuardVerdict {
    const stack = this.windows.look();
    if (!stack.identified) return 'unidentified';
    if (this.#covers(stack, target)) return 'protected';
    // A window that has the mouse gets everything, wherever the pointer is: while its menu is open, or while the customer
    // holds a button in it.
    const info = this.#user.getForegroundThreadInfo();
    const isCaught =
      info !== undefined &&
      [info.capture, info.menuOwner, info.moveSize].some((window) => this.windows.isProtected(window));
    return isCaught ? 'protected' : 'allowed';
  }

  keyboard(): GuardVerdict {
    if (!this.windows.look().identified) return 'unidentified';
    const info = this.#user.getForegroundThreadInfo();
    const reached = [
      this.#user.getForegroundWindow(),
      ...(info === undefined ? [] : [info.active, info.focus, info.menuOwner, info.capture]),
    ];
    return reached.some((window) => this.windows.isProtected(window)) ? 'protected' : 'allowed';
  }

  /** Is this place on the desktop free of protected windows? */
  isFree(place: Place): boolean {
    const stack = this.windows.look();
    return stack.identified && !this.#covers(stack, place);
  }

  close(): void {
    this.windows.close();
  }

  /** By the order of the windows and by Windows' own answer: it passes over windows that take no clicks now. */
  #covers({ windows }: WindowStack, { x, y }: Place): boolean {
    const top = windows.find(
      ({ rect }) => x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height,
    );
    if (top?.isProtected === true) return true;
    const screen = virtualScreen();
    return this.windows.isProtected(this.#user.windowFromPoint(x + screen.x, y + screen.y));
  }
}
