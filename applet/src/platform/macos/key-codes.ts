import type { NamedKey } from '@throwline/protocol/peer/named-keys.ts';

/**
 * The keys by their place on Apple's keyboards: `kVK_…` of HIToolbox, Events.h. Keys that a Mac does not have go to those
 * that Apple's own software takes for them: Insert to Help, Print Screen, Scroll Lock and Pause to F13 to F15, Num Lock to
 * Clear. What has no such key is missing.
 */
export const KEY_CODES: Readonly<Partial<Record<NamedKey, number>>> = {
  Enter: 0x24,
  Tab: 0x30,
  Escape: 0x35,
  Backspace: 0x33,
  Delete: 0x75,
  Insert: 0x72,
  Help: 0x72,
  Home: 0x73,
  End: 0x77,
  PageUp: 0x74,
  PageDown: 0x79,
  ArrowUp: 0x7e,
  ArrowDown: 0x7d,
  ArrowLeft: 0x7b,
  ArrowRight: 0x7c,
  F1: 0x7a,
  F2: 0x78,
  F3: 0x63,
  F4: 0x76,
  F5: 0x60,
  F6: 0x61,
  F7: 0x62,
  F8: 0x64,
  F9: 0x65,
  F10: 0x6d,
  F11: 0x67,
  F12: 0x6f,
  F13: 0x69,
  F14: 0x6b,
  F15: 0x71,
  F16: 0x6a,
  F17: 0x40,
  F18: 0x4f,
  F19: 0x50,
  F20: 0x5a,
  PrintScreen: 0x69,
  ScrollLock: 0x6b,
  Pause: 0x71,
  ShiftLeft: 0x38,
  ShiftRight: 0x3c,
  ControlLeft: 0x3b,
  ControlRight: 0x3e,
  AltLeft: 0x3a,
  AltRight: 0x3d,
  MetaLeft: 0x37,
  MetaRight: 0x36,
  CapsLock: 0x39,
  NumLock: 0x47,
  ContextMenu: 0x6e,
  Space: 0x31,
  Numpad0: 0x52,
  Numpad1: 0x53,
  Numpad2: 0x54,
  Numpad3: 0x55,
  Numpad4: 0x56,
  Numpad5: 0x57,
  Numpad6: 0x58,
  Numpad7: 0x59,
  Numpad8: 0x5b,
  Numpad9: 0x5c,
  NumpadDecimal: 0x41,
  NumpadAdd: 0x45,
  NumpadSubtract: 0x4e,
  NumpadMultiply: 0x43,
  NumpadDivide: 0x4b,
  NumpadEnter: 0x4c,
  NumpadEqual: 0x51,
  NumpadComma: 0x5f,
  AudioVolumeMute: 0x4a,
  AudioVolumeDown: 0x49,
  AudioVolumeUp: 0x48,
  Lang1: 0x68,
  Lang2: 0x66,
  KanaMode: 0x68,
};

/**
 * What a held modifier adds to each event's flags: `kCGEventFlagMask…` of CGEventTypes.h, with the bit that tells left from
 * right (`NX_DEVICE…KEYMASK` of IOLLEvent.h).
 */
export const MODIFIER_FLAGS: ReadonlyMap<number, number> = new Map([
  [0x38, 0x20002],
  [0x3c, 0x20004],
  [0x3b, 0x40001],
  [0x3e, 0x42000],
  [0x3a, 0x80020],
  [0x3d, 0x80040],
  [0x37, 0x100008],
  [0x36, 0x100010],
]);

/** The numbers of keys that bear characters: all of an ANSI, ISO or JIS keyboard lie below this. */
export const CHARACTER_KEYS = 0x60;

/**
 * Keys by what they bear on a Latin (ANSI) keyboard, with the virtual codes of Carbon's Events.h: for shortcuts on
 * layouts that bear no Latin letter, where macOS itself takes them so.
 */
export const LATIN_CODES: ReadonlyMap<string, number> = new Map([
  ...codesOf('asdfhgzxcv', 0),
  ...codesOf('bqweryt123465', 11),
  ...codesOf('97', 25),
  ...codesOf('80', 28),
  ['o', 31],
  ['u', 32],
  ...codesOf('ip', 34),
  ...codesOf('lj', 37),
  ['k', 40],
  ...codesOf('nm', 45),
]);

function codesOf(characters: string, first: number): [string, number][] {
  return [...characters].map((character, index) => [character, first + index]);
}
