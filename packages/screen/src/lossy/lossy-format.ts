/** The layout of a lossy frame around what the kernels write. Numbers are little-endian; README.md has it byte by byte. */

export const LOSSY_VERSION = 1;

/** Version, flags, number, the rectangle's size, length of the plain bits in bytes; then those, then the symbols. */
export const LOSSY_HEADER = {
  version: 0,
  flags: 1,
  sequence: 2,
  width: 4,
  height: 6,
  bitBytes: 8,
  size: 12,
} as const;

/** Bits of the header's flags; every other bit is zero. */
export const LOSSY_FLAG = {
  /** The frame needs none before it. */
  intra: 1,
} as const;

/** Frames are numbered modulo this. */
export const SEQUENCE_MODULUS = 0x1_0000;

/** The symbols take at least the coder's two states. */
export const LEAST_CODE_BYTES = 8;

/** The longest side of a rectangle, in pixels. */
export const LOSSY_MAX_SIDE = 4096;

/** Side of a block in pixels. */
export const LOSSY_BLOCK = 16;

/** Blocks that cover a side of so many pixels. */
export function blocksAcross(side: number): number {
  return Math.ceil(side / LOSSY_BLOCK);
}

export function isLossySize(width: number, height: number): boolean {
  const fits = (side: number) => Number.isInteger(side) && side >= 1 && side <= LOSSY_MAX_SIDE;
  return fits(width) && fits(height);
}

/** The most bytes of a frame, header included: one for each pixel of its blocks, a third of what plain pixels take. */
export function lossyMaxBytes(width: number, height: number): number {
  return 256 + blocksAcross(width) * blocksAcross(height) * LOSSY_BLOCK ** 2;
}

/**
 * The least that a frame can be limited to, in bytes: all blocks may be left out then, at the worst probability of 12 bits
 * for each, with room for one that is not.
 */
export function lossyFloorBytes(width: number, height: number): number {
  return 512 + Math.ceil(blocksAcross(width) * blocksAcross(height) * 1.5);
}
