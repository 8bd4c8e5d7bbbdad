import { DecodeError } from './decode-error.ts';
import {
  FLAG,
  HEADER,
  isPictureSize,
  maxBodyBytes,
  OLDEST_UPDATE_VERSION,
  UPDATE_VERSION,
} from './format.ts';
import type { LossyDecoder } from './lossy/lossy-codec.ts';
import { createLossyDecoder } from './lossy/lossy-decoder.ts';
import { paintedRects } from './lossy-rects.ts';
import type { Move } from './move.ts';
import { BYTES_PER_PIXEL } from './pixel-view.ts';
import type { Rect } from './rect.ts';
import { checkBody } from './region-decode.ts';
import { paintRegion } from './region-paint.ts';

export interface DecoderOptions {
  /**
   * Undoes one zstd frame. Must give exactly `size` bytes or throw, and never take more memory than for that.
   * What it gives is only read before the next call, so it may be a view of memory used again.
   */
  readonly decompress: (bytes: Uint8Array, size: number) => Uint8Array;
  /** The largest picture taken, in pixels. The decoder needs 4 bytes a pixel and up to 3 more for an update. */
  readonly maxWidth: number;
  readonly maxHeight: number;
  /** The contents of build/lossy-decoder.wasm; without it lossy regions are refused as an unknown encoding. */
  readonly lossyKernel?: Uint8Array;
}

/** What an update changed. */
export interface AppliedUpdate {
  /** The picture's size in pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether this update made a new picture, which is black where no region painted it. */
  readonly resized: boolean;
  /** What was copied before anything was painted, in this order. */
  readonly moves: readonly Move[];
  /** What else has changed, in its order: what was painted, and what was copied after something was painted. */
  readonly rects: readonly Rect[];
  /** Whether the rectangles are of a film: near what they should be, until they are still. */
  readonly isLossy: boolean;
}

/** One viewer's picture, put together from updates. */
export interface Decoder {
  /** The picture's size; 0 before the first update. */
  readonly width: number;
  readonly height: number;
  /** R, G, B, A bytes by rows, for `new ImageData(pixels, width, height)`; a new array whenever the size changes. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Takes one update. @throws {DecodeError} when it is refused; the picture is untouched then */
  apply(update: Uint8Array): AppliedUpdate;
}

interface Header {
  readonly version: number;
  readonly tellsSize: boolean;
  readonly isCompressed: boolean;
  readonly width: number;
  readonly height: number;
  readonly bodyBytes: number;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly pixels: Int32Array;
}

const OPAQUE_BLACK = 0xff000000;

function createPicture(width: number, height: number): Picture {
  const buffer = new ArrayBuffer(width * height * BYTES_PER_PIXEL);
  const pixels = new Int32Array(buffer).fill(OPAQUE_BLACK);
  return { width, height, rgba: new Uint8ClampedArray(buffer), pixels };
}

function readHeader(update: Uint8Array): Header {
  // The version comes first of all, so that a later layout is named for what it is, whatever its length.
  const version = update[HEADER.version];
  if (version === undefined) throw new DecodeError('truncated', 'an empty update');
  if (version < OLDEST_UPDATE_VERSION || version > UPDATE_VERSION)
    throw new DecodeError('unknown-version', `${version}`);
  if (update.length < HEADER.size) throw new DecodeError('truncated', `${update.length} bytes`);
  const view = new DataView(update.buffer, update.byteOffset, update.byteLength);
  const flags = view.getUint8(HEADER.flags);
  if ((flags & ~(FLAG.tellsSize | FLAG.zstd)) !== 0) throw new DecodeError('unknown-flags', `${flags}`);
  return {
    version,
    tellsSize: (flags & FLAG.tellsSize) !== 0,
    isCompressed: (flags & FLAG.zstd) !== 0,
    width: view.getUint16(HEADER.width, true),
    height: view.getUint16(HEADER.height, true),
    bodyBytes: view.getUint32(HEADER.bodyBytes, true),
  };
}

