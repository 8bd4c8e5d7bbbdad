/**
 * Finds what has moved: a rectangle of the next frame that stood elsewhere in the picture, as after scrolling or moving
 * a window. Nothing rests on what is found here but the number of bytes: whoever uses a move compares again afterwards.
 *
 * How: short pieces of rows of the picture, at some columns, are put into a table by their hash. Some rows of the
 * next frame are then looked up piece by piece with a rolling hash (as rsync finds blocks), and each piece that is
 * found votes for a distance. For the distance with most votes, the rows and then the columns are weighed by how many
 * pixels the move would put right less those that it would spoil, and the run of the largest sum is taken (Kadane).
 */
import { differs } from './compare';
import {
  COLOUR_BITS,
  flags,
  gains,
  next,
  picture,
  pictureHeight,
  pictureWidth,
  TILE,
  TILE_SHIFT,
  tileColumns,
  tileRows,
} from './memory';

/** Pixels of a piece. */
const PIECE: u32 = 32;
/** A piece with fewer changes of colour along it could stand anywhere. */
const MIN_EDGES: u32 = 4;
/** At most so many pieces are put into the table, half of its slots. */
const MAX_PIECES: u32 = 16384;
const SLOT_BITS: u32 = 15;
/** Rows of the next frame that are looked up. */
const SAMPLE_ROWS: u32 = 32;
/** Fewer votes are chance. */
const MIN_VOTES: u32 = 5;
/** So many votes for one distance are enough. */
const ENOUGH_VOTES: u32 = 64;
/** A move that puts fewer pixels right is not worth its bytes. */
const MIN_GAIN: i32 = 1500;
/** When a known move is tried, every so-many-th row is looked at. */
const TRY_ROWS: u32 = 8;
/** The base of the rolling hash: a large odd number (Numerical Recipes' multiplier). */
const BASE: u32 = 1664525;
/** Knuth's multiplicative hash. */
const HASH_FACTOR: u32 = 0x9e3779b1;

const table: usize = memory.data(131072, 16);
const VOTE_SLOTS: u32 = 512;
const votes: usize = memory.data(4096, 16);

/** A slot holds a tag in its upper 6 bits, never 0, and below it the place of the piece plus 1, or 0 for several. */
const PLACE_BITS: u32 = 26;
const PLACE_MASK: u32 = (1 << PLACE_BITS) - 1;

let moveX: u32 = 0;
let moveY: u32 = 0;
let moveWidth: u32 = 0;
let moveHeight: u32 = 0;
let distanceX: i32 = 0;
let distanceY: i32 = 0;

export function foundX(): u32 {
  return moveX;
}
export function foundY(): u32 {
  return moveY;
}
export function foundWidth(): u32 {
  return moveWidth;
}
export function foundHeight(): u32 {
  return moveHeight;
}
export function foundSourceX(): u32 {
  return moveX + distanceX;
}
export function foundSourceY(): u32 {
  return moveY + distanceY;
}

function pixelOf(start: usize, x: u32, y: u32): u32 {
  return load<u32>(start + ((<usize>y * pictureWidth + x) << 2)) & COLOUR_BITS;
}

function slotOf(mixed: u32): usize {
  return table + ((<usize>(mixed >> (32 - SLOT_BITS))) << 2);
}

function tagOf(mixed: u32): u32 {
  return ((mixed & 63) | 1) << PLACE_BITS;
}

function learnPiece(x: u32, y: u32): void {
  let hash: u32 = 0;
  let edges: u32 = 0;
  let before = pixelOf(picture, x, y);
  for (let i: u32 = 0; i < PIECE; i++) {
    const pixel = pixelOf(picture, x + i, y);
    edges += <u32>(pixel !== before);
    before = pixel;
    hash = hash * BASE + pixel;
  }
  if (edges < MIN_EDGES) return;
  const mixed = hash * HASH_FACTOR;
  const slot = slotOf(mixed);
  const known = load<u32>(slot);
  const tag = tagOf(mixed);
  if (known === 0) store<u32>(slot, tag | (y * pictureWidth + x + 1));
  else if ((known & ~PLACE_MASK) === tag) store<u32>(slot, tag);
}

/** Counts a vote; returns how many this distance has now. */
function vote(dx: i32, dy: i32): u32 {
  const key = ((<u32>(dx + 0x8000)) << 16) | <u32>(dy + 0x8000);
  let slot = (key * HASH_FACTOR) >> 23;
  for (let tries: u32 = 0; tries < 16; tries++) {
    const at = votes + ((<usize>slot) << 3);
    const count = load<u32>(at, 4);
    if (count === 0) store<u32>(at, key);
    if (count === 0 || load<u32>(at) === key) {
      store<u32>(at, count + 1, 4);
      return count + 1;
    }
    slot = (slot + 1) & (VOTE_SLOTS - 1);
  }
  return 0;
}

