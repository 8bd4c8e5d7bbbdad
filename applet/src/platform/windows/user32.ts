import koffi, { type TypeObject } from 'koffi';
import { HANDLE, type Handle, loadSystemLibrary } from './library.ts';

/** Where something lies on the virtual screen, in pixels; `right` and `bottom` lie outside. */
export interface WinRect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface WinPoint {
  x: number;
  y: number;
}

/** CURSORINFO. */
export interface CursorInfo {
  size: number;
  flags: number;
  cursor: Handle;
  x: number;
  y: number;
}

/** ICONINFO; the bitmaps belong to the caller. */
export interface IconInfo {
  isIcon: number;
  hotspotX: number;
  hotspotY: number;
  mask: Handle;
  colour: Handle;
}

/** GUITHREADINFO of the thread that has the keyboard. */
export interface GuiThreadInfo {
  size: number;
  flags: number;
  active: Handle;
  focus: Handle;
  capture: Handle;
  menuOwner: Handle;
  moveSize: Handle;
  caret: Handle;
  caretRect: WinRect;
}

/** The functions of user32.dll that the desktop is seen and worked through. */
export interface User32 {
  setThreadDpiAwarenessContext(context: Handle): Handle;
  getSystemMetrics(index: number): number;
  enumDisplayMonitors(visit: (monitor: Handle) => void): void;
  getMonitorInfo(monitor: Handle, info: Buffer): boolean;
  enumWindows(visit: (window: Handle) => void): void;
  getWindowThreadProcessId(window: Handle): { readonly thread: number; readonly process: number };
  isWindowVisible(window: Handle): boolean;
  isIconic(window: Handle): boolean;
  getWindowRect(window: Handle): WinRect | undefined;
  getExtendedStyle(window: Handle): number;
  hasRegion(window: Handle): boolean;
  getDpiForWindow(window: Handle): number;
  windowFromPoint(x: number, y: number): Handle;
  getRoot(window: Handle): Handle;
  getForegroundWindow(): Handle;
  getForegroundThreadInfo(): GuiThreadInfo | undefined;
  getCursorInfo(): CursorInfo | undefined;
  getIconInfo(icon: Handle): IconInfo | undefined;
  /** One of Windows' own pointers, by its number. */
  loadCursor(number: number): Handle;
  getCursorPos(): WinPoint | undefined;
  getAsyncKeyState(key: number): number;
  getKeyboardLayout(thread: number): Handle;
  vkKeyScan(codeUnit: number, layout: Handle): number;
  mapVirtualKey(key: number, layout: Handle): number;
  sendInput(count: number, inputs: Buffer): number;
  lastInputTime(): number;
  /** The window that it belongs to, as dialogs do; 0 for none. */
  getOwner(window: Handle): Handle;
  /** SetWindowPos. `after` is a window or one of {@link STACK}. */
  setWindowPos(window: Handle, after: Handle, rect: WinRect, flags: number): boolean;
  /** ShowWindowAsync: the window may be another program's. */
  showWindow(window: Handle, how: number): boolean;
  /** Has its button on the task bar flash until it comes to the front, or stops that. */
  flashWindow(window: Handle, isOn: boolean): void;
  /** Windows may refuse it to programs that are not in front. */
  setForegroundWindow(window: Handle): boolean;
  getDc(): Handle;
  releaseDc(context: Handle): void;
}

/** Places in the stack for {@link User32.setWindowPos}: HWND_TOPMOST and HWND_NOTOPMOST. */
export const STACK = { topmost: -1, notTopmost: -2 } as const;

const GWL_EXSTYLE = -20;
const GW_OWNER = 4;
/** FLASHW_STOP; FLASHW_ALL with FLASHW_TIMERNOFG. */
const FLASH = { stop: 0, untilInFront: 3 | 12 } as const;
const GA_ROOT = 2;
const MAPVK_VK_TO_VSC_EX = 4;
/** Of INPUT on 64-bit Windows. */
export const INPUT_BYTES = 40;

let loaded: User32 | undefined;

/**
 * Loads user32.dll once per thread.
 * @throws PlatformError `library-missing`
 */
export function user32(): User32 {
  loaded ??= load();
  return loaded;
}

