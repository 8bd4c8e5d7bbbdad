import { XConnection } from '../x-connection.ts';
import { CORE, pair } from '../x-protocol.ts';

const KEY_BUTTON_AND_MOTION = 0b1111 | (1 << 6) | (1 << 13);
const NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'key-press'],
  [3, 'key-release'],
  [4, 'button-press'],
  [5, 'button-release'],
  [6, 'motion'],
]);

/** An input event as a plain X program gets it: `detail` is the keycode or button, `state` the modifiers and buttons before. */
export interface SeenEvent {
  readonly name: string;
  readonly detail: number;
  readonly state: number;
  readonly x: number;
  readonly y: number;
}

/** A bare window over the whole desktop that has the focus and notes every input event. Needs no window manager. */
export function openEventWindow(display: string): { readonly events: SeenEvent[]; close(): void } {
  const connection = new XConnection(display);
  const window = connection.newId();
  const { root } = connection;
  const overrideRedirect = 1 << 9;
  const background = 1 << 1;
  const eventMask = 1 << 11;
  connection.post(CORE.createWindow, 0, [
    window,
    root,
    0,
    pair(4000, 4000),
    pair(0, 1),
    0,
    background | overrideRedirect | eventMask,
    0x00336699,
    1,
    KEY_BUTTON_AND_MOTION,
  ]);
  const mapWindow = 8;
  const setInputFocus = 42;
  connection.post(mapWindow, 0, [window]);
  connection.sync();
  connection.post(setInputFocus, 0, [window, 0]);
  connection.sync();
  const events: SeenEvent[] = [];
  connection.listen(
    (event) => {
      const name = NAMES.get(event.u8(0) & 0x7f);
      if (name === undefined) return;
      events.push({ name, detail: event.u8(1), state: event.u16(28), x: event.i16(20), y: event.i16(22) });
    },
    () => undefined,
  );
  return { events, close: () => connection.close() };
}
