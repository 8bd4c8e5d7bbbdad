import type { PixelView } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import type { ImageBytes } from './mac-calls.ts';

/** kCGBitmapByteOrderMask and kCGBitmapByteOrder32Little: blue comes first in memory. */
const ORDER_MASK = 0x7000;
const ORDER_32_LITTLE = 0x2000;
/** kCGBitmapAlphaInfoMask, and the ways in which alpha, or nothing, comes first in the number and so last in memory. */
const ALPHA_MASK = 0x1f;
const ALPHA_FIRST: ReadonlySet<number> = new Set([2, 4, 6]);
/** kCGBitmapFloatComponents */
const FLOATS = 0x100;

/**
 * A picture as the rest of the applet reads it. Where it is of a coarser display than the desktop is counted in, each of
 * its pixels becomes a square of equal ones, so nothing is lost or invented.
 * @param width wanted, in desktop pixels
 * @param height wanted
 * @throws PlatformError `depth-unsupported` for other than 8 bits each of blue, green and red; `capture-failed` when the
 *   size does not go into the wanted one
 */
export function toPixelView(image: ImageBytes, width: number, height: number): PixelView {
  const isKnown =
    image.bitsPerPixel === 32 &&
    (image.bitmapInfo & ORDER_MASK) === ORDER_32_LITTLE &&
    (image.bitmapInfo & FLOATS) === 0 &&
    ALPHA_FIRST.has(image.bitmapInfo & ALPHA_MASK);
  if (!isKnown) {
    const format = `${image.bitsPerPixel} bits, 0x${image.bitmapInfo.toString(16)}`;
    throw new PlatformError('depth-unsupported', `macOS hands out pixels of another format (${format}).`);
  }
  if (image.bytes.length < (image.height - 1) * image.stride + image.width * 4)
    throw new PlatformError('capture-failed', 'macOS has handed out a part of the picture only.');
  const factor = width / image.width;
  if (factor === 1 && height === image.height)
    return { data: image.bytes, width, height, stride: image.stride };
  if (!Number.isInteger(factor) || image.height * factor !== height) {
    const sizes = `${image.width}×${image.height} for ${width}×${height}`;
    throw new PlatformError('capture-failed', `macOS has handed out a picture of another size: ${sizes}.`);
  }
  return enlarged(image, factor);
}

function enlarged(image: ImageBytes, factor: number): PixelView {
  const width = image.width * factor;
  const height = image.height * factor;
  const from = new DataView(image.bytes.buffer, image.bytes.byteOffset, image.bytes.byteLength);
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < image.height; row += 1) {
    const first = row * factor * width;
    for (let column = 0; column < image.width; column += 1) {
      const pixel = from.getUint32(row * image.stride + column * 4, true);
      pixels.fill(pixel, first + column * factor, first + (column + 1) * factor);
    }
    for (let copy = 1; copy < factor; copy += 1)
      pixels.copyWithin(first + copy * width, first, first + width);
  }
  return { data: new Uint8Array(pixels.buffer), width, height, stride: width * 4 };
}
