import { intersect, type Rect } from '../src/index.ts';
import type { Screen } from './screens.ts';

/** What a viewer must see of a screen: R, G, B, 255, with one colour (0xRRGGBB) over what is masked. */
export function expectedRgba(
  screen: Screen,
  masks: readonly Rect[] = [],
  maskColour = 0x808080,
): Uint8ClampedArray {
  const { width, height, stride } = screen;
  const rgba = new Uint8ClampedArray(width * height * 4);
  const put = (x: number, y: number, colour: number) => {
    rgba.set([(colour >> 16) & 0xff, (colour >> 8) & 0xff, colour & 0xff, 0xff], (y * width + x) * 4);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) put(x, y, screen.pixels[(y * stride) / 4 + x] ?? 0);
  }
  for (const mask of masks) {
    const hidden = intersect(mask, { x: 0, y: 0, width, height });
    if (hidden === undefined) continue;
    for (let y = hidden.y; y < hidden.y + hidden.height; y++) {
      for (let x = hidden.x; x < hidden.x + hidden.width; x++) put(x, y, maskColour);
    }
  }
  return rgba;
}

/** Whether two runs of bytes are the same; says where not, without printing millions of numbers. */
export function firstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} bytes instead of ${expected.length}`;
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] !== expected[i]) return `byte ${i}: ${actual[i]} instead of ${expected[i]}`;
  }
  return undefined;
}
