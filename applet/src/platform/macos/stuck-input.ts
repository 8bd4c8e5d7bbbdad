import { MODIFIER_FLAGS } from './key-codes.ts';
import type { MacCalls } from './mac-calls.ts';

/** `kCGEventLeftMouseUp` and `kCGEventRightMouseUp`, with their buttons. */
const BUTTONS_UP = [
  { type: 2, button: 0 },
  { type: 4, button: 1 },
] as const;

/** Lets go of modifiers and buttons, whoever holds them: for after a kill, when nobody knows any more. */
export function releaseStuckKeys(calls: MacCalls): void {
  for (const code of MODIFIER_FLAGS.keys()) calls.events.postKey(code, false, 0);
  const place = calls.displays.pointer();
  for (const { type, button } of BUTTONS_UP) calls.events.postMouse(type, place, button, 0, 1);
}
