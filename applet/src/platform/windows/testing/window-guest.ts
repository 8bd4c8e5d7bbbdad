/*
 * Runs inside Wine: a window of one colour that notes every input message it gets, for a test outside.
 */
import './native-koffi.ts';
import type { Rect } from '../../platform.ts';
import { offerCalls } from './calls.ts';
import type { SeenMessage } from './guest-window.ts';

const { default: koffi } = await import('koffi');
const { startAlone } = await import('../process-job.ts');
const { commandLine } = await import('../command-line.ts');
const user32 = koffi.load('user32.dll');
const gdi32 = koffi.load('gdi32.dll');

const createWindow = user32.func(
  'intptr_t CreateWindowExW(uint32_t exStyle, str16 kind, str16 title, uint32_t style, int x, int y, int width, int height, intptr_t parent, intptr_t menu, intptr_t instance, void *param)',
);
const setWindowPos = user32.func(
  'bool SetWindowPos(intptr_t window, intptr_t after, int x, int y, int width, int height, uint32_t flags)',
);
const showWindow = user32.func('bool ShowWindow(intptr_t window, int how)');
const setCursorPos = user32.func('bool SetCursorPos(int x, int y)');
const setForeground = user32.func('bool SetForegroundWindow(intptr_t window)');
const setFocus = user32.func('intptr_t SetFocus(intptr_t window)');
const setCapture = user32.func('intptr_t SetCapture(intptr_t window)');
const releaseCapture = user32.func('bool ReleaseCapture()');
const peekMessage = user32.func(
  'bool PeekMessageW(void *message, intptr_t window, uint32_t first, uint32_t last, uint32_t remove)',
);
const translateMessage = user32.func('bool TranslateMessage(void *message)');
const dispatchMessage = user32.func('intptr_t DispatchMessageW(void *message)');
const getDc = user32.func('intptr_t GetDC(intptr_t window)');
const releaseDc = user32.func('int ReleaseDC(intptr_t window, intptr_t context)');
const validate = user32.func('bool ValidateRect(intptr_t window, void *rect)');
const invalidate = user32.func('bool InvalidateRect(intptr_t window, void *rect, bool erase)');
const fillRect = user32.func('int FillRect(intptr_t context, void *rect, intptr_t brush)');
const createBrush = gdi32.func('intptr_t CreateSolidBrush(uint32_t colour)');
const loadCursor = user32.func('intptr_t LoadCursorW(intptr_t instance, intptr_t name)');
const setCursor = user32.func('intptr_t SetCursor(intptr_t cursor)');
const setLayered = user32.func(
  'bool SetLayeredWindowAttributes(intptr_t window, uint32_t key, uint8_t alpha, uint32_t flags)',
);
const changeDisplay = user32.func('int32_t ChangeDisplaySettingsW(void *mode, uint32_t flags)');

const WS_POPUP = 0x8000_0000;
const WS_VISIBLE = 0x1000_0000;
/** Without it a window of the class Static lets the mouse through. */
const SS_NOTIFY = 0x100;
const WS_EX_LAYERED = 0x8_0000;
const LWA_ALPHA = 2;
const SWP_NOZORDER = 4;
const SW_MINIMIZE = 6;
const PM_REMOVE = 1;
const WM_PAINT = 0x0f;
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x100, 'keydown'],
  [0x101, 'keyup'],
  [0x102, 'char'],
  [0x104, 'keydown'],
  [0x105, 'keyup'],
  [0x106, 'syschar'],
  [0x200, 'mousemove'],
  [0x201, 'leftdown'],
  [0x202, 'leftup'],
  [0x203, 'leftdown'],
  [0x204, 'rightdown'],
  [0x205, 'rightup'],
  [0x206, 'rightdown'],
  [0x207, 'middledown'],
  [0x208, 'middleup'],
  [0x20a, 'wheel'],
  [0x20b, 'extradown'],
  [0x20c, 'extraup'],
  [0x20e, 'hwheel'],
]);
/** MSG on 64-bit Windows. */
const MESSAGE = { bytes: 48, window: 0, message: 8, wParam: 16, lParam: 24 } as const;

