/** Finds where the next frame differs from the picture, and takes it over. */
import {
  COLOUR_BITS,
  changes,
  flags,
  next,
  picture,
  pictureHeight,
  pictureWidth,
  TILE,
  TILE_SHIFT,
  tileColumns,
  tileRows,
} from './memory';

/** Whether `count` pixels differ; the unused fourth byte of a pixel does not count. */
export function differs(source: usize, target: usize, count: u32): bool {
  const colourBits = i32x4.splat(COLOUR_BITS);
  let difference = i32x4.splat(0);
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    difference = v128.or(difference, v128.xor(v128.load(source + at), v128.load(target + at)));
  }
  let rest: u32 = 0;
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    rest |= load<u32>(source + at) ^ load<u32>(target + at);
  }
  return v128.any_true(v128.and(difference, colourBits)) || (rest & COLOUR_BITS) !== 0;
}

function copyPixels(source: usize, target: usize, count: u32): void {
  const colourBits = i32x4.splat(COLOUR_BITS);
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(target + at, v128.and(v128.load(source + at), colourBits));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    store<u32>(target + at, load<u32>(source + at) & COLOUR_BITS);
  }
}

/** Flags the tiles in which the next frame differs from the picture within this rectangle. */
export function flagChanges(x: u32, y: u32, width: u32, height: u32): void {
  const right = x + width;
  const bottom = y + height;
  for (let row = y >> TILE_SHIFT; row << TILE_SHIFT < bottom; row++) {
    const top = max(row << TILE_SHIFT, y);
    const end = min((row + 1) << TILE_SHIFT, bottom);
    const rowFlags = flags + row * tileColumns;
    // Line by line, as memory is read fastest, until no tile is left to look at.
    let open = true;
    for (let line = top; open && line < end; line++) {
      open = false;
      for (let column = x >> TILE_SHIFT; column << TILE_SHIFT < right; column++) {
        if (load<u8>(rowFlags + column) !== 0) continue;
        open = true;
        const left = max(column << TILE_SHIFT, x);
        const count = min((column + 1) << TILE_SHIFT, right) - left;
        const at = (<usize>line * pictureWidth + left) << 2;
        if (differs(next + at, picture + at, count)) store<u8>(rowFlags + column, 1);
      }
    }
  }
}

/** While flags are looked at once more: a tile that has been seen to differ still. */
const STILL_DIFFERS: u8 = 2;

/** Looks at the flagged tiles once more and takes the flags from those that no longer differ; returns how many are left. */
export function countFlagged(): u32 {
  let left: u32 = 0;
  for (let row: u32 = 0; row < tileRows; row++) {
    const rowFlags = flags + row * tileColumns;
    const end = min((row + 1) << TILE_SHIFT, pictureHeight);
    for (let line = row << TILE_SHIFT; line < end; line++) {
      for (let column: u32 = 0; column < tileColumns; column++) {
        if (load<u8>(rowFlags + column) !== 1) continue;
        const x = column << TILE_SHIFT;
        const at = (<usize>line * pictureWidth + x) << 2;
        if (differs(next + at, picture + at, min(TILE, pictureWidth - x)))
          store<u8>(rowFlags + column, STILL_DIFFERS);
      }
    }
    for (let column: u32 = 0; column < tileColumns; column++) {
      const isLeft = <u8>(load<u8>(rowFlags + column) === STILL_DIFFERS);
      store<u8>(rowFlags + column, isLeft);
      left += isLeft;
    }
  }
  return left;
}

function noteChange(tile: u32, left: u32, row: u32, right: u32): void {
  const at = changes + ((<usize>tile) << 2);
  if (load<u8>(at, 2) === 0) {
    store<u8>(at, <u8>left, 0);
    store<u8>(at, <u8>row, 1);
    store<u8>(at, <u8>right, 2);
    store<u8>(at, <u8>(row + 1), 3);
    return;
  }
  if (left < <u32>load<u8>(at, 0)) store<u8>(at, <u8>left, 0);
  if (row < <u32>load<u8>(at, 1)) store<u8>(at, <u8>row, 1);
  if (right > <u32>load<u8>(at, 2)) store<u8>(at, <u8>right, 2);
  if (row + 1 > <u32>load<u8>(at, 3)) store<u8>(at, <u8>(row + 1), 3);
}

function takeTile(column: u32, row: u32): void {
  const x = column << TILE_SHIFT;
  const y = row << TILE_SHIFT;
  const count = min(TILE, pictureWidth - x);
  const lines = min(TILE, pictureHeight - y);
  for (let line: u32 = 0; line < lines; line++) {
    const at = (<usize>(y + line) * pictureWidth + x) << 2;
    const a = next + at;
    const b = picture + at;
    if (!differs(a, b, count)) continue;
    let first: u32 = 0;
    while (
      ((load<u32>(a + ((<usize>first) << 2)) ^ load<u32>(b + ((<usize>first) << 2))) & COLOUR_BITS) ===
      0
    )
      first++;
    let last = count - 1;
    while (((load<u32>(a + ((<usize>last) << 2)) ^ load<u32>(b + ((<usize>last) << 2))) & COLOUR_BITS) === 0)
      last--;
    copyPixels(a, b, count);
    noteChange(row * tileColumns + column, first, line, last + 1);
  }
}

/** Copies what differs in the flagged tiles into the picture, notes its boxes and takes the flags away. */
export function takeFlagged(): void {
  for (let row: u32 = 0; row < tileRows; row++) {
    for (let column: u32 = 0; column < tileColumns; column++) {
      const flag = flags + row * tileColumns + column;
      if (load<u8>(flag) === 0) continue;
      store<u8>(flag, 0);
      takeTile(column, row);
    }
  }
}
