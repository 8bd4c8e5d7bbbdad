import assert from 'node:assert/strict';
import { test } from 'node:test';
import { area } from '@throwline/screen';
import { applyDrawing, cutOut, type Drawing, joinRects } from './drawing.ts';

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
    isNear: false,
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
    const pixels = new Uint8ClampedArray();
    applyDrawing({ size, isNew: false, moves, rects: [], pixels, isNear: false }, target);
    for (let y = 0; y < rect.height; y++) {
      for (let x = 0; x < rect.width; x++) {
        const expected = at(before, width, rect.x - dx + x, rect.y - dy + y);
        assert.deepEqual(at(target, width, rect.x + x, rect.y + y), expected);
      }
    }
    assert.deepEqual(at(target, width, 4, 4), at(before, width, 4, 4));
  });
}

test('[CONSOLE-13] letters side by side are drawn as one line, and what lies apart stays apart', () => {
  const line = (y: number) =>
    Array.from({ length: 40 }, (_, i) => ({ x: 20 + i * 11, y, width: 10, height: 19 }));
  const apart = { x: 900, y: 50, width: 30, height: 30 };
  const joined = joinRects([...line(300), apart, ...line(100)]);
  assert.deepEqual(joined, [
    apart,
    { x: 20, y: 100, width: 439, height: 19 },
    { x: 20, y: 300, width: 439, height: 19 },
  ]);
  const few = line(5).slice(0, 3);
  assert.deepEqual(joinRects(few), few);
});

test('[CONSOLE-13] joined rectangles cover what they were made of, and not much more', () => {
  let state = 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  for (let round = 0; round < 50; round++) {
    const rects = Array.from({ length: 16 + next(60) }, () => ({
      x: next(200),
      y: next(200),
      width: 1 + next(40),
      height: 1 + next(20),
    }));
    const joined = joinRects(rects);
    for (const r of rects) {
      const isCovered = joined.some(
        (j) => r.x >= j.x && r.y >= j.y && r.x + r.width <= j.x + j.width && r.y + r.height <= j.y + j.height,
      );
      assert.ok(isCovered);
    }
    assert.ok(joined.length <= rects.length);
    const pixels = (all: typeof rects) => all.reduce((sum, rect) => sum + area(rect), 0);
    assert.ok(pixels([...joined]) <= 3 * pixels(rects));
  }
});