/** @throws {RangeError} when the largest size is none of a picture's */
export function createDecoder(options: DecoderOptions): Decoder {
  const { maxWidth, maxHeight, decompress } = options;
  if (!isPictureSize(maxWidth, maxHeight))
    throw new RangeError(`No picture is ${maxWidth} × ${maxHeight} pixels`);
  let picture = createPicture(0, 0);
  // Taken, and written to, before the first update comes: memory that is new to a process can cost more than what is painted in it.
  let largest: Picture | undefined = createPicture(maxWidth, maxHeight);

  function newPicture(width: number, height: number): Picture {
    const ready = largest;
    largest = undefined;
    return ready?.width === width && ready.height === height ? ready : createPicture(width, height);
  }

  function checkSize({ width, height, tellsSize }: Header): void {
    const size = `${width} × ${height}`;
    if (!tellsSize && (width !== picture.width || height !== picture.height)) {
      throw new DecodeError('size-untold', `${size}, the picture is ${picture.width} × ${picture.height}`);
    }
    if (!isPictureSize(width, height) || width > maxWidth || height > maxHeight) {
      throw new DecodeError('size-refused', size);
    }
  }

  function readBody(update: Uint8Array, header: Header): Uint8Array {
    const limit = maxBodyBytes(header.width, header.height);
    if (header.bodyBytes > limit) throw new DecodeError('oversized', `a body of ${header.bodyBytes} bytes`);
    const content = update.subarray(HEADER.size);
    if (!header.isCompressed) {
      if (content.length < header.bodyBytes) throw new DecodeError('truncated', 'the body is cut');
      if (content.length > header.bodyBytes) throw new DecodeError('oversized', 'bytes behind the body');
      return content;
    }
    // The sender compresses only what becomes smaller by it.
    if (content.length >= header.bodyBytes)
      throw new DecodeError('oversized', 'compression that grew the body');
    let body: Uint8Array;
    try {
      body = decompress(content, header.bodyBytes);
    } catch (cause) {
      throw new DecodeError('decompression-failed', 'not a zstd frame of this length', { cause });
    }
    if (body.length !== header.bodyBytes) {
      throw new DecodeError('decompression-failed', `${body.length} bytes instead of ${header.bodyBytes}`);
    }
    return body;
  }

  /** The decoder of lossy regions: one at a time, for regions of one size. */
  let lossy: LossyDecoder | undefined;

  function paintLossy(
    { rect, at }: { readonly rect: Rect; readonly at: number },
    body: Uint8Array,
  ): readonly Rect[] {
    const { lossyKernel: kernel } = options;
    if (kernel === undefined) throw new DecodeError('unknown-encoding', 'a lossy region');
    const { width, height } = rect;
    const fits = lossy !== undefined && lossy.width === width && lossy.height === height;
    const decoder = fits && lossy !== undefined ? lossy : createLossyDecoder({ kernel, width, height });
    const stride = picture.width * BYTES_PER_PIXEL;
    const offset = rect.y * stride + rect.x * BYTES_PER_PIXEL;
    const blocks = decoder.decode(body.subarray(at), { pixels: picture.rgba, offset, stride });
    lossy = decoder;
    return paintedRects(blocks, rect);
  }

  return {
    get width() {
      return picture.width;
    },
    get height() {
      return picture.height;
    },
    get pixels() {
      return picture.rgba;
    },
    apply(update) {
      const header = readHeader(update);
      checkSize(header);
      const body = readBody(update, header);
      const regions = checkBody(body, header);
      const resized = header.width !== picture.width || header.height !== picture.height;
      const [first] = regions;
      if (first?.kind === 'lossy') {
        if (resized) throw new DecodeError('bad-region', 'a new picture that begins lossy');
        const painted = paintLossy(first, body);
        return {
          width: header.width,
          height: header.height,
          resized,
          moves: [],
          rects: painted,
          isLossy: true,
        };
      }
      if (resized) picture = newPicture(header.width, header.height);
      for (const region of regions) if (region.kind !== 'lossy') paintRegion(picture, region, body);
      const firstPaint = regions.findIndex(({ kind }) => kind !== 'copy');
      const copies = firstPaint < 0 ? regions : regions.slice(0, firstPaint);
      const moves = copies.flatMap((region) =>
        region.kind === 'copy' ? [{ rect: region.rect, fromX: region.fromX, fromY: region.fromY }] : [],
      );
      const rects = regions.slice(moves.length).map(({ rect }) => rect);
      return { width: header.width, height: header.height, resized, moves, rects, isLossy: false };
    },
  };
}