let bestVotes: u32 = 0;

/** Looks one row of the next frame up, from `left` to `right`. */
function lookUpRow(left: u32, right: u32, y: u32, oldest: u32): void {
  let hash: u32 = 0;
  let edges: u32 = 0;
  for (let i: u32 = 0; i < PIECE; i++) {
    const pixel = pixelOf(next, left + i, y);
    if (i > 0) edges += <u32>(pixel !== pixelOf(next, left + i - 1, y));
    hash = hash * BASE + pixel;
  }
  for (let x = left; ; x++) {
    if (edges >= MIN_EDGES) {
      const mixed = hash * HASH_FACTOR;
      const known = load<u32>(slotOf(mixed));
      const place = known & PLACE_MASK;
      if (place !== 0 && (known & ~PLACE_MASK) === tagOf(mixed)) {
        const from = place - 1;
        const dx = <i32>(from % pictureWidth) - <i32>x;
        const dy = <i32>(from / pictureWidth) - <i32>y;
        const isSame = !differs(
          next + ((<usize>y * pictureWidth + x) << 2),
          picture + ((<usize>from) << 2),
          PIECE,
        );
        if ((dx | dy) !== 0 && isSame) {
          const count = vote(dx, dy);
          if (count > bestVotes) {
            bestVotes = count;
            distanceX = dx;
            distanceY = dy;
          }
        }
      }
    }
    if (x + PIECE >= right) return;
    const out = pixelOf(next, x, y);
    const entering = pixelOf(next, x + PIECE, y);
    edges -= <u32>(out !== pixelOf(next, x + 1, y));
    edges += <u32>(entering !== pixelOf(next, x + PIECE - 1, y));
    hash = (hash - out * oldest) * BASE + entering;
  }
}

/** The distance with most votes within a rectangle; whether there are enough. */
function findDistance(left: u32, top: u32, right: u32, bottom: u32): bool {
  memory.fill(table, 0, 4 << SLOT_BITS);
  memory.fill(votes, 0, VOTE_SLOTS << 3);
  const columns = (right - left) >> TILE_SHIFT;
  const rows = bottom - top;
  const stride = max<u32>(1, (columns * rows + MAX_PIECES - 1) / MAX_PIECES);
  for (let y = top; y < bottom; y++) {
    for (let column: u32 = 0; column < columns; column += stride)
      learnPiece(left + (column << TILE_SHIFT), y);
  }
  let oldest: u32 = 1;
  for (let i: u32 = 1; i < PIECE; i++) oldest *= BASE;
  bestVotes = 0;
  for (let i: u32 = 0; i < SAMPLE_ROWS && bestVotes < ENOUGH_VOTES; i++) {
    // Rows from all over come first, so that the search can end early.
    const spread = (i * 13) & (SAMPLE_ROWS - 1);
    lookUpRow(left, right, top + (rows * (2 * spread + 1)) / (2 * SAMPLE_ROWS), oldest);
  }
  return bestVotes >= MIN_VOTES;
}

let changedSeen: i32 = 0;

/** How many pixels of a row, four in every `step`, a move by the distance puts right, less those that it spoils. */
function gainOfRow(y: u32, left: u32, right: u32, step: u32): i32 {
  const colourBits = i32x4.splat(COLOUR_BITS);
  const here = (<usize>y * pictureWidth) << 2;
  const there = <usize>((<isize>(<i32>y + distanceY) * pictureWidth + distanceX) << 2);
  let gain = i32x4.splat(0);
  let same = i32x4.splat(0);
  let seen: i32 = 0;
  for (let x = left; x + 4 <= right; x += step) {
    const at = (<usize>x) << 2;
    const wanted = v128.and(v128.load(next + here + at), colourBits);
    const isRight = i32x4.eq(wanted, v128.load(picture + here + at));
    const wouldBe = i32x4.eq(wanted, v128.load(picture + there + at));
    gain = i32x4.add(gain, i32x4.sub(isRight, wouldBe));
    same = i32x4.sub(same, isRight);
    seen += 4;
  }
  changedSeen += seen - sumOf(same);
  return sumOf(gain);
}

function sumOf(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}

let runFrom: u32 = 0;
let runEnd: u32 = 0;

/** The rows of largest gain in all; sets `runFrom` and `runEnd`, returns their gain. */
function bestRows(left: u32, right: u32, top: u32, bottom: u32, step: u32): i32 {
  let best: i32 = 0;
  let sum: i32 = 0;
  let from = top;
  for (let y = top; y < bottom; y++) {
    if (sum <= 0) {
      sum = 0;
      from = y;
    }
    sum += gainOfRow(y, left, right, step);
    if (sum > best) {
      best = sum;
      runFrom = from;
      runEnd = y + 1;
    }
  }
  return best;
}

