import type { Rect } from './platform.ts';

/** The part that two rectangles share; `undefined` when they share none. */
export function intersection(a: Rect, b: Rect): Rect | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** `from` without `hole`: at most four rectangles that do not overlap. */
export function without(from: Rect, hole: Rect): Rect[] {
  const shared = intersection(from, hole);
  if (shared === undefined) return [from];
  const parts: Rect[] = [];
  const bottom = shared.y + shared.height;
  const right = shared.x + shared.width;
  if (shared.y > from.y) parts.push({ ...from, height: shared.y - from.y });
  if (bottom < from.y + from.height)
    parts.push({ ...from, y: bottom, height: from.y + from.height - bottom });
  const middle = { y: shared.y, height: shared.height };
  if (shared.x > from.x) parts.push({ ...middle, x: from.x, width: shared.x - from.x });
  if (right < from.x + from.width) parts.push({ ...middle, x: right, width: from.x + from.width - right });
  return parts;
}

/** The smallest rectangle around all of them; `undefined` for none. */
export function boundingBox(rects: readonly Rect[]): Rect | undefined {
  const [first] = rects;
  if (first === undefined) return undefined;
  let { x, y } = first;
  let right = x + first.width;
  let bottom = y + first.height;
  for (const rect of rects) {
    x = Math.min(x, rect.x);
    y = Math.min(y, rect.y);
    right = Math.max(right, rect.x + rect.width);
    bottom = Math.max(bottom, rect.y + rect.height);
  }
  return { x, y, width: right - x, height: bottom - y };
}

export function sameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
