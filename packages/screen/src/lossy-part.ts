import type { ChangeTracker } from './change-tracker.ts';
import { ENCODING, REGION, TILE_SIZE } from './format.ts';
import { LOSSY_BLOCK, type LossyEncoder } from './lossy/lossy-codec.ts';
import { lossyFloorBytes } from './lossy/lossy-format.ts';
import { BYTES_PER_PIXEL, type PixelView } from './pixel-view.ts';
import type { Rect } from './rect.ts';
import type { TileSet } from './tile-set.ts';

/** The first frame of an area may be so many times as long as the others: it has nothing to build on. */
const FIRST_SHARE = 4;

/** The least time between two frames of one viewer, in milliseconds: a film's have 33 or 40. */
const MIN_INTERVAL = 20;

/** Makes a lossy encoder for a rectangle of this size. */
export type MakeLossyEncoder = (width: number, height: number) => LossyEncoder;

interface Running {
  readonly rect: Rect;
  readonly encoder: LossyEncoder;
  isFirst: boolean;
  pending: number;
  /** When the last frame was made. */
  at: number;
}

/** What of one viewer's picture is sent lossy: the tracker's moving area, as long as it is the same. */
export class LossyPart {
  readonly #tracker: ChangeTracker;
  readonly #make: MakeLossyEncoder;
  #running: Running | undefined;

  constructor(tracker: ChangeTracker, make: MakeLossyEncoder) {
    this.#tracker = tracker;
    this.#make = make;
  }

  /** The area that moves now, if any. */
  get rect(): Rect | undefined {
    const { rect } = this.#tracker.moving;
    if (rect !== this.#running?.rect) this.#running = undefined;
    return rect;
  }

  /** Whether blocks of the last frame did not fit and wait for the next one. */
  get isBehind(): boolean {
    return (this.#running?.pending ?? 0) > 0;
  }

  /** Whether the last frame is long enough ago. @param at in milliseconds; infinite where nobody waits */
  isDue(at: number): boolean {
    const last = this.#running?.at;
    return last === undefined || at === Number.POSITIVE_INFINITY || at - last >= MIN_INTERVAL;
  }

  /** The viewer begins anew: so does the area. */
  restart(): void {
    this.#running = undefined;
  }

  /**
   * Encodes the area as one region, the only one of its update.
   * @param inexact gets the tiles that the viewer does not have exactly now
   * @param maxBytes for the frame, header and region's head not counted
   * @param at now, in milliseconds
   */
  encode(rect: Rect, inexact: TileSet, maxBytes: number, at: number): Uint8Array {
    const running = this.#running ?? {
      rect,
      encoder: this.#make(rect.width, rect.height),
      isFirst: true,
      pending: 0,
      at,
    };
    this.#running = running;
    const view = pictureView(this.#tracker);
    const wanted = running.isFirst ? maxBytes * FIRST_SHARE : maxBytes;
    const limit = Math.max(wanted, lossyFloorBytes(rect.width, rect.height));
    const { bytes, blocks, pending } = running.encoder.encode(view, rect.x, rect.y, {
      rate: { kind: 'bytes', maxBytes: Math.floor(limit) },
    });
    running.isFirst = false;
    running.at = at;
    running.pending = pending;
    const perTile = TILE_SIZE / LOSSY_BLOCK;
    const left = rect.x / TILE_SIZE;
    const top = rect.y / TILE_SIZE;
    for (let row = 0; row < blocks.rows; row++) {
      for (let column = 0; column < blocks.columns; column++) {
        if (blocks.painted[row * blocks.columns + column] === 0) continue;
        inexact.addWhole(left + Math.floor(column / perTile), top + Math.floor(row / perTile));
      }
    }
    return regionOf(rect, bytes);
  }
}

/** The tracker's picture as it is now, for a lossy encoder. */
export function pictureView({ width, height, kernel }: ChangeTracker): PixelView {
  const stride = width * BYTES_PER_PIXEL;
  const data = new Uint8Array(kernel.bytes.buffer, kernel.picture.byteOffset, stride * height);
  return { data, width, height, stride };
}

/** The body of an update of one lossy frame. */
export function regionOf(rect: Rect, frame: Uint8Array): Uint8Array {
  const region = new Uint8Array(REGION.data + frame.length);
  const head = new DataView(region.buffer);
  head.setUint8(REGION.encoding, ENCODING.lossy);
  head.setUint16(REGION.x, rect.x, true);
  head.setUint16(REGION.y, rect.y, true);
  head.setUint16(REGION.width, rect.width, true);
  head.setUint16(REGION.height, rect.height, true);
  region.set(frame, REGION.data);
  return region;
}