function load(): User32 {
  const lib = loadSystemLibrary('user32');
  // Named, each: koffi takes nameless ones for each other.
  const rect = koffi.struct('RECT', { left: 'int32', top: 'int32', right: 'int32', bottom: 'int32' });
  const point = koffi.struct('POINT', { x: 'int32', y: 'int32' });
  const cursorInfo = koffi.struct('CURSORINFO', {
    size: 'uint32',
    flags: 'uint32',
    cursor: HANDLE,
    x: 'int32',
    y: 'int32',
  });
  const iconInfo = koffi.struct('ICONINFO', {
    isIcon: 'int32',
    hotspotX: 'uint32',
    hotspotY: 'uint32',
    mask: HANDLE,
    colour: HANDLE,
  });
  const guiThreadInfo = koffi.struct('GUITHREADINFO', {
    size: 'uint32',
    flags: 'uint32',
    active: HANDLE,
    focus: HANDLE,
    capture: HANDLE,
    menuOwner: HANDLE,
    moveSize: HANDLE,
    caret: HANDLE,
    caretRect: rect,
  });
  const flashInfo = koffi.struct('FLASHWINFO', {
    size: 'uint32',
    window: HANDLE,
    flags: 'uint32',
    count: 'uint32',
    timeout: 'uint32',
  });
  const lastInput = koffi.struct('LASTINPUTINFO', { size: 'uint32', time: 'uint32' });
  const windowVisitor = koffi.pointer(koffi.proto('__stdcall', 'WNDENUMPROC', 'int', [HANDLE, HANDLE]));
  const monitorVisitor = koffi.pointer(
    koffi.proto('__stdcall', 'MONITORENUMPROC', 'int', [HANDLE, HANDLE, 'void *', HANDLE]),
  );
  const out = (type: TypeObject | string) => koffi.out(koffi.pointer(type));
  const inout = (type: TypeObject | string) => koffi.inout(koffi.pointer(type));

  const enumDisplayMonitors = lib.func('EnumDisplayMonitors', 'bool', [
    HANDLE,
    'void *',
    monitorVisitor,
    HANDLE,
  ]);
  const enumWindows = lib.func('EnumWindows', 'bool', [windowVisitor, HANDLE]);
  const threadAndProcess = lib.func('GetWindowThreadProcessId', 'uint32', [HANDLE, out('uint32')]);
  const getWindowRect = lib.func('GetWindowRect', 'bool', [HANDLE, out(rect)]);
  const getWindowLong = lib.func('GetWindowLongW', 'int32', [HANDLE, 'int']);
  const getWindowRgnBox = lib.func('GetWindowRgnBox', 'int', [HANDLE, out(rect)]);
  const windowFromPoint = lib.func('WindowFromPoint', HANDLE, [point]);
  const getAncestor = lib.func('GetAncestor', HANDLE, [HANDLE, 'uint32']);
  const getGuiThreadInfo = lib.func('GetGUIThreadInfo', 'bool', ['uint32', inout(guiThreadInfo)]);
  const getCursorInfo = lib.func('GetCursorInfo', 'bool', [inout(cursorInfo)]);
  const getIconInfo = lib.func('GetIconInfo', 'bool', [HANDLE, out(iconInfo)]);
  const loadCursor = lib.func('LoadCursorW', HANDLE, [HANDLE, HANDLE]);
  const getCursorPos = lib.func('GetCursorPos', 'bool', [out(point)]);
  const mapVirtualKey = lib.func('MapVirtualKeyExW', 'uint32', ['uint32', 'uint32', HANDLE]);
  const sendInput = lib.func('SendInput', 'uint32', ['uint32', 'void *', 'int']);
  const getLastInputInfo = lib.func('GetLastInputInfo', 'bool', [inout(lastInput)]);
  const getWindow = lib.func('GetWindow', HANDLE, [HANDLE, 'uint32']);
  const setWindowPos = lib.func('SetWindowPos', 'bool', [
    HANDLE,
    HANDLE,
    'int',
    'int',
    'int',
    'int',
    'uint32',
  ]);
  const flashWindowEx = lib.func('FlashWindowEx', 'bool', [koffi.pointer(flashInfo)]);
  const getDc = lib.func('GetDC', HANDLE, [HANDLE]);
  const releaseDc = lib.func('ReleaseDC', 'int', [HANDLE, HANDLE]);

  return {
    setThreadDpiAwarenessContext: lib.func('SetThreadDpiAwarenessContext', HANDLE, [HANDLE]),
    getSystemMetrics: lib.func('GetSystemMetrics', 'int', ['int']),
    enumDisplayMonitors(visit) {
      const each = (monitor: Handle): number => {
        visit(monitor);
        return 1;
      };
      enumDisplayMonitors(0, null, each, 0);
    },
    getMonitorInfo: lib.func('GetMonitorInfoW', 'bool', [HANDLE, 'void *']),
    enumWindows(visit) {
      const each = (window: Handle): number => {
        visit(window);
        return 1;
      };
      enumWindows(each, 0);
    },
    getWindowThreadProcessId(window) {
      const process = [0];
      const thread: number = threadAndProcess(window, process);
      return { thread, process: process[0] ?? 0 };
    },
    isWindowVisible: lib.func('IsWindowVisible', 'bool', [HANDLE]),
    isIconic: lib.func('IsIconic', 'bool', [HANDLE]),
    getWindowRect(window) {
      const found: WinRect = { left: 0, top: 0, right: 0, bottom: 0 };
      return getWindowRect(window, found) ? found : undefined;
    },
    getExtendedStyle: (window) => getWindowLong(window, GWL_EXSTYLE) >>> 0,
    hasRegion: (window) => getWindowRgnBox(window, {}) !== 0,
    getDpiForWindow: lib.func('GetDpiForWindow', 'uint32', [HANDLE]),
    windowFromPoint: (x, y) => windowFromPoint({ x, y }),
    getRoot: (window) => getAncestor(window, GA_ROOT),
    getForegroundWindow: lib.func('GetForegroundWindow', HANDLE, []),
    getForegroundThreadInfo() {
      const info: Partial<GuiThreadInfo> & { size: number } = { size: koffi.sizeof(guiThreadInfo) };
      return getGuiThreadInfo(0, info) && isWhole(info) ? info : undefined;
    },
    getCursorInfo() {
      const info: CursorInfo = { size: koffi.sizeof(cursorInfo), flags: 0, cursor: 0, x: 0, y: 0 };
      return getCursorInfo(info) ? info : undefined;
    },
    getIconInfo(icon) {
      const info: IconInfo = { isIcon: 0, hotspotX: 0, hotspotY: 0, mask: 0, colour: 0 };
      return getIconInfo(icon, info) ? info : undefined;
    },
    loadCursor: (number) => loadCursor(0, number),
    getCursorPos() {
      const place: WinPoint = { x: 0, y: 0 };
      return getCursorPos(place) ? place : undefined;
    },
    getAsyncKeyState: lib.func('GetAsyncKeyState', 'int16', ['int']),
    getKeyboardLayout: lib.func('GetKeyboardLayout', HANDLE, ['uint32']),
    vkKeyScan: lib.func('VkKeyScanExW', 'int16', ['uint16', HANDLE]),
    mapVirtualKey: (key, layout) => mapVirtualKey(key, MAPVK_VK_TO_VSC_EX, layout),
    sendInput: (count, inputs) => sendInput(count, inputs, INPUT_BYTES),
    lastInputTime() {
      const info = { size: koffi.sizeof(lastInput), time: 0 };
      getLastInputInfo(info);
      return info.time;
    },
    getOwner: (window) => getWindow(window, GW_OWNER),
    setWindowPos: (window, after, { left, top, right, bottom }, flags) =>
      setWindowPos(window, after, left, top, right - left, bottom - top, flags),
    showWindow: lib.func('ShowWindowAsync', 'bool', [HANDLE, 'int']),
    flashWindow(window, isOn) {
      const flags = isOn ? FLASH.untilInFront : FLASH.stop;
      flashWindowEx({ size: koffi.sizeof(flashInfo), window, flags, count: 0, timeout: 0 });
    },
    setForegroundWindow: lib.func('SetForegroundWindow', 'bool', [HANDLE]),
    getDc: () => getDc(0),
    releaseDc(context) {
      releaseDc(0, context);
    },
  };
}

function isWhole(info: Partial<GuiThreadInfo>): info is GuiThreadInfo {
  return info.focus !== undefined && info.capture !== undefined && info.menuOwner !== undefined;
}
