import type { XConnection } from './x-connection.ts';

/*
 * Numbers of the X protocol that this folder speaks, from the X11 core protocol specification and, by name, the
 * extension specifications. Only what is used is listed.
 */

/** Request numbers of the core protocol. */
export const CORE = {
  createWindow: 1,
  changeWindowAttributes: 2,
  getWindowAttributes: 3,
  mapWindow: 8,
  configureWindow: 12,
  getGeometry: 14,
  queryTree: 15,
  internAtom: 16,
  changeProperty: 18,
  getProperty: 20,
  getSelectionOwner: 23,
  sendEvent: 25,
  grabPointer: 26,
  grabKeyboard: 31,
  queryPointer: 38,
  translateCoordinates: 40,
  getInputFocus: 43,
  queryKeymap: 44,
  getImage: 73,
  queryExtension: 98,
  changeKeyboardMapping: 100,
  getKeyboardMapping: 101,
  changeKeyboardControl: 102,
  getKeyboardControl: 103,
  getPointerMapping: 117,
} as const;

/** Event numbers of the core protocol. */
export const EVENT = {
  createNotify: 16,
  destroyNotify: 17,
  unmapNotify: 18,
  mapNotify: 19,
  reparentNotify: 21,
  configureNotify: 22,
  circulateNotify: 26,
  propertyNotify: 28,
  clientMessage: 33,
  mappingNotify: 34,
  genericEvent: 35,
} as const;

/** The bit that marks an event as sent by a client, not by the server. */
export const SENT_BY_CLIENT = 0x80;

/** An extension as the server numbers it. */
export interface Extension {
  readonly major: number;
  readonly firstEvent: number;
}

/** Asks for an extension by its registered name. */
export function findExtension(connection: XConnection, name: string): Extension | undefined {
  const reply = connection.query(CORE.queryExtension, 0, [name.length], new TextEncoder().encode(name));
  if (reply === undefined || reply.u8(8) === 0) return undefined;
  return { major: reply.u8(9), firstEvent: reply.u8(10) };
}

/** Two 16-bit values in one word of a request, the first in the low half; negative values wrap as the protocol wants. */
export function pair(low: number, high: number): number {
  return ((low & 0xffff) | ((high & 0xffff) << 16)) >>> 0;
}

/** The number of an atom; 0 when nobody has named it and `create` is false. */
export function atom(connection: XConnection, name: string, create = true): number {
  const bytes = new TextEncoder().encode(name);
  return connection.query(CORE.internAtom, create ? 0 : 1, [bytes.length], bytes)?.u32(8) ?? 0;
}
