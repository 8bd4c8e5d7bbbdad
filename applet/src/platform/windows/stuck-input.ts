import { keyRecord, MOUSE, mouseRecord, sendInput } from './send-input.ts';
import { user32 } from './user32.ts';

const IS_DOWN = 0x8000;
/** Virtual-key codes of keys; those below are mouse buttons. */
const FIRST_KEY = 0x08;
const LAST_KEY = 0xfe;
/** The two-sided names of modifiers stand for what their sides say. */
const TWO_SIDED: ReadonlySet<number> = new Set([0x10, 0x11, 0x12]);
const BUTTONS = [
  { key: 0x01, up: MOUSE.leftUp, extra: 0 },
  { key: 0x02, up: MOUSE.rightUp, extra: 0 },
  { key: 0x04, up: MOUSE.middleUp, extra: 0 },
  { key: 0x05, up: MOUSE.xUp, extra: 1 },
  { key: 0x06, up: MOUSE.xUp, extra: 2 },
] as const;

/**
 * Lets go of everything that a process which was ended from outside left pressed: Windows does not do it by itself.
 * What the customer's own hands hold goes up too, as Windows does not tell whose it is; the next press is theirs again.
 * @returns how many keys were down before
 */
export function releaseStuckInput(): number {
  const { getAsyncKeyState, getKeyboardLayout, mapVirtualKey } = user32();
  const layout = getKeyboardLayout(0);
  const isDown = (key: number): boolean => (getAsyncKeyState(key) & IS_DOWN) !== 0;
  const keys: number[] = [];
  for (let code = FIRST_KEY; code <= LAST_KEY; code += 1) {
    if (!TWO_SIDED.has(code) && isDown(code)) keys.push(code);
  }
  sendInput([
    ...BUTTONS.filter(({ key }) => isDown(key)).map(({ up, extra }) => mouseRecord(up, extra)),
    ...keys.map((code) => {
      const scan = mapVirtualKey(code, layout);
      return keyRecord({ code, scan: scan & 0xff, extended: scan > 0xff }, false);
    }),
  ]);
  return keys.length;
}
