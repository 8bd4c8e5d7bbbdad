import { DecodeError } from '../decode-error.ts';
import { BYTES_PER_PIXEL } from '../pixel-view.ts';
import type { LossyBlocks, LossyDecoder, LossyDecoderOptions, LossyTarget } from './lossy-codec.ts';
import {
  LEAST_CODE_BYTES,
  LOSSY_BLOCK,
  LOSSY_FLAG,
  LOSSY_HEADER,
  LOSSY_VERSION,
  SEQUENCE_MODULUS,
} from './lossy-format.ts';
import { openRectangle, type RectangleKernel } from './rectangle.ts';

/** What ../../kernel/lossy-decoder.ts exports; addresses are bytes in `memory`. */
interface DecoderKernel extends RectangleKernel {
  inputAddress(): number;
  decode(isIntra: number, bitBytes: number, codeBytes: number): number;
  paint(row: number): void;
}

interface Header {
  readonly isIntra: boolean;
  readonly sequence: number;
  readonly bitBytes: number;
  readonly codeBytes: number;
}

/** @throws {RangeError} when the size is none of a rectangle's, or there is no memory for it */
export function createLossyDecoder(options: LossyDecoderOptions): LossyDecoder {
  const { width, height } = options;
  const rectangle = openRectangle<DecoderKernel>(options.kernel, width, height);
  const { kernel, memory, columns, rows, bandStride, mostBytes, painted } = rectangle;
  /** The number that a frame without `intra` must have; none before the first frame. */
  let expected: number | undefined;

  function readHeader(bytes: Uint8Array): Header {
    const version = bytes[LOSSY_HEADER.version];
    if (version === undefined) throw new DecodeError('truncated', 'an empty lossy frame');
    if (version !== LOSSY_VERSION) throw new DecodeError('unknown-version', `lossy ${version}`);
    if (bytes.length < LOSSY_HEADER.size + LEAST_CODE_BYTES) {
      throw new DecodeError('truncated', `a lossy frame of ${bytes.length} bytes`);
    }
    if (bytes.length > mostBytes)
      throw new DecodeError('oversized', `a lossy frame of ${bytes.length} bytes`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const flags = view.getUint8(LOSSY_HEADER.flags);
    if ((flags & ~LOSSY_FLAG.intra) !== 0) throw new DecodeError('unknown-flags', `lossy ${flags}`);
    const w = view.getUint16(LOSSY_HEADER.width, true);
    const h = view.getUint16(LOSSY_HEADER.height, true);
    if (w !== width || h !== height) {
      throw new DecodeError('size-refused', `a lossy frame of ${w} × ${h} for ${width} × ${height}`);
    }
    const bitBytes = view.getUint32(LOSSY_HEADER.bitBytes, true);
    const codeBytes = bytes.length - LOSSY_HEADER.size - bitBytes;
    if (codeBytes < LEAST_CODE_BYTES) throw new DecodeError('truncated', 'a lossy frame without its symbols');
    const isIntra = (flags & LOSSY_FLAG.intra) !== 0;
    const sequence = view.getUint16(LOSSY_HEADER.sequence, true);
    if (!isIntra && sequence !== expected) {
      throw new DecodeError(
        'missing-base',
        `lossy frame ${sequence} instead of ${expected ?? 'an intra one'}`,
      );
    }
    return { isIntra, sequence, bitBytes, codeBytes };
  }

  /** Copies the painted blocks of a row from the kernel's band, neighbours together. */
  function paintRow(row: number, target: LossyTarget): void {
    const band = kernel.bandAddress();
    const top = row * LOSSY_BLOCK;
    const count = Math.min(LOSSY_BLOCK, height - top);
    const isPainted = (column: number) => painted[row * columns + column] === 1;
    for (let first = 0; first < columns; first++) {
      if (!isPainted(first)) continue;
      let end = first + 1;
      while (end < columns && isPainted(end)) end++;
      const from = band + first * LOSSY_BLOCK * BYTES_PER_PIXEL;
      const length = (Math.min(end * LOSSY_BLOCK, width) - first * LOSSY_BLOCK) * BYTES_PER_PIXEL;
      let to = target.offset + top * target.stride + first * LOSSY_BLOCK * BYTES_PER_PIXEL;
      for (let i = 0; i < count; i++) {
        target.pixels.set(memory.subarray(from + i * bandStride, from + i * bandStride + length), to);
        to += target.stride;
      }
      first = end;
    }
  }

  function checkTarget({ pixels, offset, stride }: LossyTarget): void {
    const rowBytes = width * BYTES_PER_PIXEL;
    const isFit =
      Number.isInteger(offset) &&
      offset >= 0 &&
      Number.isInteger(stride) &&
      stride >= rowBytes &&
      offset + (height - 1) * stride + rowBytes <= pixels.length;
    if (!isFit) throw new RangeError(`${width} × ${height} pixels at ${offset} do not fit into the target`);
  }

  return {
    width,
    height,
    get planes() {
      return rectangle.planes();
    },
    decode(bytes: Uint8Array, target: LossyTarget): LossyBlocks {
      checkTarget(target);
      const { isIntra, sequence, bitBytes, codeBytes } = readHeader(bytes);
      memory.set(bytes.subarray(LOSSY_HEADER.size), kernel.inputAddress());
      if (kernel.decode(isIntra ? 1 : 0, bitBytes, codeBytes) !== 0) {
        throw new DecodeError('bad-lossy', 'not what an encoder writes');
      }
      expected = (sequence + 1) % SEQUENCE_MODULUS;
      let count = 0;
      for (const one of painted) count += one;
      for (let row = 0; row < rows && count > 0; row++) {
        kernel.paint(row);
        paintRow(row, target);
      }
      return { columns, rows, painted, count };
    },
  };
}
