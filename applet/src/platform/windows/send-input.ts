import { INPUT_BYTES, user32 } from './user32.ts';
import type { VirtualKey } from './virtual-keys.ts';

const INPUT_MOUSE = 0;
const INPUT_KEYBOARD = 1;
/** MOUSEINPUT's dwFlags. */
export const MOUSE = {
  move: 0x1,
  leftDown: 0x2,
  leftUp: 0x4,
  rightDown: 0x8,
  rightUp: 0x10,
  middleDown: 0x20,
  middleUp: 0x40,
  xDown: 0x80,
  xUp: 0x100,
  wheel: 0x800,
  horizontalWheel: 0x1000,
  virtualDesk: 0x4000,
  absolute: 0x8000,
} as const;
/** KEYBDINPUT's dwFlags. */
const KEY = { extended: 0x1, up: 0x2, unicode: 0x4 } as const;

/** One INPUT structure. */
export type InputRecord = Buffer;

/** @param data wheel turns or the number of an extra button */
export function mouseRecord(flags: number, data = 0, x = 0, y = 0): InputRecord {
  const record = Buffer.alloc(INPUT_BYTES);
  record.writeUInt32LE(INPUT_MOUSE, 0);
  record.writeInt32LE(x, 8);
  record.writeInt32LE(y, 12);
  record.writeInt32LE(data, 16);
  record.writeUInt32LE(flags, 20);
  return record;
}

export function keyRecord({ code, scan, extended }: VirtualKey, down: boolean): InputRecord {
  return keyboardRecord(code, scan, (extended ? KEY.extended : 0) | (down ? 0 : KEY.up));
}

/** A UTF-16 code unit as a key press that bears it. */
export function unicodeRecord(unit: number, down: boolean): InputRecord {
  return keyboardRecord(0, unit, KEY.unicode | (down ? 0 : KEY.up));
}

function keyboardRecord(code: number, scan: number, flags: number): InputRecord {
  const record = Buffer.alloc(INPUT_BYTES);
  record.writeUInt32LE(INPUT_KEYBOARD, 0);
  record.writeUInt16LE(code, 8);
  record.writeUInt16LE(scan, 10);
  record.writeUInt32LE(flags, 12);
  return record;
}

/**
 * Injects records, none of anybody's in between.
 * @returns false when Windows took none: another desktop has the input, as during a question for an administrator
 */
export function sendInput(records: readonly InputRecord[]): boolean {
  if (records.length === 0) return true;
  return user32().sendInput(records.length, Buffer.concat(records)) === records.length;
}
