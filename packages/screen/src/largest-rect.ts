/** A rectangle of tiles, in tiles. */
export interface TileRect {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * The rectangle with most tiles of which all are wanted, at most `mostSide` wide and high; undefined when none is wanted. Of equal
 * ones the uppermost, and of those the leftmost. Looks at each tile once: in each row, runs of columns by how many wanted tiles stand
 * above each other there (the largest rectangle under a histogram).
 */
export function largestRect(
  columns: number,
  rows: number,
  mostSide: number,
  isWanted: (column: number, row: number) => boolean,
): TileRect | undefined {
  const heights = new Uint16Array(columns);
  let best: TileRect | undefined;
  let bestTiles = 0;
  for (let row = 0; row < rows; row++) {
    /** Where columns begin that are at least so high, lowest first. */
    const open: { column: number; height: number }[] = [];
    for (let column = 0; column <= columns; column++) {
      let height = 0;
      if (column < columns) {
        height = isWanted(column, row) ? Math.min(mostSide, (heights[column] ?? 0) + 1) : 0;
        heights[column] = height;
      }
      let begin = column;
      for (let last = open.at(-1); last !== undefined && last.height > height; last = open.at(-1)) {
        const wide = Math.min(mostSide, column - last.column);
        if (wide * last.height > bestTiles) {
          bestTiles = wide * last.height;
          best = { column: last.column, row: row + 1 - last.height, columns: wide, rows: last.height };
        }
        begin = last.column;
        open.pop();
      }
      if (height > 0 && (open.at(-1)?.height ?? 0) < height) open.push({ column: begin, height });
    }
  }
  return best;
}
