import type { Move, Rect } from '@throwline/screen';
import type { Drawing } from './drawing.ts';

/** Bytes of pixels that fit: a square of 360 × 360. What is larger comes as a message. */
export const BOX_PIXEL_BYTES = 512 * 1024;
/** Moves and rectangles that fit, together. */
export const BOX_PARTS = 128;

const EMPTY = 0;
const FULL = 1;
/** Numbers in the box: its state, then those of {@link Drawing} and how many of each there are. */
const AT = {
  state: 0,
  frame: 1,
  width: 2,
  height: 3,
  isNear: 4,
  moves: 5,
  rects: 6,
  pixels: 7,
  parts: 8,
} as const;
const NUMBERS_OF_MOVE = 6;
const NUMBERS = AT.parts + BOX_PARTS * NUMBERS_OF_MOVE;
const NUMBER_BYTES = 4;

/** A drawing and the number of its update. */
export interface BoxedDrawing {
  readonly frame: number;
  readonly drawing: Drawing;
}

/**
 * Memory that the page and its worker share, with room for one small drawing. After a key or a click browsers hold messages
 * back until the page has been shown anew, so that what was typed would appear a frame late; what is waited for in shared
 * memory comes at once. docs/decisions/0012-shared-box.md has the figures.
 */
export class DrawingBox {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #pixels: Uint8ClampedArray;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, NUMBERS);
    this.#pixels = new Uint8ClampedArray(memory, NUMBERS * NUMBER_BYTES, BOX_PIXEL_BYTES);
  }

  /** An empty box; `undefined` where the browser cannot share memory, or not wait for it. */
  static create(): DrawingBox | undefined {
    const canShare = typeof SharedArrayBuffer === 'function' && typeof Atomics.waitAsync === 'function';
    return canShare
      ? new DrawingBox(new SharedArrayBuffer(NUMBERS * NUMBER_BYTES + BOX_PIXEL_BYTES))
      : undefined;
  }

  /** Puts a drawing in. @returns false when it does not fit or the last one is still there */
  put({ frame, drawing: { size, isNew, moves, rects, pixels, isNear } }: BoxedDrawing): boolean {
    const fits = !isNew && moves.length + rects.length <= BOX_PARTS && pixels.length <= BOX_PIXEL_BYTES;
    if (!fits || Atomics.load(this.#numbers, AT.state) !== EMPTY) return false;
    const head = [frame, size.width, size.height, isNear ? 1 : 0, moves.length, rects.length, pixels.length];
    this.#numbers.set(head, AT.frame);
    const parts = [
      ...moves.flatMap(({ rect, fromX, fromY }) => [...numbersOf(rect), fromX, fromY]),
      ...rects.flatMap(numbersOf),
    ];
    this.#numbers.set(parts, AT.parts);
    this.#pixels.set(pixels);
    Atomics.store(this.#numbers, AT.state, FULL);
    Atomics.notify(this.#numbers, AT.state);
    return true;
  }

  /** Takes the drawing out, if there is one. */
  take(): BoxedDrawing | undefined {
    if (Atomics.load(this.#numbers, AT.state) !== FULL) return undefined;
    const number = (at: number): number => this.#numbers[at] ?? 0;
    const rectAt = (at: number): Rect => ({
      x: number(at),
      y: number(at + 1),
      width: number(at + 2),
      height: number(at + 3),
    });
    const moves = Array.from({ length: number(AT.moves) }, (_, index): Move => {
      const at = AT.parts + index * NUMBERS_OF_MOVE;
      return { rect: rectAt(at), fromX: number(at + 4), fromY: number(at + 5) };
    });
    const afterMoves = AT.parts + moves.length * NUMBERS_OF_MOVE;
    const drawing: Drawing = {
      size: { width: number(AT.width), height: number(AT.height) },
      isNew: false,
      moves,
      rects: Array.from({ length: number(AT.rects) }, (_, index) => rectAt(afterMoves + index * 4)),
      pixels: new Uint8ClampedArray(this.#pixels.subarray(0, number(AT.pixels))),
      isNear: number(AT.isNear) === 1,
    };
    const frame = number(AT.frame);
    Atomics.store(this.#numbers, AT.state, EMPTY);
    return { frame, drawing };
  }

  /** Resolves as soon as something is in the box, or {@link wake} is called. */
  async filled(): Promise<void> {
    const waiting = Atomics.waitAsync(this.#numbers, AT.state, EMPTY);
    if (waiting.async) await waiting.value;
  }

  /** Ends a waiting for something to be in the box. */
  wake(): void {
    Atomics.notify(this.#numbers, AT.state);
  }
}

function numbersOf({ x, y, width, height }: Rect): number[] {
  return [x, y, width, height];
}
