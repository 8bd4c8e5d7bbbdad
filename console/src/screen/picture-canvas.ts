import { area, type Rect, union } from '@throwline/screen';
import { applyDrawing, type Drawing } from './drawing.ts';

/** When the changed rectangles are so much of the box around them, the box is put onto the canvas at once. */
const MOSTLY = 0.6;

/**
 * The picture on a canvas of the page; both have the customer's pixels, one for one. An OffscreenCanvas drawn in the worker
 * measured far slower wherever no graphics processor helps: docs/decisions/0010-drawing.md.
 */
export class PictureCanvas {
  readonly element: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #image: ImageData | undefined;
  #isBlank = true;

  constructor(element: HTMLCanvasElement) {
    this.element = element;
    this.#context = element.getContext('2d', { alpha: false });
  }

  /** Draws what an update has changed. @returns whether the canvas shows another picture, or one again, from now on */
  draw(drawing: Drawing): boolean {
    const { width, height } = drawing.size;
    let image = this.#image;
    const fits = image !== undefined && image.width === width && image.height === height;
    if (image === undefined || !fits || drawing.isNew) {
      image = new ImageData(width, height);
      new Uint32Array(image.data.buffer).fill(OPAQUE_BLACK);
      this.#image = image;
    }
    applyDrawing(drawing, image.data);
    if (fits && !drawing.isNew && !this.#isBlank) {
      this.#put(image, [...drawing.moves.map(({ rect }) => rect), ...drawing.rects]);
      return false;
    }
    this.#isBlank = false;
    this.element.width = width;
    this.element.height = height;
    this.#context?.putImageData(image, 0, 0);
    return true;
  }

  /** Takes the picture off the canvas. */
  blank(): void {
    this.#isBlank = true;
    this.#image = undefined;
    this.element.width = 1;
    this.element.height = 1;
  }

  #put(image: ImageData, rects: readonly Rect[]): void {
    const box = rects.reduce(union, { x: 0, y: 0, width: 0, height: 0 });
    const pixels = rects.reduce((sum, rect) => sum + area(rect), 0);
    for (const { x, y, width, height } of pixels >= area(box) * MOSTLY ? [box] : rects) {
      this.#context?.putImageData(image, 0, 0, x, y, width, height);
    }
  }
}

/** A pixel as a little-endian number: R, G, B, A. */
const OPAQUE_BLACK = 0xff000000;
