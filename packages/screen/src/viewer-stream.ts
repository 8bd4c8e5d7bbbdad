import type { Change, ChangeTracker } from './change-tracker.ts';
import { FLAG, HEADER, maxCopies, OLDEST_UPDATE_VERSION, UPDATE_VERSION } from './format.ts';
import { LossyPart, type MakeLossyEncoder } from './lossy-part.ts';
import type { Move } from './move.ts';
import { MAX_PENDING, PendingMoves } from './pending-moves.ts';
import { PicturePreview } from './picture-preview.ts';
import type { Rect } from './rect.ts';
import { encodeBody } from './region-encode.ts';
import { stepOf } from './text-copies.ts';
import { TileSet } from './tile-set.ts';

export interface ViewerStreamOptions {
  /** Makes one zstd frame of the bytes; level 1 measures best (README.md). Called once an update. */
  readonly compress: (bytes: Uint8Array) => Uint8Array;
  /**
   * The version of the layout that the viewer takes, {@link OLDEST_UPDATE_VERSION} to {@link UPDATE_VERSION}. Default: the
   * newest.
   */
  readonly version?: number;
  /** For what moves; without it, and for viewers of versions below 3, everything is sent exactly at once. */
  readonly makeLossyEncoder?: MakeLossyEncoder;
}

/** What one update may cost. */
export interface EncodeLimits {
  /** The clock of {@link ChangeTracker.ingest}, in milliseconds. Default: so late that everything is still. */
  readonly at?: number;
  /** For one frame of the area that moves, in bytes. Default 26,000: 30 a second are 0.8 MB. */
  readonly movingBytes?: number;
  /**
   * Only text now, where not all fits: pictures wait until the link is known, for then they come exactly at once, or nearly at
   * first. Default: false.
   */
  readonly picturesWait?: boolean;
}

/** What one viewer still has to be sent of a tracker's picture. */
export interface ViewerStream {
  /** How many moves and tiles this viewer does not have as they are now, exactly. */
  readonly pending: number;
  /** Of them, the tiles that it has nearly: sent lossy, and exactly once they are still. */
  readonly inexact: number;
  /** Notes what the tracker found changed. @throws {RangeError} for a change of another size of picture */
  mark(change: Change): void;
  /** The viewer needs everything, size included: it has just come, or come back. A new stream begins like this. */
  markAll(): void;
  /**
   * The next update, from the tracker's picture as it is now; undefined when the viewer has everything, or what it lacks
   * has to be still first. What is new comes first, then what moves, then what has become still.
   * @param maxBytes the longest update wanted, default no limit; not for what moves. What does not fit stays pending and
   *   comes first the next time; one tile (at most 3.1 KB) is sent whatever the limit
   */
  encode(maxBytes?: number, limits?: EncodeLimits): Uint8Array | undefined;
}

/** Aim below the limit, so that what compresses a little worse than the last time still fits. */
const MARGIN = 0.85;
/** The first versions that have copies, and lossy regions. */
const COPIES_SINCE = 2;
const LOSSY_SINCE = 3;
const MOVING_BYTES = 26_000;
/** Where updates never have room for everything, every so-many-th is for what has waited, so that nothing waits for ever. */
const OLD_EVERY = 4;

/** A line is drawn some time after the text has scrolled for it; in so many updates it is looked for. */
const SCROLL_LASTS = 8;

/**
 * Updates by what their tiles cost: text that has just changed is often copied for the most part, other text is a tenth of a
 * picture.
 */
