import { intersect, type Rect } from '../src/index.ts';
import type { Screen } from './screens.ts';

/** What a viewer must see of a screen: R, G, B, 255, with one colour (0xRRGGBB) over what is masked. */
export function expectedRgba(
  screen: Screen,
  masks: readonly Rect[] = [],
  maskColour = 0x808080,
): Uint8ClampedArray {
  const { width, height, stride } = screen;
  // R, G, B, 255 in memory, as little-endian numbers.
  const seen = new Uint32Array(width * height);
  const opaque = (colour: number): number =>
    (0xff00_0000 | ((colour & 0xff) << 16) | (colour & 0xff00) | ((colour >> 16) & 0xff)) >>> 0;
  for (let y = 0; y < height; y++) {
    const from = (y * stride) / 4;
    for (let x = 0; x < width; x++) seen[y * width + x] = opaque(screen.pixels[from + x] ?? 0);
  }
  for (const mask of masks) {
    const hidden = intersect(mask, { x: 0, y: 0, width, height });
    if (hidden === undefined) continue;
    for (let y = hidden.y; y < hidden.y + hidden.height; y++) {
      const from = y * width + hidden.x;
      seen.fill(opaque(maskColour), from, from + hidden.width);
    }
  }
  return new Uint8ClampedArray(seen.buffer);
}

/** Whether two runs of bytes are the same; says where not, without printing millions of numbers. */
export function firstDifference(actual: Bytes, expected: Bytes): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} bytes instead of ${expected.length}`;
  for (let i = sameWords(actual, expected) * 4; i < actual.length; i++) {
    if (actual[i] !== expected[i]) return `byte ${i}: ${actual[i]} instead of ${expected[i]}`;
  }
  return undefined;
}

type Bytes = Uint8Array | Uint8ClampedArray;

/** How many words of four bytes are the same from the start on; 0 for bytes that do not lie as words do. */
function sameWords(a: Bytes, b: Bytes): number {
  if (a.byteOffset % 4 !== 0 || b.byteOffset % 4 !== 0) return 0;
  const words = (bytes: Bytes): Uint32Array =>
    new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  const left = words(a);
  const right = words(b);
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return same;
}
