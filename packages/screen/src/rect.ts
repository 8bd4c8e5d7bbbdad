/** A rectangle in whole pixels; `x`, `y` is its top left corner. A width or height of 0 is an empty rectangle. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether the rectangle holds no pixel. */
export function isEmpty(rect: Rect): boolean {
  return !(rect.width > 0 && rect.height > 0);
}

/** The number of pixels in the rectangle. */
export function area(rect: Rect): number {
  return isEmpty(rect) ? 0 : rect.width * rect.height;
}

/** What both rectangles cover, or undefined when that is nothing. */
export function intersect(a: Rect, b: Rect): Rect | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** Whether the outer rectangle covers all of the inner one. */
export function isWithin(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** The smallest rectangle that covers both; an empty one adds nothing. */
export function union(a: Rect, b: Rect): Rect {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

/** What of `a` is not covered by `b`, as at most four rectangles that do not overlap. */
export function subtract(a: Rect, b: Rect): readonly Rect[] {
  if (isEmpty(a)) return [];
  const hole = intersect(a, b);
  if (hole === undefined) return [a];
  const bottom = hole.y + hole.height;
  const right = hole.x + hole.width;
  const rest: Rect[] = [
    { x: a.x, y: a.y, width: a.width, height: hole.y - a.y },
    { x: a.x, y: hole.y, width: hole.x - a.x, height: hole.height },
    { x: right, y: hole.y, width: a.x + a.width - right, height: hole.height },
    { x: a.x, y: bottom, width: a.width, height: a.y + a.height - bottom },
  ];
  return rest.filter((part) => !isEmpty(part));
}

/**
 * The part of a rectangle that lies inside a picture of `width` × `height` pixels, widened to whole pixels where
 * it had fractions; undefined when nothing is left.
 */
export function clip(rect: Rect, width: number, height: number): Rect | undefined {
  const x = Math.floor(rect.x);
  const y = Math.floor(rect.y);
  const whole = {
    x,
    y,
    width: Math.ceil(rect.x + rect.width) - x,
    height: Math.ceil(rect.y + rect.height) - y,
  };
  return isEmpty(rect) ? undefined : intersect(whole, { x: 0, y: 0, width, height });
}

/** Whether both lists hold the same rectangles in the same order. */
export function sameRects(a: readonly Rect[], b: readonly Rect[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        one.x === other.x &&
        one.y === other.y &&
        one.width === other.width &&
        one.height === other.height
      );
    })
  );
}
