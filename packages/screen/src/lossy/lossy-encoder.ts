import { BYTES_PER_PIXEL, checkPixelView, type PixelView } from '../pixel-view.ts';
import type {
  LossyEncoder,
  LossyEncoderOptions,
  LossyFrame,
  LossyRate,
  LossyRequest,
} from './lossy-codec.ts';
import {
  LOSSY_BLOCK,
  LOSSY_FLAG,
  LOSSY_HEADER,
  LOSSY_VERSION,
  lossyFloorBytes,
  SEQUENCE_MODULUS,
} from './lossy-format.ts';
import { createRateControl } from './rate-control.ts';
import { openRectangle, type RectangleKernel } from './rectangle.ts';

/** What ../../kernel/lossy-encoder.ts exports; addresses are bytes in `memory`. */
interface EncoderKernel extends RectangleKernel {
  workAddress(): number;
  bitsAddress(): number;
  codeAddress(): number;
  pendingBlocks(): number;
  beginFrame(isIntra: number): void;
  convert(row: number): void;
  analyse(quality: number): void;
  codeSlice(slice: number, quality: number, limit: number): number;
  finish(): number;
  bitBytes(): number;
}

const MAX_SLICES = 8;
const DEFAULT_MAX_QUALITY = 90;

function isQuality(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100;
}

/** @throws {RangeError} */
function checkRate(rate: LossyRate, width: number, height: number): void {
  switch (rate.kind) {
    case 'quality':
      if (!isQuality(rate.quality)) throw new RangeError(`No quality is ${rate.quality}`);
      return;
    case 'bytes': {
      const floor = lossyFloorBytes(width, height);
      if (!(rate.maxBytes >= floor)) throw new RangeError(`${rate.maxBytes} bytes are less than ${floor}`);
      if (rate.maxQuality !== undefined && !isQuality(rate.maxQuality)) {
        throw new RangeError(`No quality is ${rate.maxQuality}`);
      }
    }
  }
}

/** @throws {RangeError} when the size is none of a rectangle's, or there is no memory for it */
export function createLossyEncoder(options: LossyEncoderOptions): LossyEncoder {
  const { width, height } = options;
  const rectangle = openRectangle<EncoderKernel>(options.kernel, width, height);
  const { kernel, memory, columns, rows, bandStride, mostBytes, painted } = rectangle;
  const work = new Uint32Array(kernel.memory.buffer, kernel.workAddress(), MAX_SLICES);
  const slices = Math.ceil(rows / Math.ceil(rows / MAX_SLICES));
  const rateControl = createRateControl();
  let sequence = 0;
  let isFirst = true;
  let lastQuality = 50;

  function load(view: PixelView, x: number, y: number): void {
    const band = kernel.bandAddress();
    // A view of a Buffer would make a Buffer of each row, which takes longer than copying it.
    const data = new Uint8Array(view.data.buffer, view.data.byteOffset, view.data.byteLength);
    for (let row = 0; row < rows; row++) {
      const top = row * LOSSY_BLOCK;
      const count = Math.min(LOSSY_BLOCK, height - top);
      for (let i = 0; i < count; i++) {
        const from = (y + top + i) * view.stride + x * BYTES_PER_PIXEL;
        memory.set(data.subarray(from, from + width * BYTES_PER_PIXEL), band + i * bandStride);
      }
      kernel.convert(row);
    }
  }

  /** Codes all slices; gives the lowest quality used. */
  function code(rate: LossyRate): number {
    let lowest = 100;
    let bytes: number = LOSSY_HEADER.size;
    switch (rate.kind) {
      case 'quality':
        for (let slice = 0; slice < slices; slice++)
          kernel.codeSlice(slice, rate.quality, mostBytes - LOSSY_HEADER.size);
        lastQuality = rate.quality;
        return rate.quality;
      case 'bytes': {
        const limit = Math.min(rate.maxBytes, mostBytes);
        rateControl.begin([...work.subarray(0, slices)], limit, rate.maxQuality ?? DEFAULT_MAX_QUALITY);
        for (let slice = 0; slice < slices; slice++) {
          const quality = rateControl.next();
          const soFar = LOSSY_HEADER.size + kernel.codeSlice(slice, quality, limit - LOSSY_HEADER.size);
          rateControl.spent(soFar - bytes);
          bytes = soFar;
          lowest = Math.min(lowest, quality);
        }
        lastQuality = lowest;
        return lowest;
      }
    }
  }

  function pack(isIntra: boolean): Uint8Array {
    const codeBytes = kernel.finish();
    const bitBytes = kernel.bitBytes();
    const bytes = new Uint8Array(LOSSY_HEADER.size + bitBytes + codeBytes);
    const view = new DataView(bytes.buffer);
    view.setUint8(LOSSY_HEADER.version, LOSSY_VERSION);
    view.setUint8(LOSSY_HEADER.flags, isIntra ? LOSSY_FLAG.intra : 0);
    view.setUint16(LOSSY_HEADER.sequence, sequence, true);
    view.setUint16(LOSSY_HEADER.width, width, true);
    view.setUint16(LOSSY_HEADER.height, height, true);
    view.setUint32(LOSSY_HEADER.bitBytes, bitBytes, true);
    const bits = kernel.bitsAddress();
    bytes.set(memory.subarray(bits, bits + bitBytes), LOSSY_HEADER.size);
    const code = kernel.codeAddress();
    bytes.set(memory.subarray(code, code + codeBytes), LOSSY_HEADER.size + bitBytes);
    return bytes;
  }

  return {
    width,
    height,
    get planes() {
      return rectangle.planes();
    },
    encode(view: PixelView, x: number, y: number, request: LossyRequest): LossyFrame {
      checkPixelView(view);
      const fits = (start: number, length: number, whole: number) =>
        Number.isInteger(start) && start >= 0 && start + length <= whole;
      if (!fits(x, width, view.width) || !fits(y, height, view.height)) {
        throw new RangeError(`${width} × ${height} at ${x}, ${y} is not in ${view.width} × ${view.height}`);
      }
      const { rate } = request;
      checkRate(rate, width, height);
      const isIntra = isFirst || request.intra === true;
      isFirst = false;
      kernel.beginFrame(isIntra ? 1 : 0);
      load(view, x, y);
      kernel.analyse(rate.kind === 'quality' ? rate.quality : lastQuality);
      const quality = code(rate);
      const bytes = pack(isIntra);
      sequence = (sequence + 1) % SEQUENCE_MODULUS;
      const count = painted.reduce((sum, one) => sum + one, 0);
      return {
        bytes,
        intra: isIntra,
        quality,
        blocks: { columns, rows, painted, count },
        pending: kernel.pendingBlocks(),
      };
    },
  };
}
