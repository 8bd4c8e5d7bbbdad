import { LOSSY_BLOCK, type LossyBlocks } from './lossy/lossy-codec.ts';
import { intersect, type Rect } from './rect.ts';

/** When so much of the area was painted, it counts as a whole. */
const MOSTLY = 0.6;

/** The rectangles of the picture that a lossy frame has painted, together: runs of blocks, those of equal columns joined. */
export function paintedRects({ columns, rows, painted, count }: LossyBlocks, area: Rect): readonly Rect[] {
  if (count === 0) return [];
  if (count >= columns * rows * MOSTLY) return [area];
  const done: Rect[] = [];
  let open = new Map<number, Rect>();
  for (let row = 0; row < rows; row++) {
    const next = new Map<number, Rect>();
    for (let column = 0; column < columns; column++) {
      if (painted[row * columns + column] === 0) continue;
      const first = column;
      while (column + 1 < columns && painted[row * columns + column + 1] === 1) column++;
      const width = (column + 1 - first) * LOSSY_BLOCK;
      const above = open.get(first);
      if (above !== undefined && above.width === width) {
        open.delete(first);
        next.set(first, { ...above, height: above.height + LOSSY_BLOCK });
      } else {
        const x = area.x + first * LOSSY_BLOCK;
        next.set(first, { x, y: area.y + row * LOSSY_BLOCK, width, height: LOSSY_BLOCK });
      }
    }
    done.push(...open.values());
    open = next;
  }
  done.push(...open.values());
  return done.map((rect) => intersect(rect, area)).filter((rect) => rect !== undefined);
}
