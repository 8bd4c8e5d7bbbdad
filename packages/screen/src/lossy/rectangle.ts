import { BYTES_PER_PIXEL } from '../pixel-view.ts';
import { type KernelBasics, startKernel } from '../wasm.ts';
import { blocksAcross, isLossySize, LOSSY_BLOCK, lossyMaxBytes } from './lossy-format.ts';

/** What the kernels of both ends export; addresses are bytes in `memory`. */
export interface RectangleKernel extends KernelBasics {
  /** Of the pixels of a row of blocks, R, G, B, A or B, G, R, A. */
  bandAddress(): number;
  /** Of the decoder's picture after the last frame. */
  pictureAddress(): number;
  paintedAddress(): number;
}

/** What both ends have of their rectangle. */
export interface Rectangle<Kernel extends RectangleKernel> {
  readonly kernel: Kernel;
  /** The kernel's whole memory. */
  readonly memory: Uint8Array;
  /** Blocks in a row, and rows of blocks. */
  readonly columns: number;
  readonly rows: number;
  /** Bytes from one row of pixels in the kernel's band to the next. */
  readonly bandStride: number;
  /** The most bytes of a frame, header included. */
  readonly mostBytes: number;
  /** By rows of blocks: 1 where the last frame painted the block. A view of the kernel's memory. */
  readonly painted: Uint8Array;
  /** The decoder's picture after the last frame, as planes. A view, valid until the next frame. */
  planes(): Uint8Array;
}

/** Bytes of a block's luma (16 × 16) and chroma (2 × 8 × 8). */
const BLOCK_PLANE_BYTES = 384;

/**
 * Starts a kernel for a rectangle of `width` × `height` pixels.
 * @param wasm the contents of build/lossy-encoder.wasm or build/lossy-decoder.wasm
 * @throws {RangeError} when the size is none of a rectangle's, or there is no memory for it
 */
export function openRectangle<Kernel extends RectangleKernel>(
  wasm: Uint8Array,
  width: number,
  height: number,
): Rectangle<Kernel> {
  if (!isLossySize(width, height)) throw new RangeError(`No lossy rectangle is ${width} × ${height} pixels`);
  const mostBytes = lossyMaxBytes(width, height);
  const kernel = startKernel<Kernel>(wasm, 'rectangle', width, height, mostBytes);
  const memory = new Uint8Array(kernel.memory.buffer);
  const columns = blocksAcross(width);
  const rows = blocksAcross(height);
  const blocks = columns * rows;
  return {
    kernel,
    memory,
    columns,
    rows,
    bandStride: columns * LOSSY_BLOCK * BYTES_PER_PIXEL,
    mostBytes,
    painted: memory.subarray(kernel.paintedAddress(), kernel.paintedAddress() + blocks),
    planes() {
      const picture = kernel.pictureAddress();
      return memory.subarray(picture, picture + blocks * BLOCK_PLANE_BYTES);
    },
  };
}
