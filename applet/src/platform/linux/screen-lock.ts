import type { XConnection } from './x-connection.ts';
import { CORE } from './x-protocol.ts';

const UNGRAB_KEYBOARD = 32;
const ASYNCHRONOUS = 1;
const ALREADY_GRABBED = 1;
/**
 * How long an answer stands, in milliseconds. Asking takes the keyboard from the program that has the focus, for a moment;
 * that is done seldom, and only under something that covers a whole monitor.
 */
const ASK_PAUSE = 1000;

/**
 * Whether what covers the screen is a lock: it has taken the keyboard for itself, as i3lock, xscreensaver and their like do
 * and no picture or film does. No other client of the display has it then, menus included.
 */
export class ScreenLock {
  readonly #connection: XConnection;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isLocked = false;

  constructor(connection: XConnection) {
    this.#connection = connection;
  }

  /**
   * @param isCovered whether a window that no window manager has a hand in covers the monitor
   * @param at monotonic milliseconds
   */
  look(isCovered: boolean, at: number): boolean {
    if (!isCovered) {
      this.#isLocked = false;
      this.#askedAt = Number.NEGATIVE_INFINITY;
    } else if (at - this.#askedAt >= ASK_PAUSE) {
      this.#askedAt = at;
      this.#isLocked = this.#isKeyboardTaken();
    }
    return this.#isLocked;
  }

  #isKeyboardTaken(): boolean {
    const c = this.#connection;
    const reply = c.query(CORE.grabKeyboard, 0, [c.root, 0, ASYNCHRONOUS | (ASYNCHRONOUS << 8)]);
    if (reply === undefined) return false;
    if (reply.u8(1) !== ALREADY_GRABBED) {
      c.post(UNGRAB_KEYBOARD, 0, [0]);
      c.flush();
      return false;
    }
    return true;
  }
}
