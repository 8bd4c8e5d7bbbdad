import { XConnection } from '../x-connection.ts';
import { CORE, pair } from '../x-protocol.ts';

/** What the X server holds to be pressed now. */
export function pressed(display: string): { keycodes: number[]; buttons: number } {
  const connection = new XConnection(display);
  const keys = connection.query(CORE.queryKeymap, 0);
  const pointer = connection.query(CORE.queryPointer, 0, [connection.root]);
  connection.close();
  const keycodes: number[] = [];
  for (let keycode = 0; keycode < 256; keycode += 1) {
    if (keys && (keys.u8(8 + (keycode >> 3)) >> (keycode & 7)) & 1) keycodes.push(keycode);
  }
  return { keycodes, buttons: ((pointer?.u16(24) ?? 0) >> 8) & 0x1f };
}

/** Has some program grabbed the keyboard, as a window manager does while it switches windows? */
export function keyboardIsGrabbed(display: string): boolean {
  const connection = new XConnection(display);
  // A grab on a window that is not shown never succeeds; the answer says whether another program holds one.
  const window = connection.newId();
  const inputOnly = 2;
  const alreadyGrabbed = 1;
  connection.post(CORE.createWindow, 0, [window, connection.root, 0, pair(1, 1), pair(0, inputOnly), 0, 0]);
  const reply = connection.query(CORE.grabKeyboard, 0, [window, 0, pair(0x0101, 0)]);
  connection.close();
  return reply?.u8(1) === alreadyGrabbed;
}
