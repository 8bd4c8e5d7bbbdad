import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDrawing, cutOut, type Drawing } from './drawing.ts';

/** A picture whose every pixel is told by its place. */
function picture(width: number, height: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++)
    pixels.set([i % width, Math.floor(i / width), i & 255, 255], i * 4);
  return pixels;
}

const at = (pixels: Uint8ClampedArray, width: number, x: number, y: number): number[] => [
  ...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

test('[CONSOLE-4] what is cut out of one picture is put into the same places of another', () => {
  const [width, height] = [20, 10];
  const source = picture(width, height);
  const rects = [
    { x: 0, y: 0, width: 3, height: 2 },
    { x: 17, y: 9, width: 3, height: 1 },
    { x: 5, y: 4, width: 1, height: 5 },
  ];
  const target = new Uint8ClampedArray(width * height * 4);
  const drawing: Drawing = {
    size: { width, height },
    isNew: false,
    moves: [],
    rects,
    pixels: cutOut(rects, width, source),
  };
  applyDrawing(drawing, target);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isIn = rects.some((r) => x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height);
      assert.deepEqual(at(target, width, x, y), isIn ? at(source, width, x, y) : [0, 0, 0, 0]);
    }
  }
});

for (const [dx, dy] of [
  [0, 2],
  [0, -2],
  [3, 0],
  [-3, 0],
  [2, 1],
  [-1, -3],
] as const) {
  test(`[SCREEN-11] a part that moves by ${dx}, ${dy} onto itself keeps its pixels`, () => {
    const [width, height] = [20, 12];
    const before = picture(width, height);
    const target = before.slice();
    const rect = { x: 5, y: 4, width: 10, height: 5 };
    const size = { width, height };
    const moves = [{ rect, fromX: rect.x - dx, fromY: rect.y - dy }];
    applyDrawing({ size, isNew: false, moves, rects: [], pixels: new Uint8ClampedArray() }, target);
    for (let y = 0; y < rect.height; y++) {
      for (let x = 0; x < rect.width; x++) {
        const expected = at(before, width, rect.x - dx + x, rect.y - dy + y);
        assert.deepEqual(at(target, width, rect.x + x, rect.y + y), expected);
      }
    }
    assert.deepEqual(at(target, width, 4, 4), at(before, width, 4, 4));
  });
}
