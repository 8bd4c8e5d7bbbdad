import { isPictureSize, maxBodyBytes, TILE_SIZE } from './format.ts';
import { type KernelBasics, startKernel } from './wasm.ts';

/** What ../kernel/screen-kernel.ts exports; addresses are bytes in `memory`. */
interface KernelExports extends KernelBasics {
  pictureAddress(): number;
  nextAddress(): number;
  flagsAddress(): number;
  changesAddress(): number;
  bodyAddress(): number;
  flagChanges(x: number, y: number, width: number, height: number): void;
  countFlagged(): number;
  takeFlagged(): void;
  findMove(): number;
  foundX(): number;
  foundY(): number;
  foundWidth(): number;
  foundHeight(): number;
  foundSourceX(): number;
  foundSourceY(): number;
  tryMove(x: number, y: number, width: number, height: number, sourceX: number, sourceY: number): number;
  applyMove(x: number, y: number, width: number, height: number, sourceX: number, sourceY: number): void;
  findBlock(
    x: number,
    y: number,
    width: number,
    height: number,
    top: number,
    bottom: number,
    after: number,
  ): number;
  findInLines(
    x: number,
    y: number,
    width: number,
    height: number,
    pitch: number,
    first: number,
    last: number,
  ): number;
  hasFewColours(x: number, y: number, width: number, height: number, limit: number): number;
  encodeFewColours(x: number, y: number, width: number, height: number, out: number): number;
  encodePlain(x: number, y: number, width: number, height: number, out: number): number;
}

/** The compiled kernel with memory laid out for one picture. */
export interface Kernel {
  readonly exports: KernelExports;
  /** Of the picture, in pixels. */
  readonly width: number;
  readonly bodyAddress: number;
  /** The whole memory. */
  readonly bytes: Uint8Array;
  /** The picture: B, G, R, 0 as little-endian numbers, rows without padding. */
  readonly picture: Uint32Array;
  /** The newest frame, in the same shape; the top byte may hold anything. */
  readonly next: Uint32Array;
  /** 1 for each tile that may differ between the two. */
  readonly flags: Uint8Array;
  /** A tile's changed box (left, top, right, bottom, in the tile, ends exclusive) as one number; 0 is unchanged. */
  readonly changes: Uint32Array;
}

/**
 * Compiles the kernel and lays out its memory for a picture of `width` × `height` pixels: about 11 bytes a pixel.
 * @param wasm the contents of build/screen-kernel.wasm
 * @throws {RangeError} when the size is not a picture's or the memory cannot be had
 */
export function createKernel(wasm: Uint8Array, width: number, height: number): Kernel {
  if (!isPictureSize(width, height)) throw new RangeError(`A picture cannot be ${width} × ${height} pixels`);
  const exports = startKernel<KernelExports>(wasm, 'picture', width, height, maxBodyBytes(width, height));
  const { buffer } = exports.memory;
  const tiles = Math.ceil(width / TILE_SIZE) * Math.ceil(height / TILE_SIZE);
  return {
    exports,
    width,
    bodyAddress: exports.bodyAddress(),
    bytes: new Uint8Array(buffer),
    picture: new Uint32Array(buffer, exports.pictureAddress(), width * height),
    next: new Uint32Array(buffer, exports.nextAddress(), width * height),
    flags: new Uint8Array(buffer, exports.flagsAddress(), tiles),
    changes: new Uint32Array(buffer, exports.changesAddress(), tiles),
  };
}
