import { PlatformError } from '../platform-error.ts';
import type { XConnection } from './x-connection.ts';
import { type Extension, findExtension, pair } from './x-protocol.ts';

/** XTEST extension. */
const FAKE_INPUT = 2;
const KEY_PRESS = 2;
const KEY_RELEASE = 3;
const BUTTON_PRESS = 4;
const BUTTON_RELEASE = 5;
const MOTION = 6;

/** Keys, buttons and pointer moves as if from the hardware, through XTEST. */
export class FakeInput {
  readonly #connection: XConnection;
  readonly #extension: Extension;

  /** @throws PlatformError `extension-missing` */
  constructor(connection: XConnection) {
    const extension = findExtension(connection, 'XTEST');
    if (extension === undefined) {
      throw new PlatformError(
        'extension-missing',
        'This display takes no remote input (the XTEST extension is missing).',
      );
    }
    this.#connection = connection;
    this.#extension = extension;
  }

  key(keycode: number, down: boolean): void {
    this.#fake(down ? KEY_PRESS : KEY_RELEASE, keycode, 0, 0);
  }

  /** @param button 1 left, 2 middle, 3 right, 4–7 wheel up, down, left, right, 8 back, 9 forward */
  button(button: number, down: boolean): void {
    this.#fake(down ? BUTTON_PRESS : BUTTON_RELEASE, button, 0, 0);
  }

  /** Moves the pointer to a place on the desktop. */
  moveTo(x: number, y: number): void {
    this.#fake(MOTION, 0, x, y);
  }

  #fake(type: number, detail: number, x: number, y: number): void {
    const { root } = this.#connection;
    this.#connection.post(this.#extension.major, FAKE_INPUT, [
      type | (detail << 8),
      0,
      root,
      0,
      0,
      pair(x, y),
      0,
      0,
    ]);
  }
}
