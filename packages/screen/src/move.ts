import { area, intersect, type Rect, subtract } from './rect.ts';

/** Pixels that stand in `rect` now and stood with their top left corner at `fromX`, `fromY` before. */
export interface Move {
  readonly rect: Rect;
  readonly fromX: number;
  readonly fromY: number;
}

/** Two moves as one, and what of the picture that one leaves for painting. */
export interface CombinedMove {
  readonly move: Move | undefined;
  readonly rest: readonly Rect[];
}

/**
 * Two moves of the same rectangle, one after the other, as one; undefined when they are of different ones. Text that has
 * scrolled on before its viewer had room is copied once, by the whole way.
 */
export function combineMoves(first: Move, second: Move): CombinedMove | undefined {
  const { rect } = second;
  const isSame =
    rect.x === first.rect.x &&
    rect.y === first.rect.y &&
    rect.width === first.rect.width &&
    rect.height === first.rect.height;
  if (!isSame) return undefined;
  // What the second move takes from where the first one had written.
  const through = intersect(rect, {
    ...rect,
    x: rect.x + rect.x - second.fromX,
    y: rect.y + rect.y - second.fromY,
  });
  if (through === undefined) return { move: undefined, rest: [rect] };
  const dx = first.fromX - rect.x + second.fromX - rect.x;
  const dy = first.fromY - rect.y + second.fromY - rect.y;
  return {
    move: { rect: through, fromX: through.x + dx, fromY: through.y + dy },
    rest: subtract(rect, through),
  };
}

/** The pixels that some moves write, all together. */
export function movedPixels(moves: readonly Move[]): number {
  return moves.reduce((sum, { rect }) => sum + area(rect), 0);
}
