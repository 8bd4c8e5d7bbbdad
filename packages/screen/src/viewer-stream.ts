import type { ChangeTracker } from './change-tracker.ts';
import { FLAG, HEADER, UPDATE_VERSION } from './format.ts';
import { encodeBody } from './region-encode.ts';
import { TileSet } from './tile-set.ts';

export interface ViewerStreamOptions {
  /** Makes one zstd frame of the bytes; level 1 measures best (README.md). Called once an update. */
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}

/** What one viewer still has to be sent of a tracker's picture. */
export interface ViewerStream {
  /** How many tiles this viewer has not been sent as they are now. */
  readonly pending: number;
  /** Notes tiles that the tracker found changed. @throws {RangeError} for tiles of another size of picture */
  mark(tiles: TileSet): void;
  /** The viewer needs everything, size included: it has just come, or come back. A new stream begins like this. */
  markAll(): void;
  /**
   * The next update, from the tracker's picture as it is now; undefined when the viewer has everything.
   * @param maxBytes the longest update wanted, default no limit. What does not fit stays pending and comes first
   *   the next time; one tile (at most 3.1 KB) is sent whatever the limit
   */
  encode(maxBytes?: number): Uint8Array | undefined;
}

/** Aim below the limit, so that what compresses a little worse than the last time still fits. */
const MARGIN = 0.85;

/** A stream of updates for one viewer; several may share one tracker, each at its own pace. */
export function createViewerStream(tracker: ChangeTracker, options: ViewerStreamOptions): ViewerStream {
  const { width, height } = tracker;
  const dirty = TileSet.whole(width, height);
  let tellsSize = true;
  let nextTile = 0;
  let bytesPerTile = 0;

  function pack(body: Uint8Array): Uint8Array {
    const compressed = options.compress(body);
    const smaller = compressed.length < body.length;
    const content = smaller ? compressed : body;
    const update = new Uint8Array(HEADER.size + content.length);
    const view = new DataView(update.buffer);
    view.setUint8(HEADER.version, UPDATE_VERSION);
    view.setUint8(HEADER.flags, (tellsSize ? FLAG.tellsSize : 0) | (smaller ? FLAG.zstd : 0));
    view.setUint16(HEADER.width, width, true);
    view.setUint16(HEADER.height, height, true);
    view.setUint32(HEADER.bodyBytes, body.length, true);
    update.set(content, HEADER.size);
    return update;
  }

  function firstLimit(maxBytes: number, pending: number): number {
    if (maxBytes === Number.POSITIVE_INFINITY || bytesPerTile === 0) return pending;
    return Math.max(1, Math.min(pending, Math.floor((maxBytes * MARGIN) / bytesPerTile)));
  }

  return {
    get pending() {
      return dirty.size;
    },
    mark(tiles) {
      dirty.add(tiles);
    },
    markAll() {
      dirty.addAll();
      tellsSize = true;
    },
    encode(maxBytes = Number.POSITIVE_INFINITY) {
      const pending = dirty.size;
      if (pending === 0) return undefined;
      let limit = firstLimit(maxBytes, pending);
      for (;;) {
        const { taken, next } = dirty.take(limit, nextTile);
        const update = pack(encodeBody(tracker.kernel, taken));
        bytesPerTile = update.length / limit;
        if (update.length <= maxBytes || limit === 1) {
          nextTile = next;
          tellsSize = false;
          return update;
        }
        dirty.add(taken);
        limit = Math.max(1, Math.floor(limit * MARGIN * (maxBytes / update.length)));
      }
    },
  };
}
