/**
 * The layout of an update: the named constants that encoder and decoder share. Numbers are little-endian. They
 * are never given a second meaning; README.md has the whole layout byte by byte.
 */

/**
 * The newest version of the layout. 1: solid, palette, plain. 2: copies, too. 3: lossy regions, too. 4: more copies. A decoder
 * takes every version up to this one; a sender keeps to what its receiver has said that it takes.
 */
export const UPDATE_VERSION = 4;

/** The version that every receiver takes. */
export const OLDEST_UPDATE_VERSION = 1;

/** Header: version, flags, width, height, length of the body once decompressed. */
export const HEADER = {
  version: 0,
  flags: 1,
  width: 2,
  height: 4,
  bodyBytes: 6,
  size: 10,
} as const;

/** Bits of the header's flags; every other bit is zero. */
export const FLAG = {
  /** The update tells the picture's size: the receiver takes it, and makes a new picture when it differs. */
  tellsSize: 1,
  /** The body is one zstd frame; otherwise it is as it is. */
  zstd: 2,
} as const;

/** Offsets in the head of a region. */
export const REGION = {
  encoding: 0,
  x: 1,
  y: 3,
  width: 5,
  height: 7,
  data: 9,
} as const;

/** Bytes of a region's head. */
export const REGION_HEAD_BYTES = 9;

/** How the pixels of a region are written. */
export const ENCODING = {
  /** One colour: R, G, B. */
  solid: 1,
  /** Number of colours less one, the colours as R, G, B, then indices of 1, 2, 4 or 8 bits, rows on whole bytes. */
  palette: 2,
  /** Three planes (G, R − G, B − G), each pixel less the one above it in the region, modulo 256. */
  plain: 3,
  /**
   * Pixels that the picture holds elsewhere: x and y of where they stand, 2 bytes each. From version 2 on. The
   * pixels are those of the picture as the regions before this one have left it, also where both places overlap.
   */
  copy: 4,
  /**
   * A frame of the lossy codec, up to the end of the body. From version 3 on. An update with such a region has no other. It
   * builds on the region's last one, which had the same size, unless it says that it begins anew.
   */
  lossy: 5,
} as const;

/** Bytes of a copy's data. */
export const COPY_DATA_BYTES = 4;

/** The most copies in one update: the letters of some twenty lines of text that have come into view. */
export const MAX_COPIES = 2048;
const MAX_COPIES_BEFORE_4 = 64;

/** The most copies in one update of a version; below 2 there are none, whatever this says. */
export function maxCopies(version: number): number {
  return version < 4 ? MAX_COPIES_BEFORE_4 : MAX_COPIES;
}

/** All copies of an update together write at most so many times the picture's pixels. */
export const MAX_COPIED_PICTURES = 2;

export const MAX_PALETTE_COLOURS = 256;

/** Bits of one index in a palette region of `colours` (2–256) colours. */
export function indexBits(colours: number): 1 | 2 | 4 | 8 {
  if (colours <= 2) return 1;
  if (colours <= 4) return 2;
  return colours <= 16 ? 4 : 8;
}

/** Side of a tile in pixels: the grain of change detection. */
export const TILE_SIZE = 32;

/** The longest side of a picture, in pixels. */
export const MAX_SIDE = 16_384;

/** The most pixels of a picture: two screens of 7680 × 4320. */
export const MAX_PIXELS = 2 * 7680 * 4320;

/** Whether a picture may have this size. */
export function isPictureSize(width: number, height: number): boolean {
  const fits = (side: number) => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE;
  return fits(width) && fits(height) && width * height <= MAX_PIXELS;
}

function tilesOf(width: number, height: number): number {
  return Math.ceil(width / TILE_SIZE) * Math.ceil(height / TILE_SIZE);
}

/** Painted regions that are always allowed, also in a picture of fewer tiles. */
const FEW_PAINTED = 64;

/**
 * The most regions that one update may paint in a picture of this size. A sender makes each of whole tiles; regions of
 * single pixels would cost the receiver hundreds of times the work.
 */
export function maxPaintedRegions(width: number, height: number): number {
  return Math.max(FEW_PAINTED, tilesOf(width, height));
}

/**
 * The most bytes that an update's body can have for a picture of this size: no pixel is sent twice in one update,
 * none costs more than three bytes, there are no more painted regions than tiles, and at most {@link MAX_COPIES}.
 */
export function maxBodyBytes(width: number, height: number): number {
  const painted = tilesOf(width, height) * REGION_HEAD_BYTES;
  return width * height * 3 + painted + MAX_COPIES * (REGION_HEAD_BYTES + COPY_DATA_BYTES);
}

/** The most bytes that an update can have for a picture of this size, header included. */
export function maxUpdateBytes(width: number, height: number): number {
  return HEADER.size + maxBodyBytes(width, height);
}
