import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourCursor, monochromeCursor } from './cursor-picture.ts';

const pixel = (pixels: Uint8Array, index: number): number[] => [...pixels.subarray(index * 4, index * 4 + 4)];

test('[CAPTURE-3] a coloured pointer: blue and red change places, its alpha counts', () => {
  const { pixels } = colourCursor(2, 1, Uint8Array.of(1, 2, 3, 128, 4, 5, 6, 0), new Uint8Array(8));
  assert.deepEqual(pixel(pixels, 0), [3, 2, 1, 128]);
  assert.deepEqual(pixel(pixels, 1), [6, 5, 4, 0]);
});

test('[CAPTURE-3] a coloured pointer without alpha is opaque where its mask is black', () => {
  const mask = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 0);
  const { pixels } = colourCursor(2, 1, Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0), mask);
  assert.deepEqual([pixel(pixels, 0)[3], pixel(pixels, 1)[3]], [255, 0]);
});

test('[CAPTURE-3] a black-and-white pointer: what inverts becomes black with a white rim', () => {
  const [on, off] = [
    [255, 255, 255, 0],
    [0, 0, 0, 0],
  ] as const;
  // Black, white, transparent, inverting, transparent.
  const and = [off, off, on, on, on];
  const xor = [off, on, off, on, off];
  const { width, height, pixels } = monochromeCursor(5, 1, Uint8Array.from([...and, ...xor].flat()));
  assert.deepEqual([width, height], [5, 1]);
  const white = [255, 255, 255, 255];
  const black = [0, 0, 0, 255];
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((index) => pixel(pixels, index)),
    [black, white, white, black, white],
  );
});
