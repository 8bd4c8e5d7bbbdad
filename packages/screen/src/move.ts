import { area, intersect, isWithin, type Rect, subtract } from './rect.ts';

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

/** Less of a rectangle that is copied through is not worth painting the rest of it. */
const WORTH = 0.5;

/**
 * Two moves, one after the other, as one: of the same rectangle, or where the second takes along most of what the first
 * has written; undefined when they are of different ones. Text that has scrolled on before its viewer had room is copied
 * once, by the whole way.
 */
export function combineMoves(first: Move, second: Move): CombinedMove | undefined {
  const { rect } = second;
  if (!isWithin(first.rect, rect)) return undefined;
  // What the second move takes from where the first one had written.
  const through = intersect(rect, {
    ...first.rect,
    x: first.rect.x + rect.x - second.fromX,
    y: first.rect.y + rect.y - second.fromY,
  });
  if (!isWithin(rect, first.rect) && (through === undefined || area(through) < area(rect) * WORTH))
    return undefined;
  if (through === undefined) return { move: undefined, rest: [rect] };
  const dx = first.fromX - first.rect.x + second.fromX - rect.x;
  const dy = first.fromY - first.rect.y + second.fromY - rect.y;
  return {
    move: { rect: through, fromX: through.x + dx, fromY: through.y + dy },
    rest: subtract(rect, through),
  };
}

/** Where a move takes its pixels from. */
export function sourceOf({ rect, fromX, fromY }: Move): Rect {
  return { ...rect, x: fromX, y: fromY };
}

/** Whether two moves come to the same in either order: neither writes what the other one reads or writes. */
export function areIndependent(one: Move, other: Move): boolean {
  return (
    intersect(one.rect, other.rect) === undefined &&
    intersect(one.rect, sourceOf(other)) === undefined &&
    intersect(sourceOf(one), other.rect) === undefined
  );
}

/** The pixels that some moves write, all together. */
export function movedPixels(moves: readonly Move[]): number {
  return moves.reduce((sum, { rect }) => sum + area(rect), 0);
}
