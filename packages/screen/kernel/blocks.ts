/** Finds a small rectangle's pixels elsewhere in the picture: a letter that stands somewhere already need not be sent again. */
import { differs } from './compare';
import { picture, pictureHeight, pictureWidth } from './memory';

/** Pixels of the pattern that is searched for first: one 16-byte vector. */
const PATTERN: u32 = 4;

let patternX: u32 = 0;
let patternY: u32 = 0;

/** Chooses the four neighbours with most changes of colour, as what is rarest; whether there is any change at all. */
function choosePattern(x: u32, y: u32, width: u32, height: u32): bool {
  let most: u32 = 0;
  for (let row: u32 = 0; row < height; row++) {
    for (let column: u32 = 0; column + PATTERN <= width; column++) {
      const at = picture + ((<usize>(y + row) * pictureWidth + x + column) << 2);
      let edges: u32 = 0;
      for (let i: u32 = 1; i < PATTERN; i++) {
        const here = load<u32>(at + ((<usize>i) << 2));
        edges += <u32>(here !== load<u32>(at + ((<usize>(i - 1)) << 2)));
        // A colour that comes twice is less of a mark than three that differ.
        edges += <u32>(here !== load<u32>(at));
      }
      if (edges <= most) continue;
      most = edges;
      patternX = column;
      patternY = row;
    }
  }
  return most > 0;
}

function isSame(x: u32, y: u32, left: u32, top: u32, width: u32, height: u32): bool {
  for (let row: u32 = 0; row < height; row++) {
    const a = picture + ((<usize>(y + row) * pictureWidth + x) << 2);
    const b = picture + ((<usize>(top + row) * pictureWidth + left) << 2);
    if (differs(a, b, width)) return false;
  }
  return true;
}

/**
 * Looks for the pixels of a rectangle, at least four wide, elsewhere in some rows of the picture; from the place `after`
 * on, in the order of reading. Returns the place of the top left pixel as y × width + x, plus 1; 0 when there is none.
 */
export function findBlock(x: u32, y: u32, width: u32, height: u32, top: u32, bottom: u32, after: u32): u32 {
  if (width < PATTERN || !choosePattern(x, y, width, height)) return 0;
  const endY = min(bottom, pictureHeight - height + 1);
  for (let row = top; row < endY; row++) {
    const place = findInRow(x, y, width, height, row, after);
    if (place !== 0) return place;
  }
  return 0;
}

/**
 * Looks for the pixels of a rectangle, at least four wide, in lines of the picture that are `pitch` rows apart: from the
 * `first` of them on, 1 being the next one to the rectangle's own, up to the `last`. Returns as {@link findBlock} does.
 */
export function findInLines(x: u32, y: u32, width: u32, height: u32, pitch: i32, first: i32, last: i32): u32 {
  if (width < PATTERN || !choosePattern(x, y, width, height)) return 0;
  for (let line = first; line <= last; line++) {
    const row = <i32>y + pitch * line;
    if (row < 0 || row + <i32>height > <i32>pictureHeight) return 0;
    const place = findInRow(x, y, width, height, <u32>row, 0);
    if (place !== 0) return place;
  }
  return 0;
}

/** The place in one row, from `after` on, plus 1; 0 when there is none. The pattern has been chosen. */
function findInRow(x: u32, y: u32, width: u32, height: u32, row: u32, after: u32): u32 {
  const wanted = picture + ((<usize>(y + patternY) * pictureWidth + x + patternX) << 2);
  const pattern = v128.load(wanted);
  const first = load<u64>(wanted);
  const start = picture + ((<usize>(row + patternY) * pictureWidth + patternX) << 2);
  const end = start + ((<usize>(pictureWidth - width)) << 2);
  for (let at = start; at <= end; at += 4) {
    if (load<u64>(at) !== first) continue;
    if (v128.any_true(v128.xor(v128.load(at), pattern))) continue;
    const left = <u32>((at - start) >> 2);
    const place = row * pictureWidth + left;
    if (place < after || (left === x && row === y)) continue;
    if (isSame(x, y, left, row, width, height)) return place + 1;
  }
  return 0;
}
