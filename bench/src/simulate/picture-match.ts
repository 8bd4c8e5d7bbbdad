/** One pixel in so many is looked at: a prime, so that all columns and rows have their turn. */
const STEP = 37;

/**
 * How near a viewer's picture is to a screen.
 * @param rgba R, G, B, A as little-endian numbers
 * @param bgr B, G, R, unused
 * @returns peak signal-to-noise ratio in dB, of every 37th pixel; Infinity when they are the same
 */
export function likeness(rgba: Uint32Array, bgr: Uint32Array): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < bgr.length; at += STEP) {
    const seen = rgba[at] ?? 0;
    const wanted = bgr[at] ?? 0;
    const red = (seen & 0xff) - ((wanted >> 16) & 0xff);
    const green = ((seen >> 8) & 0xff) - ((wanted >> 8) & 0xff);
    const blue = ((seen >> 16) & 0xff) - (wanted & 0xff);
    sum += red * red + green * green + blue * blue;
    count += 3;
  }
  return 10 * Math.log10(255 ** 2 / (sum / count));
}

/** FNV's, for 32 bits. */
const PRIME = 0x01000193;

/**
 * A number for a picture's pixels, by which two of them are told apart: FNV-1a with 32 bits at a time.
 * @param pixels B, G, R, unused as little-endian numbers
 */
export function digest(pixels: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const pixel of pixels) hash = Math.imul(hash ^ (pixel & 0xffffff), PRIME);
  return hash;
}

/** As {@link digest}. @param pixels R, G, B, A as little-endian numbers */
export function digestRgba(pixels: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const pixel of pixels) {
    const bgr = ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >> 16) & 0xff);
    hash = Math.imul(hash ^ bgr, PRIME);
  }
  return hash;
}
