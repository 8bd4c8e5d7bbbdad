/** A cursor's picture: RGBA, straight alpha, rows from the top without gaps. */
export interface CursorPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const OPAQUE = 0xff;

/**
 * A coloured cursor. Those of Windows XP and later bring an alpha channel; older ones are opaque where the mask is black.
 * @param colour BGRA, width × height
 * @param mask BGRX of the same size; white is transparent
 */
export function colourCursor(
  width: number,
  height: number,
  colour: Uint8Array,
  mask: Uint8Array,
): CursorPicture {
  const count = width * height;
  const pixels = new Uint8Array(count * 4);
  let hasAlpha = false;
  for (let at = 3; at < count * 4; at += 4) hasAlpha ||= colour[at] !== 0;
  for (let at = 0; at < count * 4; at += 4) {
    const alpha = hasAlpha ? (colour[at + 3] ?? 0) : mask[at] === 0 ? OPAQUE : 0;
    pixels.set([colour[at + 2] ?? 0, colour[at + 1] ?? 0, colour[at] ?? 0, alpha], at);
  }
  return { width, height, pixels };
}

/**
 * A black-and-white cursor: its bitmap holds two masks, one above the other. Where both are set, Windows inverts what
 * lies below; a picture cannot say that, so these pixels become black with a white rim, to be seen on any ground.
 * @param masks BGRX, width × (2 × height)
 */
export function monochromeCursor(width: number, height: number, masks: Uint8Array): CursorPicture {
  const count = width * height;
  const pixels = new Uint8Array(count * 4);
  const inverted = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    const isAnd = masks[index * 4] !== 0;
    const isXor = masks[(count + index) * 4] !== 0;
    if (isAnd && isXor) inverted[index] = 1;
    if (isAnd && !isXor) continue;
    const shade = isXor && !isAnd ? 0xff : 0;
    pixels.set([shade, shade, shade, OPAQUE], index * 4);
  }
  for (let index = 0; index < count; index += 1) {
    if (pixels[index * 4 + 3] === 0 && touches(inverted, index, width, height)) {
      pixels.set([0xff, 0xff, 0xff, OPAQUE], index * 4);
    }
  }
  return { width, height, pixels };
}

function touches(marked: Uint8Array, index: number, width: number, height: number): boolean {
  const x = index % width;
  const y = Math.floor(index / width);
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
      if (marked[row * width + column] === 1) return true;
    }
  }
  return false;
}
