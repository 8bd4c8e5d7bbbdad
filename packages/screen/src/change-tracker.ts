import { TILE_SIZE } from './format.ts';
import { createKernel, type Kernel } from './kernel.ts';
import type { Move } from './move.ts';
import { MoveFinder } from './move-finder.ts';
import { MovingArea } from './moving-area.ts';
import { BYTES_PER_PIXEL, checkPixelView, type PixelView } from './pixel-view.ts';
import { area, clip, intersect, isWithin, type Rect, sameRects, union } from './rect.ts';
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

/** How a frame differs from the one before it: first the moves, in this order, and then what the tiles hold. */
export interface Change {
  readonly moves: readonly Move[];
  /** Where the picture differs after the moves. */
  readonly tiles: TileSet;
}

/** The latest known picture of a screen, and what changes in it. */
export interface ChangeTracker {
  readonly width: number;
  readonly height: number;
  /** The picture and its encoder, for the viewer streams of this package. */
  readonly kernel: Kernel;
  /** What of the screen moves as a film does. */
  readonly moving: MovingArea;
  /** Writes to all of its memory before the first frame comes: the first time costs most. */
  prepare(): void;
  /**
   * Takes a new frame into the picture.
   * @param frame the whole screen, of this tracker's size, or a part of it that holds all that is to be read
   * @param damage where it may differ from the last frame; parts outside the screen are ignored. The first frame
   *   is always read whole, and so is what a mask covers newly or no longer
   * @param masks what the customer hides: replaced by one colour before anything is compared, kept or encoded
   * @param at when the frame was taken, in milliseconds of any clock that goes forward; without it nothing counts as moving
   * @param corner where the frame's top left pixel is on the screen. Default: 0, 0
   * @returns what has really changed, to be marked on every viewer's stream
   * @throws {RangeError} when the frame does not lie on the screen or does not hold what is to be read, or a mask is not a
   *   rectangle; nothing is taken then
   */
  ingest(
    frame: PixelView,
    damage: readonly Rect[] | 'all',
    masks: readonly Rect[],
    at?: number,
    corner?: { readonly x: number; readonly y: number },
  ): Change;
}

type PlacedFrame = PixelView & Rect;

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
  const finder = new MoveFinder(kernel);
  const moving = new MovingArea(kernel, width, height);
  const whole: Rect = { x: 0, y: 0, width, height };
  const clipped = (rects: readonly Rect[]) =>
    rects.map((rect) => clip(rect, width, height)).filter((rect) => rect !== undefined);
  // Undefined until the first frame, of which every pixel has to be read.
  let lastMasks: readonly Rect[] | undefined;

  function copyToNext(frame: PlacedFrame, part: Rect): void {
    const start = kernel.next.byteOffset + (part.y * width + part.x) * BYTES_PER_PIXEL;
    const rowBytes = part.width * BYTES_PER_PIXEL;
    const first = (part.y - frame.y) * frame.stride + (part.x - frame.x) * BYTES_PER_PIXEL;
    if (rowBytes === frame.stride && part.width === width) {
      kernel.bytes.set(frame.data.subarray(first, first + rowBytes * part.height), start);
      return;
    }
    for (let row = 0; row < part.height; row++) {
      const from = first + row * frame.stride;
      kernel.bytes.set(frame.data.subarray(from, from + rowBytes), start + row * width * BYTES_PER_PIXEL);
    }
  }

  function maskNext(part: Rect, masks: readonly Rect[]): void {
    for (const mask of masks) {
      const hidden = intersect(mask, part);
      if (hidden === undefined) continue;
      for (let y = hidden.y; y < hidden.y + hidden.height; y++) {
        const start = y * width + hidden.x;
        kernel.next.fill(maskColour, start, start + hidden.width);
      }
    }
  }

  function readRect(frame: PlacedFrame, rect: Rect, masks: readonly Rect[]): void {
    const bottom = rect.y + rect.height;
    // By rows of tiles, so that what has been copied is still in the processor's cache when it is compared.
    for (let y = rect.y; y < bottom; ) {
      const nextTile = (Math.floor(y / TILE_SIZE) + 1) * TILE_SIZE;
      const part = { ...rect, y, height: Math.min(nextTile, bottom) - y };
      copyToNext(frame, part);
      maskNext(part, masks);
      kernel.exports.flagChanges(part.x, part.y, part.width, part.height);
      y = nextTile;
    }
  }

  function toRead(damage: readonly Rect[] | 'all', masks: readonly Rect[]): readonly Rect[] {
    if (damage === 'all' || lastMasks === undefined) return [whole];
    const uncovered = sameRects(masks, lastMasks) ? [] : [...lastMasks, ...masks];
    const rects = [...clipped(damage), ...uncovered];
    const pixels = rects.reduce((sum, rect) => sum + area(rect), 0);
    // Those of several captures that did not come to pass overlap; a frame need not hold more than is around them.
    return pixels < width * height ? rects : [rects.reduce(union)];
  }

  return {
    width,
    height,
    kernel,
    moving,
    prepare() {
      if (lastMasks !== undefined) return;
      kernel.bytes.fill(0, kernel.picture.byteOffset);
    },
    ingest(frame, damage, masks, at, { x, y } = { x: 0, y: 0 }) {
      checkPixelView(frame);
      masks.forEach(checkMask);
      const placed: PlacedFrame = { ...frame, x, y };
      const hidden = clipped(masks);
      const isFirst = lastMasks === undefined;
      const wanted = toRead(damage, hidden);
      if (!isWithin(placed, whole) || !wanted.every((rect) => isWithin(rect, placed))) {
        throw new RangeError(
          `A frame of ${frame.width} × ${frame.height} at ${x}, ${y} for ${width} × ${height} pixels`,
        );
      }
      for (const rect of wanted) readRect(placed, rect, hidden);
      lastMasks = hidden;
      const moves = isFirst ? [] : finder.find();
      kernel.changes.fill(0);
      kernel.exports.takeFlagged();
      const tiles = TileSet.fromBoxes(width, height, kernel.changes);
      if (at !== undefined) moving.note(tiles, at);
      return { moves, tiles };
    },
  };
}
