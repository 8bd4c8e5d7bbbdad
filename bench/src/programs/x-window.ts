import { XConnection } from '@throwline/applet/src/platform/linux/x-connection.ts';
import { CORE, pair } from '@throwline/applet/src/platform/linux/x-protocol.ts';
import type { Box } from '../measure/picture.ts';

/** Further requests of the core protocol, and bits of their masks; from the X11 core protocol specification. */
export const REQUEST = {
  changeWindowAttributes: 2,
  mapWindow: 8,
  changeProperty: 18,
  createPixmap: 53,
  createGraphicsContext: 55,
  clearArea: 61,
  putImage: 72,
} as const;
export const ATTRIBUTE = { backgroundPixmap: 1 << 0, backgroundPixel: 1 << 1, eventMask: 1 << 11 } as const;
const ATOM = { string: 31, windowClass: 67, windowName: 39, normalHints: 40, sizeHints: 41 } as const;
const US_POSITION = 1;

/** A bare window of a scene, drawn by requests of the X protocol: what it shows is there at once. */
export interface XWindow {
  readonly connection: XConnection;
  readonly id: number;
}

/**
 * Opens a window at a place.
 * @param title also its class
 * @param events mask of the events that it is told of
 */
export function openXWindow(display: string, title: string, box: Box, events: number): XWindow {
  const connection = new XConnection(display);
  const id = connection.newId();
  const { x, y, width, height } = box;
  connection.post(CORE.createWindow, 0, [
    id,
    connection.root,
    pair(x, y),
    pair(width, height),
    pair(0, 1),
    0,
    ATTRIBUTE.backgroundPixel | ATTRIBUTE.eventMask,
    0x808080,
    events,
  ]);
  text(connection, id, ATOM.windowName, title);
  text(connection, id, ATOM.windowClass, `${title}\0${title}\0`);
  // WM_SIZE_HINTS of ICCCM 4.1.2.3: the place is the user's wish. 18 words.
  const hints = new Uint32Array(18);
  hints.set([US_POSITION, x, y, width, height]);
  connection.post(
    REQUEST.changeProperty,
    0,
    [id, ATOM.normalHints, ATOM.sizeHints, 32, hints.length],
    new Uint8Array(hints.buffer),
  );
  connection.post(REQUEST.mapWindow, 0, [id]);
  connection.sync();
  return { connection, id };
}

function text(connection: XConnection, window: number, property: number, value: string): void {
  const bytes = new TextEncoder().encode(value);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  connection.post(REQUEST.changeProperty, 0, [window, property, ATOM.string, 8, bytes.length], padded);
}
