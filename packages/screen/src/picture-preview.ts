import type { ChangeTracker } from './change-tracker.ts';
import { TILE_SIZE } from './format.ts';
import { largestRect } from './largest-rect.ts';
import { LOSSY_BLOCK, LOSSY_MAX_SIDE, type LossyEncoder } from './lossy/lossy-codec.ts';
import { lossyFloorBytes } from './lossy/lossy-format.ts';
import { type MakeLossyEncoder, pictureView, regionOf } from './lossy-part.ts';
import type { Rect } from './rect.ts';
import type { TileSet } from './tile-set.ts';

/** What a tile of a photograph costs exactly, in bytes: 1,300 to 2,600 on the package's generated ones (README.md). */
const PICTURE_TILE_BYTES = 1500;
/** Pictures that are exact after so many updates need no preview. */
const PATIENCE = 8;
/** A preview may be so many times as long as other updates. */
const SHARE = 2;
/** Fewer tiles are exact soon enough: a square of 128 × 128 pixels. */
const LEAST_TILES = 16;
/** Better than this costs more than it shows; what is exact follows. 1 to 100. */
const MOST_QUALITY = 75;

/** Pictures that a slow link carries only in seconds: first nearly, in one lossy frame, so that they can be recognised at once. */
export class PicturePreview {
  readonly #tracker: ChangeTracker;
  readonly #make: MakeLossyEncoder;
  #encoder: LossyEncoder | undefined;

  constructor(tracker: ChangeTracker, make: MakeLossyEncoder) {
    this.#tracker = tracker;
    this.#make = make;
  }

  /**
   * Encodes the largest rectangle of tiles that are all pictures and wait to be sent, as the only region of an update. Text on a ground
   * of its own is never part of it.
   * @param waiting loses the tiles that the frame shows
   * @param inexact gets them
   * @param maxBytes of other updates
   * @returns the update's body; undefined when it is not worth it
   */
  encode(waiting: TileSet, inexact: TileSet, maxBytes: number): Uint8Array | undefined {
    const rect = this.#rectIn(waiting, maxBytes);
    if (rect === undefined) return undefined;
    const last = this.#encoder;
    const fits = last?.width === rect.width && last.height === rect.height;
    const encoder = fits ? last : this.#make(rect.width, rect.height);
    this.#encoder = encoder;
    const limit = Math.max(maxBytes * SHARE, lossyFloorBytes(rect.width, rect.height));
    const { bytes, blocks } = encoder.encode(pictureView(this.#tracker), rect.x, rect.y, {
      rate: { kind: 'bytes', maxBytes: Math.floor(limit), maxQuality: MOST_QUALITY },
      intra: true,
    });
    const perTile = TILE_SIZE / LOSSY_BLOCK;
    const isPainted = (column: number, row: number) => {
      const isOutside = column >= blocks.columns || row >= blocks.rows;
      return isOutside || blocks.painted[row * blocks.columns + column] === 1;
    };
    const shown = waiting.takeWhere((tile) => {
      if (!waiting.isWithin(tile, rect)) return false;
      const left = ((tile % waiting.columns) - rect.x / TILE_SIZE) * perTile;
      const top = (Math.floor(tile / waiting.columns) - rect.y / TILE_SIZE) * perTile;
      for (let row = 0; row < perTile; row++)
        for (let column = 0; column < perTile; column++)
          if (!isPainted(left + column, top + row)) return false;
      return true;
    });
    // Whole, for all of a tile has been painted anew, also where it was exact.
    inexact.addRect(rect);
    if (shown.isEmpty) return undefined;
    return regionOf(rect, bytes);
  }

  #rectIn(waiting: TileSet, maxBytes: number): Rect | undefined {
    const { moving, width, height } = this.#tracker;
    if (waiting.size * PICTURE_TILE_BYTES < maxBytes * PATIENCE) return undefined;
    const pictures = new Set<number>();
    for (let tile = 0; tile < waiting.columns * waiting.rows; tile++)
      if (waiting.has(tile) && moving.isPicture(tile)) pictures.add(tile);
    if (pictures.size * PICTURE_TILE_BYTES < maxBytes * PATIENCE) return undefined;
    const found = largestRect(waiting.columns, waiting.rows, LOSSY_MAX_SIDE / TILE_SIZE, (column, row) =>
      pictures.has(row * waiting.columns + column),
    );
    if (found === undefined || found.columns * found.rows < LEAST_TILES) return undefined;
    const x = found.column * TILE_SIZE;
    const y = found.row * TILE_SIZE;
    return {
      x,
      y,
      width: Math.min(found.columns * TILE_SIZE, width - x),
      height: Math.min(found.rows * TILE_SIZE, height - y),
    };
  }
}
