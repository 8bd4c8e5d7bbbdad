/**
 * The lossy codec for what moves: what it takes and gives. One encoder and one decoder hold one rectangle of a
 * viewer's picture, of a size that never changes; they are made when it begins to move and dropped when it is still.
 */
import type { PixelView } from '../pixel-view.ts';

export {
  LOSSY_BLOCK,
  LOSSY_MAX_SIDE,
  lossyFloorBytes,
  lossyMaxBytes,
} from './lossy-format.ts';

/** How good a frame shall be. */
export type LossyRate =
  /** The same quality everywhere: 1 (coarsest) to 100 (finest), whatever it costs. */
  | { readonly kind: 'quality'; readonly quality: number }
  /**
   * As good as fits into `maxBytes`, header included, but no better than `maxQuality` (default 90). One pass, guided
   * by what the last frames cost; the same frames and limits always give the same bytes. Never exceeded: what does not fit
   * keeps its old picture until a later frame. At least `lossyFloorBytes(width, height)`.
   */
  | { readonly kind: 'bytes'; readonly maxBytes: number; readonly maxQuality?: number };

export interface LossyRequest {
  readonly rate: LossyRate;
  /** Begin anew, without a base: for a viewer that comes back. The first frame always does. Default false. */
  readonly intra?: boolean;
}

/** Which blocks a frame painted. */
export interface LossyBlocks {
  readonly columns: number;
  readonly rows: number;
  /** By rows: 1 where the frame painted the block, 0 where it left the viewer's pixels untouched. Valid until the next call. */
  readonly painted: Uint8Array;
  /** How many are 1. */
  readonly count: number;
}

export interface LossyFrame {
  /** The payload, entropy coding included: compressing it again gains nothing. A copy, the caller's own. */
  readonly bytes: Uint8Array;
  /** Whether it needs no frame before it. */
  readonly intra: boolean;
  /** The lowest quality used in it, 1 to 100. */
  readonly quality: number;
  readonly blocks: LossyBlocks;
  /** Blocks that did not fit into `maxBytes` and are older in the viewer's picture than in this frame. */
  readonly pending: number;
}

export interface LossyEncoderOptions {
  /** The contents of build/lossy-encoder.wasm. Compiled once, however often the same bytes are given. */
  readonly kernel: Uint8Array;
  /** The rectangle's size in pixels, 1 to LOSSY_MAX_SIDE each. About 10 bytes of memory a pixel. */
  readonly width: number;
  readonly height: number;
}

/** Encodes one rectangle, frame after frame, each as the difference to the one before. */
export interface LossyEncoder {
  readonly width: number;
  readonly height: number;
  /**
   * The decoder's picture after the last frame: planes of luma, blue and red chroma (half as wide and high), in whole blocks.
   * The same bytes at both ends. A view, valid until the next call.
   */
  readonly planes: Uint8Array;
  /**
   * Encodes the rectangle whose top left pixel is at (`x`, `y`) of the view. Every frame made must reach the decoder, in
   * this order; when one is lost, the next must be `intra`.
   * @throws {RangeError} when the rectangle is not inside the view, or the rate's numbers are out of range
   */
  encode(view: PixelView, x: number, y: number, request: LossyRequest): LossyFrame;
}

export interface LossyDecoderOptions {
  /** The contents of build/lossy-decoder.wasm. Compiled once, however often the same bytes are given. */
  readonly kernel: Uint8Array;
  /** The rectangle's size in pixels, 1 to LOSSY_MAX_SIDE each. About 4 bytes of memory a pixel. */
  readonly width: number;
  readonly height: number;
}

/** Where a decoder paints: R, G, B, A bytes. */
export interface LossyTarget {
  readonly pixels: Uint8ClampedArray | Uint8Array;
  /** The byte of the rectangle's top left pixel. */
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** Decodes one rectangle. */
export interface LossyDecoder {
  readonly width: number;
  readonly height: number;
  /**
   * The picture after the last frame: planes of luma, blue and red chroma (half as wide and high), in whole blocks.
   * The same bytes at both ends. A view, valid until the next call.
   */
  readonly planes: Uint8Array;
  /**
   * Takes one frame and paints the blocks that it changed, nothing else: pixels that have meanwhile been made exact stay
   * exact where nothing moves. Work and memory are bounded by the rectangle's size, whatever the bytes say.
   * @throws {DecodeError} when the frame is refused: neither target nor the decoder's own state have changed then
   * @throws {RangeError} when the rectangle does not fit into the target
   */
  decode(bytes: Uint8Array, target: LossyTarget): LossyBlocks;
}
