import type { CursorShape } from '../platform.ts';
import { type CursorPicture, colourCursor, monochromeCursor } from './cursor-picture.ts';
import { type Gdi32, gdi32 } from './gdi32.ts';
import type { Handle } from './library.ts';
import { type IconInfo, type User32, user32 } from './user32.ts';

const MAX_SIDE = 256;
const CURSOR_SHOWING = 1;

/** IDC_ARROW. */
const ARROW = 32512;

/** The mouse pointer: its picture and its place. Windows announces neither; it is asked. */
export class Cursor {
  readonly #user: User32 = user32();
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
    const isShown = info !== undefined && (info.flags & CURSOR_SHOWING) !== 0 && info.cursor !== 0;
    if (this.#shape !== undefined && (!isShown || info.cursor === this.#handle)) return this.#shape;
    this.#handle = isShown ? info.cursor : undefined;
    // Wine does not show other programs' pointers.
    const read = (isShown ? readCursor(info.cursor) : undefined) ?? readCursor(this.#user.loadCursor(ARROW));
    if (read === undefined || (this.#shape !== undefined && isSame(read, this.#shape))) return this.#shape;
    this.#serial += 1;
    this.#shape = { serial: this.#serial, ...read };
    return this.#shape;
  }
}

/** Reads the picture of a pointer; `undefined` when it is none, is too large, or is another program's that hides it. */
export function readCursor(cursor: Handle): Omit<CursorShape, 'serial'> | undefined {
  const gdi = gdi32();
  const icon = cursor === 0 ? undefined : user32().getIconInfo(cursor);
  if (icon === undefined) return undefined;
  const picture = readPicture(gdi, icon);
  for (const bitmap of [icon.mask, icon.colour]) if (bitmap !== 0) gdi.deleteObject(bitmap);
  if (picture === undefined) return undefined;
  return {
    ...picture,
    hotspotX: Math.min(icon.hotspotX, picture.width - 1),
    hotspotY: Math.min(icon.hotspotY, picture.height - 1),
  };
}

function readPicture(gdi: Gdi32, { mask, colour }: IconInfo): CursorPicture | undefined {
  const size = gdi.bitmapSize(colour === 0 ? mask : colour);
  if (size === undefined) return undefined;
  const { width } = size;
  const height = colour === 0 ? size.height >> 1 : size.height;
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) return undefined;
  const user = user32();
  const context = user.getDc();
  const masks = gdi.readBitmap(context, mask, width, colour === 0 ? height * 2 : height);
  const colours = colour === 0 ? undefined : gdi.readBitmap(context, colour, width, height);
  user.releaseDc(context);
  if (masks === undefined) return undefined;
  if (colour === 0) return monochromeCursor(width, height, masks);
  return colours === undefined ? undefined : colourCursor(width, height, colours, masks);
}

function isSame(a: Omit<CursorShape, 'serial'>, b: CursorShape): boolean {
  const isSameForm = a.width === b.width && a.hotspotX === b.hotspotX && a.hotspotY === b.hotspotY;
  return isSameForm && Buffer.from(a.pixels).equals(b.pixels);
}
