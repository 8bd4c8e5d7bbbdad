import type { NamedKey } from '@throwline/protocol/peer/named-keys.ts';

/** A key as Windows knows it. `scan` is of set 1, 0 where keyboards have none; `extended` keys bear the prefix E0. */
export interface VirtualKey {
  readonly code: number;
  readonly scan: number;
  readonly extended: boolean;
}

const plain = (code: number, scan: number): VirtualKey => ({ code, scan, extended: false });
const extended = (code: number, scan: number): VirtualKey => ({ code, scan, extended: true });

/**
 * Virtual-key codes ("Virtual-Key Codes", Microsoft Learn) with their scan codes ("Keyboard and mouse HID usages", the
 * column PS/2 set 1).
 */
export const NAMED_KEY_CODES: Readonly<Record<NamedKey, VirtualKey>> = {
  Enter: plain(0x0d, 0x1c),
  Tab: plain(0x09, 0x0f),
  Escape: plain(0x1b, 0x01),
  Backspace: plain(0x08, 0x0e),
  Delete: extended(0x2e, 0x53),
  Insert: extended(0x2d, 0x52),
  Home: extended(0x24, 0x47),
  End: extended(0x23, 0x4f),
  PageUp: extended(0x21, 0x49),
  PageDown: extended(0x22, 0x51),
  ArrowUp: extended(0x26, 0x48),
  ArrowDown: extended(0x28, 0x50),
  ArrowLeft: extended(0x25, 0x4b),
  ArrowRight: extended(0x27, 0x4d),
  F1: plain(0x70, 0x3b),
  F2: plain(0x71, 0x3c),
  F3: plain(0x72, 0x3d),
  F4: plain(0x73, 0x3e),
  F5: plain(0x74, 0x3f),
  F6: plain(0x75, 0x40),
  F7: plain(0x76, 0x41),
  F8: plain(0x77, 0x42),
  F9: plain(0x78, 0x43),
  F10: plain(0x79, 0x44),
  F11: plain(0x7a, 0x57),
  F12: plain(0x7b, 0x58),
  F13: plain(0x7c, 0x64),
  F14: plain(0x7d, 0x65),
  F15: plain(0x7e, 0x66),
  F16: plain(0x7f, 0x67),
  F17: plain(0x80, 0x68),
  F18: plain(0x81, 0x69),
  F19: plain(0x82, 0x6a),
  F20: plain(0x83, 0x6b),
  F21: plain(0x84, 0x6c),
  F22: plain(0x85, 0x6d),
  F23: plain(0x86, 0x6e),
  F24: plain(0x87, 0x76),
  ShiftLeft: plain(0xa0, 0x2a),
  ShiftRight: plain(0xa1, 0x36),
  ControlLeft: plain(0xa2, 0x1d),
  ControlRight: extended(0xa3, 0x1d),
  AltLeft: plain(0xa4, 0x38),
  AltRight: extended(0xa5, 0x38),
  MetaLeft: extended(0x5b, 0x5b),
  MetaRight: extended(0x5c, 0x5c),
  CapsLock: plain(0x14, 0x3a),
  NumLock: extended(0x90, 0x45),
  ScrollLock: plain(0x91, 0x46),
  Pause: plain(0x13, 0x45),
  PrintScreen: extended(0x2c, 0x37),
  ContextMenu: extended(0x5d, 0x5d),
  Space: plain(0x20, 0x39),
  Numpad0: plain(0x60, 0x52),
  Numpad1: plain(0x61, 0x4f),
  Numpad2: plain(0x62, 0x50),
  Numpad3: plain(0x63, 0x51),
  Numpad4: plain(0x64, 0x4b),
  Numpad5: plain(0x65, 0x4c),
  Numpad6: plain(0x66, 0x4d),
  Numpad7: plain(0x67, 0x47),
  Numpad8: plain(0x68, 0x48),
  Numpad9: plain(0x69, 0x49),
  NumpadDecimal: plain(0x6e, 0x53),
  NumpadAdd: plain(0x6b, 0x4e),
  NumpadSubtract: plain(0x6d, 0x4a),
  NumpadMultiply: plain(0x6a, 0x37),
  NumpadDivide: extended(0x6f, 0x35),
  NumpadEnter: extended(0x0d, 0x1c),
  NumpadEqual: plain(0x92, 0x59),
  NumpadComma: plain(0xc2, 0x7e),
  AudioVolumeMute: extended(0xad, 0x20),
  AudioVolumeDown: extended(0xae, 0x2e),
  AudioVolumeUp: extended(0xaf, 0x30),
  MediaTrackNext: extended(0xb0, 0x19),
  MediaTrackPrevious: extended(0xb1, 0x10),
  MediaPlayPause: extended(0xb3, 0x22),
  MediaStop: extended(0xb2, 0x24),
  BrowserBack: extended(0xa6, 0x6a),
  BrowserForward: extended(0xa7, 0x69),
  BrowserRefresh: extended(0xa8, 0x67),
  BrowserHome: extended(0xac, 0x32),
  Convert: plain(0x1c, 0x79),
  NonConvert: plain(0x1d, 0x7b),
  KanaMode: plain(0x15, 0x70),
  Lang1: plain(0x15, 0x72),
  Lang2: plain(0x19, 0x71),
  Help: plain(0x2f, 0x63),
};

/** Keys that change what others do; they go up last. */
export const MODIFIER_CODES: ReadonlySet<number> = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0x5b, 0x5c]);

/**
 * Of these, those that would turn a character into a shortcut. Shift does not: characters come as themselves.
 */
export const SHORTCUT_MODIFIERS: readonly VirtualKey[] = [
  NAMED_KEY_CODES.ControlLeft,
  NAMED_KEY_CODES.ControlRight,
  NAMED_KEY_CODES.AltLeft,
  NAMED_KEY_CODES.AltRight,
  NAMED_KEY_CODES.MetaLeft,
  NAMED_KEY_CODES.MetaRight,
];
