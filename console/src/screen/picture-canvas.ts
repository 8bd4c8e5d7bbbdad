import { area, type Rect, union } from '@throwline/screen';
import { applyDrawing, BYTES_PER_PIXEL, type Drawing } from './drawing.ts';

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

  constructor(element: HTMLCanvasElement) {
    this.element = element;
    this.#context = element.getContext('2d', { alpha: false });
  }

  /** Draws what an update has changed. @returns whether the canvas shows another picture, or one again, from now on */
  draw(drawing: Drawing): boolean {
    const { width, height } = drawing.size;
    const image = this.#image;
    if (!drawing.isNew && image !== undefined && image.width === width && image.height === height) {
      applyDrawing(drawing, image.data);
      this.#put(image, [...drawing.moves.map(({ rect }) => rect), ...drawing.rects]);
      return false;
    }
    const begun = beginning(drawing);
    this.#image = begun;
    this.element.width = width;
    this.element.height = height;
    this.#context?.putImageData(begun, 0, 0);
    return true;
  }

  /** Takes the picture off the canvas. */
  blank(): void {
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

/** The picture that a drawing begins with. */
function beginning(drawing: Drawing): ImageData {
  const { width, height } = drawing.size;
  if (drawing.isNew && drawing.pixels.length === width * height * BYTES_PER_PIXEL) {
    return new ImageData(drawing.pixels, width, height);
  }
  const image = new ImageData(width, height);
  new Uint32Array(image.data.buffer).fill(OPAQUE_BLACK);
  applyDrawing(drawing, image.data);
  return image;
}

/** A pixel as a little-endian number: R, G, B, A. */
const OPAQUE_BLACK = 0xff000000;