let window = 0;
let brush = 0;
let seen: SeenMessage[] = [];

function paint(): void {
  const context = getDc(window);
  const everywhere = Buffer.alloc(16);
  everywhere.writeInt32LE(8192, 8);
  everywhere.writeInt32LE(8192, 12);
  fillRect(context, everywhere, brush);
  releaseDc(window, context);
  validate(window, null);
}

function pump(): void {
  const message = Buffer.alloc(MESSAGE.bytes);
  while (peekMessage(message, 0, 0, 0, PM_REMOVE)) {
    const number = message.readUInt32LE(MESSAGE.message);
    const isOurs = Number(message.readBigInt64LE(MESSAGE.window)) === window;
    if (number === WM_PAINT && isOurs) {
      paint();
      continue;
    }
    const name = NAMES.get(number);
    if (name !== undefined && isOurs) {
      seen.push({
        name,
        wParam: Number(message.readBigUInt64LE(MESSAGE.wParam) & 0xffff_ffffn),
        lParam: Number(message.readBigInt64LE(MESSAGE.lParam) & 0xffff_ffffn),
      });
    }
    translateMessage(message);
    dispatchMessage(message);
  }
}

/** What a test can ask for. */
const CALLS = {
  /** @param colour 0xRRGGBB @param alpha less than 255 lets through what lies behind */
  open(rect: Rect, colour: number, alpha: number) {
    const style = WS_POPUP | WS_VISIBLE | SS_NOTIFY;
    brush = createBrush(((colour & 0xff) << 16) | (colour & 0xff00) | (colour >>> 16));
    const { x, y, width, height } = rect;
    const exStyle = alpha < 255 ? WS_EX_LAYERED : 0;
    window = createWindow(exStyle, 'Static', 'guest', style >>> 0, x, y, width, height, 0, 0, 0, null);
    if (alpha < 255) setLayered(window, 0, alpha, LWA_ALPHA);
    CALLS.toFront();
    paint();
    setInterval(pump, 5);
  },
  toFront() {
    setForeground(window);
    setFocus(window);
  },
  move({ x, y, width, height }: Rect) {
    setWindowPos(window, 0, x, y, width, height, SWP_NOZORDER);
    invalidate(window, null, false);
    pump();
  },
  show(isShown: boolean) {
    showWindow(window, isShown ? 8 : 0);
    pump();
  },
  minimise() {
    showWindow(window, SW_MINIMIZE);
    pump();
  },
  holdMouse(isHeld: boolean) {
    if (isHeld) setCapture(window);
    else releaseCapture();
  },
  /** One of Windows' own pointers, by its number: 32512 arrow, 32513 text. */
  pointer(number: number) {
    setCursor(loadCursor(0, number));
  },
  /** Moves the pointer, in pixels of the desktop. */
  pointTo(x: number, y: number) {
    setCursorPos(x, y);
  },
  /** Messages since the last call. */
  takeMessages() {
    const taken = seen;
    seen = [];
    return taken;
  },
  /** Changes the screen's size. @returns whether it was done */
  resize(width: number, height: number) {
    // DEVMODEW: dmSize, dmFields (DM_PELSWIDTH | DM_PELSHEIGHT), dmPelsWidth, dmPelsHeight.
    const mode = Buffer.alloc(220);
    mode.writeUInt16LE(220, 68);
    mode.writeUInt32LE(0x18_0000, 72);
    mode.writeUInt32LE(width, 172);
    mode.writeUInt32LE(height, 176);
    return changeDisplay(mode, 0) === 0;
  },
  /** Starts another such program, which belongs to this one. */
  startProgram: (script: string, args: readonly string[]) =>
    // Not by Node.js, whose own job would let it out of this one in Wine.
    startAlone({
      program: process.execPath,
      commandLine: commandLine(process.execPath, [script, ...args]),
      environment: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
      folder: process.cwd(),
    }),
};
export type WindowCalls = typeof CALLS;

offerCalls(Number(process.argv[2]), CALLS);
