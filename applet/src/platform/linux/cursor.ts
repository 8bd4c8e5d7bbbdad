import type { CursorShape } from '../platform.ts';
import type { XConnection } from './x-connection.ts';
import { CORE, EVENT, type Extension, findExtension, pair } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** XFIXES 1.0 (cursor shapes) and the X Input extension 2.0 (raw motion). */
const XFIXES = { queryVersion: 0, selectCursorInput: 3, getCursorImage: 4, cursorEvent: 1 } as const;
const DISPLAY_CURSOR = 1;
const XINPUT = { selectEvents: 46, queryVersion: 47, allMasterDevices: 1, rawMotion: 17 } as const;
/** What a frame carries; larger pointers are made smaller. */
const MAX_SIDE = 256;

/** The mouse pointer: its picture and its place. */
export class Cursor {
  readonly #connection: XConnection;
  readonly #fixes: Extension | undefined;
  readonly #input: Extension | undefined;

  constructor(connection: XConnection) {
    this.#connection = connection;
    const fixes = findExtension(connection, 'XFIXES');
    // A client has to say that it knows the extension before the server takes its other requests.
    this.#fixes = fixes && connection.query(fixes.major, XFIXES.queryVersion, [2, 0]) ? fixes : undefined;
    if (this.#fixes) {
      connection.post(this.#fixes.major, XFIXES.selectCursorInput, [connection.root, DISPLAY_CURSOR]);
    }
    const input = findExtension(connection, 'XInputExtension');
    this.#input =
      input && connection.query(input.major, XINPUT.queryVersion, [pair(2, 0)]) ? input : undefined;
    if (this.#input) {
      connection.post(this.#input.major, XINPUT.selectEvents, [
        connection.root,
        1,
        pair(XINPUT.allMasterDevices, 1),
        1 << XINPUT.rawMotion,
      ]);
    }
  }

  /** False: the display does not say when the pointer moves, so its place has to be asked for. */
  get announcesMoves(): boolean {
    return this.#input !== undefined;
  }

  announcesShape(event: XReply): boolean {
    return this.#fixes !== undefined && (event.u8(0) & 0x7f) === this.#fixes.firstEvent + XFIXES.cursorEvent;
  }

  announcesMove(event: XReply): boolean {
    if (this.#input === undefined) return false;
    return (
      (event.u8(0) & 0x7f) === EVENT.genericEvent &&
      event.u8(1) === this.#input.major &&
      event.u16(8) === XINPUT.rawMotion
    );
  }

  place(): { readonly x: number; readonly y: number } {
    const reply = this.#connection.query(CORE.queryPointer, 0, [this.#connection.root]);
    return reply === undefined ? { x: 0, y: 0 } : { x: reply.i16(16), y: reply.i16(18) };
  }

  shape(): CursorShape | undefined {
    if (this.#fixes === undefined) return undefined;
    const reply = this.#connection.query(this.#fixes.major, XFIXES.getCursorImage);
    if (reply === undefined) return undefined;
    const fullWidth = reply.u16(12);
    const fullHeight = reply.u16(14);
    if (fullWidth === 0 || fullHeight === 0 || reply.length < 32 + fullWidth * fullHeight * 4)
      return undefined;
    const shrink = Math.max(1, fullWidth / MAX_SIDE, fullHeight / MAX_SIDE);
    const width = Math.max(1, Math.floor(fullWidth / shrink));
    const height = Math.max(1, Math.floor(fullHeight / shrink));
    const pixels = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const argb = reply.u32(32 + (Math.floor(y * shrink) * fullWidth + Math.floor(x * shrink)) * 4);
        writeStraight(pixels, (y * width + x) * 4, argb);
      }
    }
    return {
      serial: reply.u32(20),
      width,
      height,
      hotspotX: Math.min(Math.floor(reply.u16(16) / shrink), width - 1),
      hotspotY: Math.min(Math.floor(reply.u16(18) / shrink), height - 1),
      pixels,
    };
  }
}

/** Writes a premultiplied ARGB pixel as RGBA with straight alpha. */
export function writeStraight(target: Uint8Array, offset: number, argb: number): void {
  const alpha = argb >>> 24;
  if (alpha === 0) return;
  const straight = (shift: number) => Math.min(255, Math.round((((argb >>> shift) & 0xff) * 255) / alpha));
  target[offset] = straight(16);
  target[offset + 1] = straight(8);
  target[offset + 2] = straight(0);
  target[offset + 3] = alpha;
}
