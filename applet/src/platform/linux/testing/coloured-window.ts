import type { Rect } from '../../platform.ts';
import { XConnection } from '../x-connection.ts';
import { CORE, pair } from '../x-protocol.ts';

const OVERRIDE_REDIRECT = 1 << 9;
const BACKGROUND_PIXEL = 1 << 1;
const MAP_WINDOW = 8;

/** Bare windows of one colour each that are on the screen once this returns, and go when it is disposed of. */
export function openColouredWindows(
  display: string,
  windows: readonly { readonly rect: Rect; readonly colour: number }[],
): Disposable {
  const connection = new XConnection(display);
  for (const { rect, colour } of windows) {
    const window = connection.newId();
    const { x, y, width, height } = rect;
    connection.post(CORE.createWindow, 0, [
      window,
      connection.root,
      pair(x, y),
      pair(width, height),
      pair(0, 1),
      0,
      BACKGROUND_PIXEL | OVERRIDE_REDIRECT,
      colour,
      1,
    ]);
    connection.post(MAP_WINDOW, 0, [window]);
  }
  connection.sync();
  return { [Symbol.dispose]: () => connection.close() };
}
