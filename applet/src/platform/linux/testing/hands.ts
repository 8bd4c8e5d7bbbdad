import { XConnection } from '../x-connection.ts';
import { atom, findExtension, pair } from '../x-protocol.ts';

/** XInput 2: list of devices, a device's property. XTEST: fake an event of a device. */
const XI = { queryVersion: 47, queryDevice: 48, getProperty: 59 } as const;
const FAKE_INPUT = 2;
/** Uses of devices that a master has, in XIQueryDevice's answer. */
const SLAVE_POINTER = 3;
const SLAVE_KEYBOARD = 4;
/** Events of the first X Input Extension, from its first one on. */
const DEVICE = { keyPress: 1, keyRelease: 2, buttonPress: 3, buttonRelease: 4 } as const;

/** Mouse and keyboard of a virtual desktop as if somebody used them: the events' source is a device that is not XTEST's. */
export interface Hands {
  /** Presses and lets go of the left button, where the pointer is. */
  click(): void;
  /** Turns the wheel by a notch. */
  wheel(): void;
  /** Presses and lets go of a key by its number: 36 is Enter, 65 Space. */
  key(keycode: number): void;
  close(): void;
}

/** Finds the devices that Xvfb itself has. */
export function openHands(display: string): Hands {
  const connection = new XConnection(display);
  const input = findExtension(connection, 'XInputExtension');
  const test = findExtension(connection, 'XTEST');
  if (input === undefined || test === undefined) throw new Error('The display lacks XInput or XTEST.');
  connection.query(input.major, XI.queryVersion, [pair(2, 2)]);
  const property = atom(connection, 'XTEST Device');
  const isXtest = (device: number): boolean =>
    (connection.query(input.major, XI.getProperty, [device, property, 0, 0, 1])?.u32(16) ?? 0) > 0;
  const devices: { id: number; use: number }[] = [];
  const reply = connection.query(input.major, XI.queryDevice, [0]);
  if (reply === undefined) throw new Error('The display lists no devices.');
  let offset = 32;
  for (let left = reply.u16(8); left > 0; left -= 1) {
    devices.push({ id: reply.u16(offset), use: reply.u16(offset + 2) });
    let classes = reply.u16(offset + 6);
    offset += 12 + ((reply.u16(offset + 8) + 3) & ~3);
    for (; classes > 0; classes -= 1) offset += reply.u16(offset + 2) * 4;
  }
  const real = (use: number): number => {
    const found = devices.find((device) => device.use === use && !isXtest(device.id));
    if (found === undefined) throw new Error('The display has no such device.');
    return found.id;
  };
  const [mouse, keyboard] = [real(SLAVE_POINTER), real(SLAVE_KEYBOARD)];
  const fake = (type: number, detail: number, device: number): void =>
    connection.post(test.major, FAKE_INPUT, [
      (input.firstEvent + type) | (detail << 8),
      0,
      0,
      0,
      0,
      0,
      0,
      (device << 24) >>> 0,
    ]);
  const press = (button: number): void => {
    fake(DEVICE.buttonPress, button, mouse);
    fake(DEVICE.buttonRelease, button, mouse);
    connection.sync();
  };
  return {
    click: () => press(1),
    wheel: () => press(5),
    key(keycode) {
      fake(DEVICE.keyPress, keycode, keyboard);
      fake(DEVICE.keyRelease, keycode, keyboard);
      connection.sync();
    },
    close: () => connection.close(),
  };
}
