/**
 * The keys that bear no character, by name. A name is the DOM `KeyboardEvent.code` of the key where one exists
 * (UI Events KeyboardEvent code Values, W3C). The number is what travels: it is explicit and never used again for
 * another key; new keys take new numbers at the end.
 */
export const NAMED_KEYS = [
  { number: 1, name: 'Enter' },
  { number: 2, name: 'Tab' },
  { number: 3, name: 'Escape' },
  { number: 4, name: 'Backspace' },
  { number: 5, name: 'Delete' },
  { number: 6, name: 'Insert' },
  { number: 7, name: 'Home' },
  { number: 8, name: 'End' },
  { number: 9, name: 'PageUp' },
  { number: 10, name: 'PageDown' },
  { number: 11, name: 'ArrowUp' },
  { number: 12, name: 'ArrowDown' },
  { number: 13, name: 'ArrowLeft' },
  { number: 14, name: 'ArrowRight' },
  { number: 15, name: 'F1' },
  { number: 16, name: 'F2' },
  { number: 17, name: 'F3' },
  { number: 18, name: 'F4' },
  { number: 19, name: 'F5' },
  { number: 20, name: 'F6' },
  { number: 21, name: 'F7' },
  { number: 22, name: 'F8' },
  { number: 23, name: 'F9' },
  { number: 24, name: 'F10' },
  { number: 25, name: 'F11' },
  { number: 26, name: 'F12' },
  { number: 27, name: 'F13' },
  { number: 28, name: 'F14' },
  { number: 29, name: 'F15' },
  { number: 30, name: 'F16' },
  { number: 31, name: 'F17' },
  { number: 32, name: 'F18' },
  { number: 33, name: 'F19' },
  { number: 34, name: 'F20' },
  { number: 35, name: 'F21' },
  { number: 36, name: 'F22' },
  { number: 37, name: 'F23' },
  { number: 38, name: 'F24' },
  { number: 39, name: 'ShiftLeft' },
  { number: 40, name: 'ShiftRight' },
  { number: 41, name: 'ControlLeft' },
  { number: 42, name: 'ControlRight' },
  { number: 43, name: 'AltLeft' },
  { number: 44, name: 'AltRight' },
  { number: 45, name: 'MetaLeft' },
  { number: 46, name: 'MetaRight' },
  { number: 47, name: 'CapsLock' },
  { number: 48, name: 'NumLock' },
  { number: 49, name: 'ScrollLock' },
  { number: 50, name: 'Pause' },
  { number: 51, name: 'PrintScreen' },
  { number: 52, name: 'ContextMenu' },
  { number: 53, name: 'Space' },
  { number: 54, name: 'Numpad0' },
  { number: 55, name: 'Numpad1' },
  { number: 56, name: 'Numpad2' },
  { number: 57, name: 'Numpad3' },
  { number: 58, name: 'Numpad4' },
  { number: 59, name: 'Numpad5' },
  { number: 60, name: 'Numpad6' },
  { number: 61, name: 'Numpad7' },
  { number: 62, name: 'Numpad8' },
  { number: 63, name: 'Numpad9' },
  { number: 64, name: 'NumpadDecimal' },
  { number: 65, name: 'NumpadAdd' },
  { number: 66, name: 'NumpadSubtract' },
  { number: 67, name: 'NumpadMultiply' },
  { number: 68, name: 'NumpadDivide' },
  { number: 69, name: 'NumpadEnter' },
  { number: 70, name: 'NumpadEqual' },
  { number: 71, name: 'NumpadComma' },
  { number: 72, name: 'AudioVolumeMute' },
  { number: 73, name: 'AudioVolumeDown' },
  { number: 74, name: 'AudioVolumeUp' },
  { number: 75, name: 'MediaTrackNext' },
  { number: 76, name: 'MediaTrackPrevious' },
  { number: 77, name: 'MediaPlayPause' },
  { number: 78, name: 'MediaStop' },
  { number: 79, name: 'BrowserBack' },
  { number: 80, name: 'BrowserForward' },
  { number: 81, name: 'BrowserRefresh' },
  { number: 82, name: 'BrowserHome' },
  { number: 83, name: 'Convert' },
  { number: 84, name: 'NonConvert' },
  { number: 85, name: 'KanaMode' },
  { number: 86, name: 'Lang1' },
  { number: 87, name: 'Lang2' },
  { number: 88, name: 'Help' },
] as const;

/** The name of a key that bears no character. */
export type NamedKey = (typeof NAMED_KEYS)[number]['name'];

const numberByName: ReadonlyMap<string, number> = new Map(NAMED_KEYS.map((key) => [key.name, key.number]));
const nameByNumber: ReadonlyMap<number, NamedKey> = new Map(NAMED_KEYS.map((key) => [key.number, key.name]));
const names: ReadonlySet<string> = new Set(numberByName.keys());

/** Is this text the name of a key in {@link NAMED_KEYS}? */
export function isNamedKey(text: string): text is NamedKey {
  return names.has(text);
}

/** The number that stands for a key on the wire, 1 to 255. */
export function namedKeyNumber(name: NamedKey): number {
  const number = numberByName.get(name);
  if (number === undefined) throw new RangeError(`No key is named ${name}.`);
  return number;
}

/** The key that a number from the wire stands for; `undefined` for a number that this version does not know. */
export function namedKeyFromNumber(number: number): NamedKey | undefined {
  return nameByNumber.get(number);
}
