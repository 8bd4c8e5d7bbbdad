import koffi from 'koffi';
import { eventCalls } from './libraries/events.ts';
import { foundationCalls } from './libraries/foundation.ts';
import { constant, framework, type Library, load } from './libraries/library.ts';
import type { AccessCalls, DisplayCalls, MacCalls, ProcessCalls, WindowCalls } from './mac-calls.ts';

/*
 * The bindings to macOS's own libraries; this file and those of `libraries/` are all of the applet that cannot be run
 * elsewhere. Signatures are those of the SDK's headers, which name the framework, too. Pictures of windows come from
 * CGWindowListCreateImageFromArray: macOS 15 removed it from its SDK, not from the system (docs/decisions/0007-macos.md).
 */

/** `kCGWindowListOptionAll`, `kCGWindowListOptionOnScreenOnly` */
const WINDOW_LISTS = { all: 0, 'on-screen': 1 } as const;
/** `kCGWindowImageBestResolution` */
const BEST_RESOLUTION = 1 << 3;
const MAX_DISPLAYS = 32;
const MAX_CHILDREN = 256;
/** `kAXErrorSuccess` */
const AX_SUCCESS = 0;
/** Largest picture that is taken over, bytes: two 8K displays. */
const MAX_IMAGE = 512 * 1024 * 1024;

let calls: MacCalls | undefined;

/**
 * Loads macOS's libraries once per thread.
 * @throws PlatformError `library-missing`
 */
export function macCalls(): MacCalls {
  if (calls !== undefined) return calls;
  const graphics = framework('CoreGraphics');
  const core = framework('CoreFoundation');
  const services = framework('ApplicationServices');
  const system = load('/usr/lib/libSystem.B.dylib');
  koffi.struct('CGPoint', { x: 'double', y: 'double' });
  // Two structures of two numbers each in the header; laid out and passed as one of four.
  koffi.struct('CGRect', { x: 'double', y: 'double', width: 'double', height: 'double' });
  const foundation = foundationCalls(core, graphics);
  calls = {
    foundation,
    displays: displayCalls(graphics, core),
    windows: windowCalls(graphics, core, system),
    events: eventCalls(graphics, core, framework('Carbon')),
    processes: processCalls(services, core, system),
    access: accessCalls(graphics, services, core),
  };
  return calls;
}

function displayCalls(graphics: Library, core: Library): DisplayCalls {
  const release = core.func('void CFRelease(void *object)');
  const list = graphics.func(
    'int CGGetActiveDisplayList(uint32_t max, _Out_ uint32_t *displays, _Out_ uint32_t *count)',
  );
  const copyMode = graphics.func('void *CGDisplayCopyDisplayMode(uint32_t display)');
  const pixelWidth = graphics.func('size_t CGDisplayModeGetPixelWidth(void *mode)');
  const isBuiltIn = graphics.func('uint32_t CGDisplayIsBuiltin(uint32_t display)');
  const makeEvent = graphics.func('void *CGEventCreate(void *source)');
  const location = graphics.func('CGPoint CGEventGetLocation(void *event)');
  return {
    activeDisplays() {
      const displays = new Uint32Array(MAX_DISPLAYS);
      const count = new Uint32Array(1);
      if (list(MAX_DISPLAYS, displays, count) !== 0) return [];
      return [...displays.subarray(0, count[0])];
    },
    bounds: graphics.func('CGRect CGDisplayBounds(uint32_t display)'),
    pixelsWide(display) {
      const mode = copyMode(display);
      if (mode === null) return 0;
      const width = Number(pixelWidth(mode));
      release(mode);
      return width;
    },
    isBuiltIn: (display) => isBuiltIn(display) !== 0,
    pointer() {
      const event = makeEvent(null);
      if (event === null) return { x: 0, y: 0 };
      const place = location(event);
      release(event);
      return place;
    },
  };
}

