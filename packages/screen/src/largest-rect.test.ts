import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { largestRect } from './largest-rect.ts';

test('[SCREEN-20] the largest rectangle is the largest of all that there are', () => {
  const anyGrid = fc.record({
    columns: fc.integer({ min: 1, max: 7 }),
    rows: fc.integer({ min: 1, max: 6 }),
    mostSide: fc.constantFrom(2, 3, 100),
    cells: fc.array(fc.boolean(), { minLength: 42, maxLength: 42 }),
  });
  fc.assert(
    fc.property(anyGrid, ({ columns, rows, mostSide, cells }) => {
      const isWanted = (column: number, row: number) => cells[row * columns + column] === true;
      let most = 0;
      for (let top = 0; top < rows; top++) {
        for (let left = 0; left < columns; left++) {
          for (let end = top + 1; end <= Math.min(rows, top + mostSide); end++) {
            for (let right = left + 1; right <= Math.min(columns, left + mostSide); right++) {
              let isFull = true;
              for (let y = top; y < end; y++)
                for (let x = left; x < right; x++) isFull = isFull && isWanted(x, y);
              if (isFull) most = Math.max(most, (end - top) * (right - left));
            }
          }
        }
      }
      const found = largestRect(columns, rows, mostSide, isWanted);
      assert.equal(found === undefined ? 0 : found.columns * found.rows, most);
      if (found === undefined) return;
      assert.ok(found.columns <= mostSide && found.rows <= mostSide);
      for (let y = found.row; y < found.row + found.rows; y++)
        for (let x = found.column; x < found.column + found.columns; x++) assert.ok(isWanted(x, y));
    }),
    { numRuns: 2_000, seed: 20268 },
  );
});
