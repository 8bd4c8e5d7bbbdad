import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TILE_SIZE } from './format.ts';
import { intersect, type Rect, union } from './rect.ts';
import { mergeTiles } from './region-merge.ts';

const COLUMNS = 6;
const ROWS = 5;

/** Boxes in the tiles of a small grid: left, top, width, height, kept inside the tile. */
const tileBoxes = fc.array(
  fc.option(
    fc.record({
      left: fc.integer({ min: 0, max: TILE_SIZE - 1 }),
      top: fc.integer({ min: 0, max: TILE_SIZE - 1 }),
      width: fc.integer({ min: 1, max: TILE_SIZE }),
      height: fc.integer({ min: 1, max: TILE_SIZE }),
    }),
    { nil: undefined },
  ),
  { minLength: COLUMNS * ROWS, maxLength: COLUMNS * ROWS },
);

test('[SCREEN-5] merged regions cover every changed box and never overlap', () => {
  fc.assert(
    fc.property(tileBoxes, (boxes) => {
      const rectAt = (column: number, row: number): Rect | undefined => {
        const box = boxes[row * COLUMNS + column];
        if (box === undefined) return undefined;
        const tile = { x: column * TILE_SIZE, y: row * TILE_SIZE, width: TILE_SIZE, height: TILE_SIZE };
        return intersect({ ...box, x: tile.x + box.left, y: tile.y + box.top }, tile);
      };
      const regions = mergeTiles({ firstColumn: 0, endColumn: COLUMNS, firstRow: 0, endRow: ROWS, rectAt });
      for (let row = 0; row < ROWS; row++) {
        for (let column = 0; column < COLUMNS; column++) {
          const rect = rectAt(column, row);
          if (rect === undefined) continue;
          assert.ok(regions.some((region) => sameRect(union(region.rect, rect), region.rect)));
        }
      }
      for (const [i, a] of regions.entries()) {
        for (const b of regions.slice(i + 1)) assert.equal(intersect(a.rect, b.rect), undefined);
      }
    }),
    { numRuns: 300, seed: 20262 },
  );
});

function sameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

test('[SCREEN-5] a wholly changed picture is one region', () => {
  const regions = mergeTiles({
    firstColumn: 0,
    endColumn: COLUMNS,
    firstRow: 0,
    endRow: ROWS,
    rectAt: (column, row) => ({
      x: column * TILE_SIZE,
      y: row * TILE_SIZE,
      width: TILE_SIZE,
      height: TILE_SIZE,
    }),
  });
  assert.equal(regions.length, 1);
});