function windowCalls(graphics: Library, core: Library, system: Library): WindowCalls {
  const release = core.func('void CFRelease(void *object)');
  const copyInfo = graphics.func('void *CGWindowListCopyWindowInfo(uint32_t option, uint32_t window)');
  const createImage = graphics.func(
    'void *CGWindowListCreateImageFromArray(CGRect area, void *windows, uint32_t options)',
  );
  const width = graphics.func('size_t CGImageGetWidth(void *image)');
  const height = graphics.func('size_t CGImageGetHeight(void *image)');
  const stride = graphics.func('size_t CGImageGetBytesPerRow(void *image)');
  const bitsPerPixel = graphics.func('size_t CGImageGetBitsPerPixel(void *image)');
  const bitmapInfo = graphics.func('uint32_t CGImageGetBitmapInfo(void *image)');
  const provider = graphics.func('void *CGImageGetDataProvider(void *image)');
  const copyData = graphics.func('void *CGDataProviderCopyData(void *provider)');
  const dataBytes = core.func('void *CFDataGetBytePtr(void *data)');
  const dataLength = core.func('intptr_t CFDataGetLength(void *data)');
  const memcpy = system.func('void *memcpy(_Out_ uint8_t *to, void *from, size_t count)');
  return {
    copyWindowInfo: (which) => copyInfo(WINDOW_LISTS[which], 0),
    createImage: (area, windows) => createImage(area, windows, BEST_RESOLUTION),
    imageBytes(image) {
      const data = copyData(provider(image));
      if (data === null) return undefined;
      try {
        const length = Number(dataLength(data));
        if (length <= 0 || length > MAX_IMAGE) return undefined;
        const bytes = new Uint8Array(length);
        memcpy(bytes, dataBytes(data), length);
        return {
          width: Number(width(image)),
          height: Number(height(image)),
          stride: Number(stride(image)),
          bitsPerPixel: Number(bitsPerPixel(image)),
          bitmapInfo: bitmapInfo(image),
          bytes,
        };
      } finally {
        release(data);
      }
    },
  };
}

function processCalls(services: Library, core: Library, system: Library): ProcessCalls {
  const release = core.func('void CFRelease(void *object)');
  const makeString = core.func(
    'void *CFStringCreateWithCString(void *allocator, str text, uint32_t encoding)',
  );
  const listChildren = system.func('int proc_listchildpids(int parent, _Out_ int32_t *children, int bytes)');
  const systemWide = services.func('void *AXUIElementCreateSystemWide()');
  const copyValue = services.func(
    'int AXUIElementCopyAttributeValue(void *element, void *name, _Out_ void **value)',
  );
  const processOf = services.func('int AXUIElementGetPid(void *element, _Out_ int32_t *process)');
  const everything = systemWide();
  const focusedApplication = makeString(null, 'AXFocusedApplication', UTF8);
  return {
    children(process) {
      const children = new Int32Array(MAX_CHILDREN);
      const count = listChildren(process, children, children.byteLength);
      return [...children.subarray(0, Math.max(0, Math.min(count, MAX_CHILDREN)))].filter((id) => id > 0);
    },
    focused() {
      const value: [bigint | null] = [null];
      if (copyValue(everything, focusedApplication, value) !== AX_SUCCESS || value[0] === null)
        return undefined;
      const process = new Int32Array(1);
      const outcome = processOf(value[0], process);
      release(value[0]);
      return outcome === AX_SUCCESS ? process[0] : undefined;
    },
  };
}

function accessCalls(graphics: Library, services: Library, core: Library): AccessCalls {
  const release = core.func('void CFRelease(void *object)');
  const makeDictionary = core.func(
    'void *CFDictionaryCreate(void *allocator, _In_ void **keys, _In_ void **values, intptr_t count, void *keyCalls, void *valueCalls)',
  );
  const isTrusted = services.func('bool AXIsProcessTrustedWithOptions(void *options)');
  const prompt = constant(services, 'kAXTrustedCheckOptionPrompt');
  const yes = constant(core, 'kCFBooleanTrue');
  const keyCalls = core.symbol('kCFTypeDictionaryKeyCallBacks');
  const valueCalls = core.symbol('kCFTypeDictionaryValueCallBacks');
  const askCapture = graphics.func('bool CGRequestScreenCaptureAccess()');
  return {
    canCapture: graphics.func('bool CGPreflightScreenCaptureAccess()'),
    askCapture() {
      askCapture();
    },
    isTrusted(ask) {
      if (!ask) return isTrusted(null);
      const options = makeDictionary(null, [prompt], [yes], 1, keyCalls, valueCalls);
      const trusted = isTrusted(options);
      release(options);
      return trusted;
    },
  };
}

/** `kCFStringEncodingUTF8` */
const UTF8 = 0x08000100;
