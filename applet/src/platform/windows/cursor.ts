import type { CursorShape } from '../platform.ts';
import { type CursorPicture, colourCursor, monochromeCursor } from './cursor-picture.ts';
import { type Gdi32, gdi32 } from './gdi32.ts';
import type { Handle } from './library.ts';
import { type IconInfo, type User32, user32 } from './user32.ts';

const MAX_SIDE = 256;
const CURSOR_SHOWING = 1;

/** The mouse pointer: its picture and its place. Windows announces neither; it is asked. */
export class Cursor {
  readonly #user: User32 = user32();
  readonly #gdi: Gdi32 = gdi32();
  #handle: Handle | undefined;
  #shape: CursorShape | undefined;
  #serial = 0;

  /** In screen coordinates; `undefined` while another desktop has the input. */
  place(): { readonly x: number; readonly y: number } | undefined {
    return this.#user.getCursorPos();
  }

  /** The picture as it is now; the same object while nothing has changed. */
  shape(): CursorShape | undefined {
    const info = this.#user.getCursorInfo();
    // Hidden by a program, or by Windows while fingers or a pen are used: then the last one stays.
    if (info === undefined || (info.flags & CURSOR_SHOWING) === 0 || info.cursor === 0) return this.#shape;
    if (info.cursor === this.#handle) return this.#shape;
    this.#handle = info.cursor;
    const read = this.#read(info.cursor);
    if (read === undefined) return this.#shape;
    const { picture, hotspotX, hotspotY } = read;
    const isSame =
      this.#shape !== undefined &&
      this.#shape.width === picture.width &&
      this.#shape.hotspotX === hotspotX &&
      this.#shape.hotspotY === hotspotY &&
      Buffer.from(picture.pixels).equals(this.#shape.pixels);
    if (isSame) return this.#shape;
    this.#serial += 1;
    this.#shape = { serial: this.#serial, ...picture, hotspotX, hotspotY };
    return this.#shape;
  }

  #read(cursor: Handle): { picture: CursorPicture; hotspotX: number; hotspotY: number } | undefined {
    const icon = this.#user.getIconInfo(cursor);
    if (icon === undefined) return undefined;
    const picture = this.#picture(icon);
    for (const bitmap of [icon.mask, icon.colour]) if (bitmap !== 0) this.#gdi.deleteObject(bitmap);
    if (picture === undefined) return undefined;
    return {
      picture,
      hotspotX: Math.min(icon.hotspotX, picture.width - 1),
      hotspotY: Math.min(icon.hotspotY, picture.height - 1),
    };
  }

  #picture({ mask, colour }: IconInfo): CursorPicture | undefined {
    const size = this.#gdi.bitmapSize(colour === 0 ? mask : colour);
    if (size === undefined) return undefined;
    const { width } = size;
    const height = colour === 0 ? size.height >> 1 : size.height;
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) return undefined;
    const context = this.#user.getDc();
    const read = (bitmap: Handle, rows: number) => this.#gdi.readBitmap(context, bitmap, width, rows);
    const masks = read(mask, colour === 0 ? height * 2 : height);
    const colours = colour === 0 ? undefined : read(colour, height);
    this.#user.releaseDc(context);
    if (masks === undefined) return undefined;
    if (colour === 0) return monochromeCursor(width, height, masks);
    return colours === undefined ? undefined : colourCursor(width, height, colours, masks);
  }
}
