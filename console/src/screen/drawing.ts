import { area, type Move, type Rect, union } from '@throwline/screen';
import type { Size } from './viewport.ts';

/** What one update changes in the picture: made in the worker, drawn on the page. */
export interface Drawing {
  /** Of the picture, in its own pixels. */
  readonly size: Size;
  /** Another picture begins: all of it is drawn. */
  readonly isNew: boolean;
  /** Parts of the picture that stand elsewhere from now on; done first, in this order. */
  readonly moves: readonly Move[];
  /** Then these rectangles have new pixels. */
  readonly rects: readonly Rect[];
  /** Their pixels, R, G, B, A by rows, one rectangle behind the other. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Whether they are only near what they should be, for now: of a film, or a photograph over a slow link. */
  readonly isNear: boolean;
}

/** A part of the picture that the last update has touched, and how. */
export interface Mark {
  readonly rect: Rect;
  readonly kind: 'moved' | 'exact' | 'near';
}

export const BYTES_PER_PIXEL = 4;

/** Fewer rectangles than this are not worth joining. */
const FEW = 16;
/** The rectangle around two of them may have so many times their pixels. */
const SPARE = 1.3;

/**
 * Fewer rectangles that cover these and little more: text that has scrolled into view comes in hundreds of letters, one beside
 * the other.
 */
export function joinRects(rects: readonly Rect[]): readonly Rect[] {
  if (rects.length < FEW) return rects;
  const joined: Rect[] = [];
  for (const rect of [...rects].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const last = joined.at(-1);
    const both = last === undefined ? undefined : union(last, rect);
    if (last === undefined || both === undefined || area(both) > (area(last) + area(rect)) * SPARE)
      joined.push(rect);
    else joined[joined.length - 1] = both;
  }
  return joined;
}

/**
 * Cuts rectangles out of a picture.
 * @param width of the picture in pixels
 * @param pixels of the picture, R, G, B, A
 */
export function cutOut(
  rects: readonly Rect[],
  width: number,
  pixels: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const count = rects.reduce((sum, rect) => sum + rect.width * rect.height, 0);
  const cut = new Uint8ClampedArray(count * BYTES_PER_PIXEL);
  let to = 0;
  for (const rect of rects) {
    const rowBytes = rect.width * BYTES_PER_PIXEL;
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      const from = (y * width + rect.x) * BYTES_PER_PIXEL;
      cut.set(pixels.subarray(from, from + rowBytes), to);
      to += rowBytes;
    }
  }
  return cut;
}

/** Does a drawing's changes in a picture that is as wide as it says. */
export function applyDrawing({ size, moves, rects, pixels }: Drawing, picture: Uint8ClampedArray): void {
  for (const { rect, fromX, fromY } of moves) {
    const rowBytes = rect.width * BYTES_PER_PIXEL;
    // Rows that are still to be read must not be written first.
    const isDown = fromY < rect.y;
    for (let i = 0; i < rect.height; i++) {
      const row = isDown ? rect.height - 1 - i : i;
      const from = ((fromY + row) * size.width + fromX) * BYTES_PER_PIXEL;
      picture.copyWithin(((rect.y + row) * size.width + rect.x) * BYTES_PER_PIXEL, from, from + rowBytes);
    }
  }
  let from = 0;
  for (const rect of rects) {
    const rowBytes = rect.width * BYTES_PER_PIXEL;
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      picture.set(pixels.subarray(from, from + rowBytes), (y * size.width + rect.x) * BYTES_PER_PIXEL);
      from += rowBytes;
    }
  }
}
