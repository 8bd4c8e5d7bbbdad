import { TILE_SIZE } from './format.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { BYTES_PER_PIXEL, checkPixelView, type PixelView } from './pixel-view.ts';
import { area, clip, intersect, type Rect, sameRects } from './rect.ts';
import { TileSet } from './tile-set.ts';

export interface ChangeTrackerOptions {
  /** The picture's size in pixels; a screen of another size needs another tracker. */
  readonly width: number;
  readonly height: number;
  /** The contents of build/screen-kernel.wasm. */
  readonly kernel: Uint8Array;
  /** The colour that stands for what the customer hides, 0xRRGGBB. Default: a middle grey, 0x808080. */
  readonly maskColour?: number;
}

/** The latest known picture of a screen, and what changes in it. */
export interface ChangeTracker {
  readonly width: number;
  readonly height: number;
  /** The picture and its encoder, for the viewer streams of this package. */
  readonly kernel: Kernel;
  /**
   * Takes a new frame into the picture.
   * @param frame the whole screen, of this tracker's size
   * @param damage where it may differ from the last frame; parts outside the screen are ignored. The first frame
   *   is always read whole, and so is what a mask covers newly or no longer
   * @param masks what the customer hides: replaced by one colour before anything is compared, kept or encoded
   * @returns the tiles in which pixels really differ, to be marked on every viewer's stream
   * @throws {RangeError} when the frame is not of this size or a mask is not a rectangle; nothing is taken then
   */
  ingest(frame: PixelView, damage: readonly Rect[] | 'all', masks: readonly Rect[]): TileSet;
}

const DEFAULT_MASK_COLOUR = 0x808080;

/** A mask that cannot be understood must not lead to a picture without it. */
function checkMask(mask: Rect): void {
  const numbers = [mask.x, mask.y, mask.width, mask.height];
  if (!numbers.every(Number.isFinite) || mask.width < 0 || mask.height < 0) {
    throw new RangeError(`A mask cannot be ${numbers.join(', ')}`);
  }
}

/** @throws {RangeError} when the size or the colour is out of range */
export function createChangeTracker(options: ChangeTrackerOptions): ChangeTracker {
  const { width, height, maskColour = DEFAULT_MASK_COLOUR } = options;
  if (!Number.isInteger(maskColour) || maskColour < 0 || maskColour > 0xffffff) {
    throw new RangeError(`The mask's colour cannot be ${maskColour}`);
  }
  const kernel = createKernel(options.kernel, width, height);
  const whole: Rect = { x: 0, y: 0, width, height };
  const clipped = (rects: readonly Rect[]) =>
    rects.map((rect) => clip(rect, width, height)).filter((rect) => rect !== undefined);
  // Undefined until the first frame, of which every pixel has to be read.
  let lastMasks: readonly Rect[] | undefined;

  /** Copies `part`, which lies in one row of tiles, into the band. */
  function copyToBand(frame: PixelView, part: Rect): void {
    const bandStart = kernel.band.byteOffset;
    const rowBytes = part.width * BYTES_PER_PIXEL;
    const first = part.y * frame.stride + part.x * BYTES_PER_PIXEL;
    if (rowBytes === frame.stride) {
      kernel.bytes.set(frame.data.subarray(first, first + rowBytes * part.height), bandStart);
      return;
    }
    for (let row = 0; row < part.height; row++) {
      const from = first + row * frame.stride;
      kernel.bytes.set(frame.data.subarray(from, from + rowBytes), bandStart + row * rowBytes);
    }
  }

  function maskBand(part: Rect, masks: readonly Rect[]): void {
    for (const mask of masks) {
      const hidden = intersect(mask, part);
      if (hidden === undefined) continue;
      for (let row = 0; row < hidden.height; row++) {
        const start = (hidden.y - part.y + row) * part.width + hidden.x - part.x;
        kernel.band.fill(maskColour, start, start + hidden.width);
      }
    }
  }

  function ingestRect(frame: PixelView, rect: Rect, masks: readonly Rect[]): void {
    const bottom = rect.y + rect.height;
    for (let y = rect.y; y < bottom; ) {
      const nextTile = (Math.floor(y / TILE_SIZE) + 1) * TILE_SIZE;
      const part = { ...rect, y, height: Math.min(nextTile, bottom) - y };
      copyToBand(frame, part);
      maskBand(part, masks);
      kernel.exports.compareBand(part.x, part.y, part.width, part.height);
      y = nextTile;
    }
  }

  function toRead(damage: readonly Rect[] | 'all', masks: readonly Rect[]): readonly Rect[] {
    if (damage === 'all' || lastMasks === undefined) return [whole];
    const uncovered = sameRects(masks, lastMasks) ? [] : [...lastMasks, ...masks];
    const rects = [...clipped(damage), ...uncovered];
    const pixels = rects.reduce((sum, rect) => sum + area(rect), 0);
    return pixels < width * height ? rects : [whole];
  }

  return {
    width,
    height,
    kernel,
    ingest(frame, damage, masks) {
      checkPixelView(frame);
      if (frame.width !== width || frame.height !== height) {
        throw new RangeError(`A frame of ${frame.width} × ${frame.height} for ${width} × ${height} pixels`);
      }
      masks.forEach(checkMask);
      const hidden = clipped(masks);
      const rects = toRead(damage, hidden);
      kernel.changes.fill(0);
      for (const rect of rects) ingestRect(frame, rect, hidden);
      lastMasks = hidden;
      return TileSet.fromBoxes(width, height, kernel.changes);
    },
  };
}