/** The columns of largest gain, judged by every fourth row; sets `runFrom` and `runEnd`, returns their gain. */
function bestColumns(left: u32, right: u32, top: u32, bottom: u32): i32 {
  const colourBits = i32x4.splat(COLOUR_BITS);
  memory.fill(gains, 0, (<usize>(right - left)) << 2);
  for (let y = top; y < bottom; y += 4) {
    const here = (<usize>y * pictureWidth) << 2;
    const there = <usize>((<isize>(<i32>y + distanceY) * pictureWidth + distanceX) << 2);
    for (let x = left; x < right; x += 4) {
      const at = (<usize>x) << 2;
      const to = gains + ((<usize>(x - left)) << 2);
      const wanted = v128.and(v128.load(next + here + at), colourBits);
      const isRight = i32x4.eq(wanted, v128.load(picture + here + at));
      const wouldBe = i32x4.eq(wanted, v128.load(picture + there + at));
      v128.store(to, i32x4.add(v128.load(to), i32x4.sub(isRight, wouldBe)));
    }
  }
  let best: i32 = 0;
  let sum: i32 = 0;
  let from = left;
  for (let x = left; x < right; x++) {
    if (sum <= 0) {
      sum = 0;
      from = x;
    }
    sum += load<i32>(gains + ((<usize>(x - left)) << 2));
    if (sum > best) {
      best = sum;
      runFrom = from;
      runEnd = x + 1;
    }
  }
  return best;
}

/**
 * Looks for a move within the box of the flagged tiles. Returns the pixels that it puts right, about; 0 when there is
 * none worth it. What was found is told by `foundX` and the like.
 */
export function findMove(): i32 {
  let left = pictureWidth;
  let top = pictureHeight;
  let right: u32 = 0;
  let bottom: u32 = 0;
  for (let row: u32 = 0; row < tileRows; row++) {
    for (let column: u32 = 0; column < tileColumns; column++) {
      if (load<u8>(flags + row * tileColumns + column) === 0) continue;
      left = min(left, column << TILE_SHIFT);
      top = min(top, row << TILE_SHIFT);
      right = max(right, min((column + 1) << TILE_SHIFT, pictureWidth));
      bottom = max(bottom, min((row + 1) << TILE_SHIFT, pictureHeight));
    }
  }
  if (right < left + PIECE || bottom <= top) return 0;
  if (!findDistance(left, top, right, bottom)) return 0;
  left = <u32>max(<i32>left, -distanceX);
  top = <u32>max(<i32>top, -distanceY);
  right = <u32>min(<i32>right, <i32>pictureWidth - distanceX);
  bottom = <u32>min(<i32>bottom, <i32>pictureHeight - distanceY);
  if (right <= left || bottom <= top) return 0;
  if (bestRows(left, right, top, bottom, 16) <= 0) return 0;
  if (bestColumns(left, right, runFrom, runEnd) <= 0) return 0;
  left = runFrom;
  right = runEnd;
  const gain = bestRows(left, right, top, bottom, 16) * 4;
  moveX = left;
  moveWidth = right - left;
  moveY = runFrom;
  moveHeight = runEnd - runFrom;
  return gain >= MIN_GAIN ? gain : 0;
}

/**
 * Whether this move, known from an earlier frame, puts right most of what has changed in its rectangle; judged by
 * some of the rows.
 */
export function tryMove(x: u32, y: u32, width: u32, height: u32, sourceX: u32, sourceY: u32): bool {
  distanceX = <i32>sourceX - <i32>x;
  distanceY = <i32>sourceY - <i32>y;
  changedSeen = 0;
  let gain: i32 = 0;
  for (let row = y; row < y + height; row += TRY_ROWS) gain += gainOfRow(row, x, x + width, 4);
  return gain * <i32>TRY_ROWS >= MIN_GAIN && gain * 4 >= changedSeen * 3;
}

/** Does a move in the picture, and flags what it has touched. */
export function applyMove(x: u32, y: u32, width: u32, height: u32, sourceX: u32, sourceY: u32): void {
  const bytes = (<usize>width) << 2;
  for (let i: u32 = 0; i < height; i++) {
    // Rows that are still to be read must not be written first.
    const row = sourceY < y ? height - 1 - i : i;
    const from = picture + ((<usize>(sourceY + row) * pictureWidth + sourceX) << 2);
    memory.copy(picture + ((<usize>(y + row) * pictureWidth + x) << 2), from, bytes);
  }
  const endColumn = (x + width + TILE - 1) >> TILE_SHIFT;
  for (let row = y >> TILE_SHIFT; row << TILE_SHIFT < y + height; row++) {
    const first = x >> TILE_SHIFT;
    memory.fill(flags + row * tileColumns + first, 1, endColumn - first);
  }
}
