import type { EventCalls } from '../mac-calls.ts';
import { constant, type Library } from './library.ts';

/** `kCGEventSourceStatePrivate`: what is held here does not mix with what the customer holds. */
const PRIVATE_STATE = -1;
/** `kCGHIDEventTap`: where hardware's events come in. */
const HARDWARE = 0;
/** `kCGMouseEventClickState` */
const CLICK_STATE = 1;
/** `kCGScrollEventUnitLine` */
const LINES = 1;
/** `kUCKeyActionDown`, `kUCKeyTranslateNoDeadKeysMask`, and Shift as UCKeyTranslate has it: `shiftKey >> 8`. */
const KEY_DOWN = 0;
const NO_DEAD_KEYS = 1;
const SHIFT = 2;
const MAX_TEXT = 8;

/** Mouse and keyboard events, and the current keyboard layout. On the main thread only: Text Input Sources insist on it. */
export function eventCalls(graphics: Library, core: Library, carbon: Library): EventCalls {
  const release = core.func('void CFRelease(void *object)');
  const makeSource = graphics.func('void *CGEventSourceCreate(int32_t state)');
  const post = graphics.func('void CGEventPost(uint32_t tap, void *event)');
  const setFlags = graphics.func('void CGEventSetFlags(void *event, uint64_t flags)');
  const setInteger = graphics.func(
    'void CGEventSetIntegerValueField(void *event, uint32_t field, int64_t value)',
  );
  const makeKey = graphics.func('void *CGEventCreateKeyboardEvent(void *source, uint16_t code, bool down)');
  const setText = graphics.func(
    'void CGEventKeyboardSetUnicodeString(void *event, unsigned long length, const uint16_t *text)',
  );
  const makeMouse = graphics.func(
    'void *CGEventCreateMouseEvent(void *source, uint32_t type, CGPoint place, uint32_t button)',
  );
  const makeScroll = graphics.func(
    'void *CGEventCreateScrollWheelEvent2(void *source, uint32_t units, uint32_t wheels, int32_t rows, int32_t columns, int32_t third)',
  );
  const copyLayout = carbon.func('void *TISCopyCurrentKeyboardLayoutInputSource()');
  const layoutProperty = carbon.func('void *TISGetInputSourceProperty(void *source, void *key)');
  const keyboardType = carbon.func('uint8_t LMGetKbdType()');
  const translateKey = carbon.func(
    'int UCKeyTranslate(void *layout, uint16_t code, uint16_t action, uint32_t modifiers, uint32_t keyboard, uint32_t options, _Inout_ uint32_t *state, unsigned long max, _Out_ unsigned long *length, _Out_ uint16_t *text)',
  );
  const dataBytes = core.func('void *CFDataGetBytePtr(void *data)');
  const layoutData = constant(carbon, 'kTISPropertyUnicodeKeyLayoutData');
  const source = makeSource(PRIVATE_STATE);

  /** Posts an event that was made, and gives it back. */
  const send = (
    event: bigint | null,
    flags: number,
    set: (event: bigint) => void = () => undefined,
  ): void => {
    if (event === null) return;
    setFlags(event, flags);
    set(event);
    post(HARDWARE, event);
    release(event);
  };
  return {
    postKey(keyCode, down, flags, text) {
      send(makeKey(source, keyCode, down), flags, (event) => {
        if (text !== undefined) setText(event, text.length, utf16(text));
      });
    },
    postMouse(type, at, button, flags, clicks) {
      send(makeMouse(source, type, at, button), flags, (event) => setInteger(event, CLICK_STATE, clicks));
    },
    postScroll(rows, columns, flags) {
      send(makeScroll(source, LINES, 2, rows, columns, 0), flags);
    },
    translate(keyCode, shift) {
      const input = copyLayout();
      if (input === null) return '';
      try {
        const data = layoutProperty(input, layoutData);
        if (data === null) return '';
        const state = new Uint32Array(1);
        const length = new BigUint64Array(1);
        const text = new Uint16Array(MAX_TEXT);
        const modifiers = shift ? SHIFT : 0;
        const outcome = translateKey(
          dataBytes(data),
          keyCode,
          KEY_DOWN,
          modifiers,
          keyboardType(),
          NO_DEAD_KEYS,
          state,
          MAX_TEXT,
          length,
          text,
        );
        if (outcome !== 0) return '';
        return String.fromCharCode(...text.subarray(0, Math.min(Number(length[0] ?? 0n), MAX_TEXT)));
      } finally {
        release(input);
      }
    },
  };
}

function utf16(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
