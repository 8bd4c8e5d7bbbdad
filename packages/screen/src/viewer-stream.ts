import type { Change, ChangeTracker } from './change-tracker.ts';
import { FLAG, HEADER, OLDEST_UPDATE_VERSION, UPDATE_VERSION } from './format.ts';
import { PendingMoves } from './pending-moves.ts';
import { encodeBody } from './region-encode.ts';
import { TileSet } from './tile-set.ts';

export interface ViewerStreamOptions {
  /** Makes one zstd frame of the bytes; level 1 measures best (README.md). Called once an update. */
  readonly compress: (bytes: Uint8Array) => Uint8Array;
  /**
   * The version of the layout that the viewer takes, {@link OLDEST_UPDATE_VERSION} to {@link UPDATE_VERSION}. Default: the
   * newest.
   */
  readonly version?: number;
}

/** What one viewer still has to be sent of a tracker's picture. */
export interface ViewerStream {
  /** How many moves and tiles this viewer has not been sent as they are now. */
  readonly pending: number;
  /** Notes what the tracker found changed. @throws {RangeError} for a change of another size of picture */
  mark(change: Change): void;
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
/** The first version that has copies. */
const COPIES_SINCE = 2;

/**
 * A stream of updates for one viewer; several may share one tracker, each at its own pace.
 *
 * What it knows: once the pending moves are done, the viewer's picture is the tracker's outside the boxes of `dirty`. Each
 * change keeps that so: a move takes with it what is dirty at its source.
 * @throws {RangeError} for a version that there is not
 */
export function createViewerStream(tracker: ChangeTracker, options: ViewerStreamOptions): ViewerStream {
  const { width, height } = tracker;
  const { version = UPDATE_VERSION } = options;
  if (!(version >= OLDEST_UPDATE_VERSION && version <= UPDATE_VERSION)) {
    throw new RangeError(`There is no version ${version} of updates`);
  }
  const moves = new PendingMoves(width, height);
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
    view.setUint8(HEADER.version, version);
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
      return moves.list.length + dirty.size;
    },
    mark({ moves: made, tiles }) {
      for (const move of made) {
        if (version < COPIES_SINCE || tellsSize) dirty.addRect(move.rect);
        else moves.add(move, dirty);
      }
      dirty.add(tiles);
    },
    markAll() {
      moves.clear();
      dirty.addAll();
      tellsSize = true;
    },
    encode(maxBytes = Number.POSITIVE_INFINITY) {
      const pending = dirty.size;
      if (pending === 0 && moves.list.length === 0) return undefined;
      let limit = firstLimit(maxBytes, pending);
      for (;;) {
        const { taken, next } = dirty.take(limit, nextTile);
        const update = pack(encodeBody(tracker.kernel, moves.list, taken));
        bytesPerTile = update.length / limit;
        if (update.length <= maxBytes || limit === 1) {
          nextTile = next;
          tellsSize = false;
          moves.clear();
          return update;
        }
        dirty.add(taken);
        limit = Math.max(1, Math.floor(limit * MARGIN * (maxBytes / update.length)));
      }
    },
  };
}
