import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundingBox, intersection, without } from './geometry.ts';
import type { Rect } from './platform.ts';

const covers = (rects: readonly Rect[], x: number, y: number) =>
  rects.filter((rect) => x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height)
    .length;

test('[GUARD-9] cutting a hole leaves every other pixel exactly once', () => {
  const from = { x: 2, y: 2, width: 6, height: 5 };
  for (let hole = 0; hole < 10 ** 4; hole += 37) {
    const rect = {
      x: hole % 10,
      y: Math.floor(hole / 10) % 10,
      width: 1 + (Math.floor(hole / 100) % 10),
      height: 1 + Math.floor(hole / 1000),
    };
    const parts = without(from, rect);
    for (let y = 0; y < 12; y += 1) {
      for (let x = 0; x < 12; x += 1) {
        const expected = covers([from], x, y) === 1 && covers([rect], x, y) === 0 ? 1 : 0;
        assert.equal(covers(parts, x, y), expected, JSON.stringify({ rect, x, y }));
      }
    }
  }
});

test('[CAPTURE-1] rectangles that only touch share nothing', () => {
  assert.equal(
    intersection({ x: 0, y: 0, width: 5, height: 5 }, { x: 5, y: 0, width: 5, height: 5 }),
    undefined,
  );
  assert.deepEqual(
    boundingBox([
      { x: 0, y: 0, width: 5, height: 5 },
      { x: 8, y: -2, width: 1, height: 1 },
    ]),
    {
      x: 0,
      y: -2,
      width: 9,
      height: 7,
    },
  );
  assert.equal(boundingBox([]), undefined);
});
