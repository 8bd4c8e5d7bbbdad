/*
 * macOS's own calls, as far as the applet makes them, each thinner than a sentence. Everything above this file runs in tests
 * against a stand-in for it; `mac-libraries.ts` is the only file that cannot be run elsewhere.
 */

/** An object of macOS: an address. `Owned` ones have to be given back by {@link MacCalls.release}, once. */
export type Borrowed = bigint;
export type Owned = bigint;

/** A rectangle of the global display space: points, the origin upper left of the main display. */
export interface PointRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture's bytes, and how they are to be read. */
export interface ImageBytes {
  readonly width: number;
  readonly height: number;
  /** Bytes from row to row. */
  readonly stride: number;
  readonly bitsPerPixel: number;
  /** `CGBitmapInfo`: order of bytes and use of alpha. */
  readonly bitmapInfo: number;
  readonly bytes: Uint8Array;
}

export interface DisplayCalls {
  /** CGGetActiveDisplayList: the main display first. */
  activeDisplays(): readonly number[];
  /** CGDisplayBounds */
  bounds(display: number): PointRect;
  /** Pixels in a row of the display's mode: CGDisplayModeGetPixelWidth. 0 when it tells none. */
  pixelsWide(display: number): number;
  /** CGDisplayIsBuiltin */
  isBuiltIn(display: number): boolean;
  /** Where the pointer is: CGEventGetLocation of a new event. */
  pointer(): Point;
}

export interface WindowCalls {
  /** CGWindowListCopyWindowInfo; on-screen windows come from front to back. `null` outside of a desktop. */
  copyWindowInfo(which: 'on-screen' | 'all'): Owned | null;
  /** CGWindowListCreateImageFromArray at the best resolution, of an array by {@link makeIdArray}. */
  createImage(area: PointRect, windows: Borrowed): Owned | null;
  /** Copies a picture's bytes: CGImageGetDataProvider, CGDataProviderCopyData. */
  imageBytes(image: Borrowed): ImageBytes | undefined;
}

export interface FoundationCalls {
  /** CFRelease */
  release(object: Owned): void;
  /** CFArrayGetCount */
  count(array: Borrowed): number;
  /** CFArrayGetValueAtIndex */
  item(array: Borrowed, index: number): Borrowed;
  /** CFDictionaryGetValue by the text of the key. */
  value(dictionary: Borrowed, key: string): Borrowed | null;
  /** CFNumberGetValue */
  number(object: Borrowed): number;
  /** CGRectMakeWithDictionaryRepresentation */
  rect(dictionary: Borrowed): PointRect | undefined;
  /** CFArrayCreate of window numbers, which are no objects. */
  makeIdArray(ids: readonly number[]): Owned;
}

export interface EventCalls {
  /** CGEventCreateKeyboardEvent; `text` by CGEventKeyboardSetUnicodeString. */
  postKey(keyCode: number, down: boolean, flags: number, text?: string): void;
  /** CGEventCreateMouseEvent; `clicks` is kCGMouseEventClickState. */
  postMouse(type: number, at: Point, button: number, flags: number, clicks: number): void;
  /** CGEventCreateScrollWheelEvent2 in lines: positive is up and left. */
  postScroll(rows: number, columns: number, flags: number): void;
  /** What a key types with the current layout: UCKeyTranslate, without dead keys. `''` when nothing. */
  translate(keyCode: number, shift: boolean): string;
}

export interface ProcessCalls {
  /** proc_listchildpids */
  children(process: number): readonly number[];
  /** The process that keys go to: AXFocusedApplication. `undefined` when macOS does not tell. */
  focused(): number | undefined;
}

export interface AccessCalls {
  /** CGPreflightScreenCaptureAccess: what was so when this process first asked. */
  canCapture(): boolean;
  /** CGRequestScreenCaptureAccess: macOS asks the customer, once. */
  askCapture(): void;
  /** AXIsProcessTrustedWithOptions; with `ask`, macOS asks the customer. */
  isTrusted(ask: boolean): boolean;
}

export interface MacCalls {
  readonly displays: DisplayCalls;
  readonly windows: WindowCalls;
  readonly foundation: FoundationCalls;
  readonly events: EventCalls;
  readonly processes: ProcessCalls;
  readonly access: AccessCalls;
}