type Kind = 'fresh' | 'text' | 'any';

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
  const inexact = TileSet.empty(width, height);
  const { makeLossyEncoder: make } = options;
  const mayBeLossy = make !== undefined && version >= LOSSY_SINCE;
  const lossy = mayBeLossy ? new LossyPart(tracker, make) : undefined;
  const preview = mayBeLossy ? new PicturePreview(tracker, make) : undefined;
  let tellsSize = true;
  /** Where the next update of its kind begins. */
  const nextTile: Record<Kind, number> = { fresh: 0, text: 0, any: 0 };
  /** What tiles have cost in the last update of their kind, in bytes; 0 before. */
  const bytesPerTile: Record<Kind, number> = { fresh: 0, text: 0, any: 0 };
  /** Of `dirty` and `inexact`, what has changed since the last update. */
  const fresh = TileSet.empty(width, height);
  /** Tiles that the viewer lacks and that are out of `dirty` while others are encoded. */
  const setAside: TileSet[] = [];
  /** How many updates in a row had no room for everything. */
  let tightUpdates = 0;
  let lastScroll: LastScroll | undefined;

  function packed(body: Uint8Array): Uint8Array {
    const compressed = options.compress(body);
    return compressed.length < body.length ? write(compressed, body.length) : write(body, body.length);
  }

  function write(content: Uint8Array, bodyBytes: number): Uint8Array {
    const smaller = content.length < bodyBytes;
    const update = new Uint8Array(HEADER.size + content.length);
    const view = new DataView(update.buffer);
    view.setUint8(HEADER.version, version);
    view.setUint8(HEADER.flags, (tellsSize ? FLAG.tellsSize : 0) | (smaller ? FLAG.zstd : 0));
    view.setUint16(HEADER.width, width, true);
    view.setUint16(HEADER.height, height, true);
    view.setUint32(HEADER.bodyBytes, bodyBytes, true);
    update.set(content, HEADER.size);
    return update;
  }

  /**
   * Exact pixels of the tiles in `from`, as many as fit; the others stay in it. Where not all fit, text comes before pictures,
   * and of the text what has just changed.
   */
  function encodeExact(from: TileSet, maxBytes: number, picturesWait: boolean): Uint8Array | undefined {
    if (from.isEmpty && moves.list.length === 0) return undefined;
    const whole = encodeWhole(from, maxBytes);
    tightUpdates = whole === undefined ? tightUpdates + 1 : 0;
    if (whole !== undefined) return whole;
    const isFresh = (tile: number) => fresh.has(tile);
    const isPicture = (tile: number) => tracker.moving.isPicture(tile);
    const first =
      tightUpdates % OLD_EVERY === 0
        ? encodeWithout(from, maxBytes, 'any', (tile) => (isPicture(tile) ? picturesWait : isFresh(tile)))
        : (encodeWithout(from, maxBytes, 'fresh', (tile) => isPicture(tile) || !isFresh(tile)) ??
          encodeWithout(from, maxBytes, 'text', isPicture));
    if (first !== undefined || picturesWait) return first;
    return encodePreview(from, maxBytes) ?? encodeFitting(from, maxBytes, 'any');
  }

  /** What is new of a picture that would take seconds: nearly, for now. Not beside a film, for a viewer has one lossy picture. */
  function encodePreview(from: TileSet, maxBytes: number): Uint8Array | undefined {
    if (from !== dirty || preview === undefined || tellsSize || lossy?.rect !== undefined) return undefined;
    // A lossy frame is alone in its update.
    if (moves.list.length > 0) return encodeTiles(from, 0, maxBytes, 'any').update;
    const body = preview.encode(from, inexact, maxBytes);
    return body === undefined ? undefined : write(body, body.length);
  }

  /** All tiles in `from`; undefined when they do not fit, or are not likely to. */
  function encodeWhole(from: TileSet, maxBytes: number): Uint8Array | undefined {
    const old = from.takeWhere((tile) => !fresh.has(tile));
    const expected = from.size * (bytesPerTile.fresh || bytesPerTile.any) + old.size * bytesPerTile.any;
    const kind = old.isEmpty ? 'fresh' : 'any';
    from.add(old);
    if (expected > maxBytes * MARGIN) return undefined;
    const { update, fits } = encodeTiles(from, from.size, maxBytes, kind);
    return fits ? update : undefined;
  }

  /** As many of the tiles in `from` as fit, while some of them wait; undefined when all would. */
  function encodeWithout(from: TileSet, maxBytes: number, kind: Kind, waits: (tile: number) => boolean) {
    const waiting = from.takeWhere(waits);
    setAside.push(waiting);
    const update = from.isEmpty ? undefined : encodeFitting(from, maxBytes, kind);
    setAside.pop();
    from.add(waiting);
    return update;
  }

  /** As many of the tiles in `from` as fit: at least one, if there is any. */
  function encodeFitting(from: TileSet, maxBytes: number, kind: Kind): Uint8Array {
    const expected = Math.floor((maxBytes * MARGIN) / bytesPerTile[kind]);
    for (let limit = Math.max(1, Math.min(from.size, expected)); ; ) {
      const { update, fits } = encodeTiles(from, limit, maxBytes, kind);
      if (fits) return update;
      limit = Math.max(1, Math.floor(limit * MARGIN * (maxBytes / update.length)));
    }
  }

  /** Takes so many tiles out of `from` and encodes them; where that becomes too long, all is as it was before. */
  function encodeTiles(from: TileSet, limit: number, maxBytes: number, kind: Kind) {
    const { taken, next } = from.take(limit, nextTile[kind]);
    const lacking = [dirty, from, taken, inexact, ...setAside];
    const isKnown = (rect: Rect) => lacking.every((set) => set.pixelsIn(rect) === 0);
    const mayCopy = version >= COPIES_SINCE && !tellsSize && moves.list.length < MAX_PENDING / 2;
    const copying = mayCopy ? { isKnown, most: maxCopies(version), lastStep: lastScroll?.step } : undefined;
    const update = packed(encodeBody(tracker.kernel, moves.list, taken, copying));
    if (!taken.isEmpty) bytesPerTile[kind] = update.length / taken.size;
    const fits = update.length <= maxBytes || limit <= 1;
    if (!fits) from.add(taken);
    else {
      nextTile[kind] = next;
      tellsSize = false;
      lastScroll = afterUpdate(lastScroll, moves.list);
      moves.clear();
      // What of the new did not fit is old from now on.
      if (kind === 'fresh') fresh.clear();
      else fresh.subtract(taken);
      inexact.subtract(taken);
    }
    return { update, fits };
  }

  /** A frame of the area that moves, when something of it has changed. */
  function encodeMoving(
    part: LossyPart,
    rect: Rect,
    changed: TileSet,
    limits: { at: number; movingBytes: number },
  ) {
    const isWanted = !changed.isEmpty || part.isBehind;
    if (!isWanted || !part.isDue(limits.at)) {
      dirty.add(changed);
      return undefined;
    }
    inexact.add(changed);
    const body = part.encode(rect, inexact, limits.movingBytes, limits.at);
    return write(body, body.length);
  }

  return {
    get pending() {
      return moves.list.length + dirty.size + inexact.size;
    },
    get inexact() {
      return inexact.size;
    },
    mark({ moves: made, tiles }) {
      for (const move of made) {
        fresh.move(move);
        if (version < COPIES_SINCE || tellsSize) dirty.addRect(move.rect);
        else {
          moves.add(move, dirty);
          inexact.spread(move);
        }
      }
      dirty.add(tiles);
      fresh.add(tiles);
    },
    markAll() {
      moves.clear();
      lossy?.restart();
      dirty.addAll();
      tellsSize = true;
    },
    encode(
      maxBytes = Number.POSITIVE_INFINITY,
      { at = Number.POSITIVE_INFINITY, movingBytes = MOVING_BYTES, picturesWait = false } = {},
    ) {
      tracker.moving.look(at);
      const rect = tellsSize ? undefined : lossy?.rect;
      const changed = rect === undefined ? undefined : dirty.takeWhere((tile) => dirty.isWithin(tile, rect));
      if (changed !== undefined) setAside.push(changed);
      const exact = encodeExact(dirty, maxBytes, picturesWait);
      if (changed !== undefined) setAside.pop();
      if (changed !== undefined && rect !== undefined && lossy !== undefined) {
        if (exact === undefined) {
          const moving = encodeMoving(lossy, rect, changed, { at, movingBytes });
          if (moving !== undefined) return moving;
        } else dirty.add(changed);
      }
      if (exact !== undefined) return exact;
      const still = inexact.takeWhere((tile) => tracker.moving.isStill(tile, at));
      const refined = encodeExact(still, maxBytes, picturesWait);
      inexact.add(still);
      return refined;
    },
  };
}

interface LastScroll {
  readonly step: number;
  /** In how many updates nothing has scrolled since. */
  readonly updates: number;
}

function afterUpdate(last: LastScroll | undefined, moves: readonly Move[]): LastScroll | undefined {
  const step = stepOf(moves);
  if (step !== undefined) return { step, updates: 0 };
  return last === undefined || last.updates >= SCROLL_LASTS
    ? undefined
    : { ...last, updates: last.updates + 1 };
}
