import { createDecoder, type Decoder, rehearseDecoding } from '@throwline/screen';
import { createZstdDecompress } from '@throwline/screen/zstd-browser.ts';
import { cutOut, type Drawing, joinRects } from './drawing.ts';
import type { Size } from './viewport.ts';

type Decompress = Awaited<ReturnType<typeof createZstdDecompress>>;

/** Reads updates, in the worker, into what the page is to draw. */
export class PictureReader {
  readonly #decompress: Decompress;
  readonly #lossyKernel: Uint8Array;
  #expected: Size = { width: 0, height: 0 };
  #decoder: Decoder | undefined;

  private constructor(decompress: Decompress, lossyKernel: Uint8Array) {
    this.#decompress = decompress;
    this.#lossyKernel = lossyKernel;
  }

  /**
   * @param lossyKernel the screen package's lossy decoder
   * @throws Error when the browser has no WebAssembly here
   */
  static async create(lossyKernel: Uint8Array): Promise<PictureReader> {
    return new PictureReader(await createZstdDecompress(), lossyKernel);
  }

  /** Runs the decoder once before the first picture; takes about 30 ms. */
  rehearse(): void {
    rehearseDecoding({ decompress: this.#decompress, lossyKernel: this.#lossyKernel });
  }

  /**
   * Pictures of this size come next; larger ones are refused from now on, so that memory stays bounded.
   * @throws RangeError when no picture may be so large
   */
  expect({ width, height }: Size): void {
    if (this.#decoder !== undefined && width === this.#expected.width && height === this.#expected.height)
      return;
    this.#decoder = createDecoder({
      decompress: this.#decompress,
      maxWidth: width,
      maxHeight: height,
      lossyKernel: this.#lossyKernel,
    });
    this.#expected = { width, height };
  }

  /** Lets go of the picture; the next one begins whole. */
  forget(): void {
    this.#decoder = undefined;
  }

  /**
   * Reads one update.
   * @throws Error when it cannot be read or came before {@link expect}; the picture is untouched then
   */
  read(update: Uint8Array): Drawing {
    if (this.#decoder === undefined) throw new Error('a picture before its layout');
    const { width, height, resized, moves, rects, isLossy } = this.#decoder.apply(update);
    const size = { width, height };
    // A new picture goes over whole, so that the page can take its memory as it is.
    if (resized)
      return {
        size,
        isNew: true,
        moves: [],
        rects: [{ x: 0, y: 0, ...size }],
        pixels: this.#decoder.pixels.slice(),
        isNear: isLossy,
      };
    const parts = joinRects(rects);
    const pixels = cutOut(parts, width, this.#decoder.pixels);
    return { size, isNew: false, moves, rects: parts, pixels, isNear: isLossy };
  }
}
