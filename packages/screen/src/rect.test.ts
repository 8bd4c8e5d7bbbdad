import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { area, clip, intersect, isEmpty, type Rect, sameRects, subtract, union } from './rect.ts';

const rects = fc.record<Rect>({
  x: fc.integer({ min: -20, max: 20 }),
  y: fc.integer({ min: -20, max: 20 }),
  width: fc.integer({ min: 0, max: 20 }),
  height: fc.integer({ min: 0, max: 20 }),
});

const holds = (rect: Rect, x: number, y: number) =>
  x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;

function forEachPoint(check: (x: number, y: number) => void): void {
  for (let y = -21; y < 42; y++) for (let x = -21; x < 42; x++) check(x, y);
}

test('[SCREEN-4] rectangles intersect, join and subtract point by point', () => {
  fc.assert(
    fc.property(rects, rects, (a, b) => {
      const both = intersect(a, b);
      const either = union(a, b);
      const rest = subtract(a, b);
      forEachPoint((x, y) => {
        const inA = holds(a, x, y);
        const inB = holds(b, x, y);
        assert.equal(both !== undefined && holds(both, x, y), inA && inB);
        if (inA || inB) assert.ok(holds(either, x, y));
        assert.equal(rest.filter((part) => holds(part, x, y)).length, inA && !inB ? 1 : 0);
      });
      assert.ok(rest.length <= 4 && !rest.some(isEmpty));
      assert.equal(
        area(a),
        rest.reduce((sum, part) => sum + area(part), 0) + (both === undefined ? 0 : area(both)),
      );
    }),
    { numRuns: 60, seed: 20261 },
  );
});

test('[SCREEN-4] clipping keeps what lies in the picture and widens to whole pixels', () => {
  assert.deepEqual(clip({ x: -5, y: 3, width: 10, height: 1e9 }, 100, 50), {
    x: 0,
    y: 3,
    width: 5,
    height: 47,
  });
  assert.deepEqual(clip({ x: 1.5, y: 1.5, width: 1, height: 1 }, 100, 50), {
    x: 1,
    y: 1,
    width: 2,
    height: 2,
  });
  assert.equal(clip({ x: 100, y: 0, width: 5, height: 5 }, 100, 50), undefined);
  assert.equal(clip({ x: 10, y: 10, width: -5, height: 5 }, 100, 50), undefined);
  assert.equal(clip({ x: Number.NaN, y: 0, width: 5, height: 5 }, 100, 50), undefined);
});

test('[SCREEN-4] lists of rectangles are the same only with the same members in the same order', () => {
  const a: Rect = { x: 1, y: 2, width: 3, height: 4 };
  assert.ok(sameRects([a, { ...a }], [a, a]));
  assert.ok(!sameRects([a], [a, a]));
  for (const key of ['x', 'y', 'width', 'height'] as const) assert.ok(!sameRects([a], [{ ...a, [key]: 9 }]));
});
