import { createDecoder, type Decoder } from '@throwline/screen';
import { createZstdDecompress } from '@throwline/screen/zstd-browser.ts';
import type { Size } from './viewport.ts';

type Decompress = Awaited<ReturnType<typeof createZstdDecompress>>;

/** Draws updates on a canvas, touching only the pixels that changed. The canvas has the picture's own size. */
export class Painter {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #decompress: Decompress;
  #expected: Size = { width: 0, height: 0 };
  #decoder: Decoder | undefined;
  #image: ImageData | undefined;

  private constructor(
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2D,
    decompress: Decompress,
  ) {
    this.#canvas = canvas;
    this.#context = context;
    this.#decompress = decompress;
  }

  /** @throws Error when the browser has no 2D canvas or no WebAssembly here */
  static async create(canvas: OffscreenCanvas): Promise<Painter> {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('no 2D canvas');
    return new Painter(canvas, context, await createZstdDecompress());
  }

  /**
   * Pictures of this size come next; larger ones are refused from now on, so that memory stays bounded.
   * @throws RangeError when no picture may be so large
   */
  expect({ width, height }: Size): void {
    if (this.#decoder !== undefined && width === this.#expected.width && height === this.#expected.height)
      return;
    this.#decoder = createDecoder({ decompress: this.#decompress, maxWidth: width, maxHeight: height });
    this.#expected = { width, height };
    this.#image = undefined;
  }

  /**
   * Draws one update; returns the picture's size when it is a new one.
   * @throws Error when it cannot be read or came before {@link expect}; the canvas is untouched then
   */
  paint(update: Uint8Array): Size | undefined {
    if (this.#decoder === undefined) throw new Error('a picture before its layout');
    const { width, height, resized, rects } = this.#decoder.apply(update);
    let image = this.#image;
    if (resized || image === undefined) {
      image = new ImageData(this.#decoder.pixels, width, height);
      this.#image = image;
    }
    // After `blank` the canvas is another one, whatever the decoder knows.
    if (resized || this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#context.putImageData(image, 0, 0);
      return { width, height };
    }
    for (const rect of rects) {
      this.#context.putImageData(image, 0, 0, rect.x, rect.y, rect.width, rect.height);
    }
    return undefined;
  }

  /** Takes the picture away: the customer no longer shows it. */
  blank(): void {
    this.#canvas.width = 1;
    this.#canvas.height = 1;
  }
}
