import { FakeInput } from './fake-input.ts';
import { XConnection } from './x-connection.ts';
import { CORE } from './x-protocol.ts';

const KEYCODES = 256;
const GET_MODIFIER_MAPPING = 119;
/** Parts of ChangeKeyboardControl: which key, and whether it repeats. */
const KEY_AND_REPEAT_MODE = 0xc0;
const REPEAT_ON = 1;
const BUTTONS_TO_RELEASE = [1, 2, 3, 8, 9] as const;

/**
 * Lets go of everything that a process which was killed outright left pressed through XTEST: the server does not do it by itself. Keys
 * that the customer's own hands hold are not touched by this, as they belong to other devices.
 * @returns how many keys were down before
 * @throws PlatformError `library-missing`, `display-refused`, `extension-missing`
 */
export function releaseStuckInput(display: string): number {
  const connection = new XConnection(display);
  try {
    const fake = new FakeInput(connection);
    const keys = connection.query(CORE.queryKeymap, 0);
    const modifiers = new Set(connection.query(GET_MODIFIER_MAPPING, 0)?.bytes.subarray(32));
    let down = 0;
    for (let keycode = 0; keycode < KEYCODES; keycode += 1) {
      if (keys === undefined || ((keys.u8(8 + (keycode >> 3)) >> (keycode & 7)) & 1) === 0) continue;
      down += 1;
      fake.key(keycode, false);
      // A key that was held did not repeat; keys that set modifiers never do.
      if (!modifiers.has(keycode)) {
        connection.post(CORE.changeKeyboardControl, 0, [KEY_AND_REPEAT_MODE, keycode, REPEAT_ON]);
      }
    }
    for (const button of BUTTONS_TO_RELEASE) fake.button(button, false);
    connection.sync();
    return down;
  } finally {
    connection.close();
  }
}
