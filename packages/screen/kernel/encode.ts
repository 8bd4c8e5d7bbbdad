/** Turns rectangles of the picture into regions of an update. */
import { picture, pictureWidth } from './memory';

/** Bytes of a region's head: encoding, x, y, width, height. Same as REGION_HEAD_BYTES in ../src/format.ts. */
const HEAD: usize = 9;
const ENCODING_SOLID: u32 = 1;
const ENCODING_PALETTE: u32 = 2;
const ENCODING_PLAIN: u32 = 3;

const MAX_COLOURS: u32 = 256;
/** Where palette indices are first written: behind the largest possible head and palette. */
const INDEX_OFFSET: usize = HEAD + 1 + 3 * 256;

const SLOTS: u32 = 1024;
/** Knuth's multiplicative hash: 2^32 divided by the golden ratio; the top 10 bits choose one of 1024 slots. */
const HASH_FACTOR: u32 = 0x9e3779b1;
const HASH_SHIFT: u32 = 22;
/** Pixels in the picture have a zero top byte, so no colour is ever this. */
const EMPTY: u32 = 0xffffffff;

const keys: usize = memory.data(4096, 16);
const values: usize = memory.data(1024, 16);
const colours: usize = memory.data(1024, 16);

let colourCount: u32 = 0;

function clearPalette(): void {
  memory.fill(keys, 0xff, 4096);
  colourCount = 0;
}

/** The index of a colour in the palette, which takes it in when there is room; MAX_COLOURS when there is none. */
function indexOf(colour: u32, limit: u32): u32 {
  let slot = (colour * HASH_FACTOR) >> HASH_SHIFT;
  while (true) {
    const key = load<u32>(keys + ((<usize>slot) << 2));
    if (key === colour) return <u32>load<u8>(values + slot);
    if (key === EMPTY) break;
    slot = (slot + 1) & (SLOTS - 1);
  }
  if (colourCount === limit) return MAX_COLOURS;
  store<u32>(keys + ((<usize>slot) << 2), colour);
  store<u8>(values + slot, <u8>colourCount);
  store<u32>(colours + ((<usize>colourCount) << 2), colour);
  return colourCount++;
}

/** Whether the rectangle has at most `limit` (1–256) colours. */
export function hasFewColours(x: u32, y: u32, width: u32, height: u32, limit: u32): bool {
  clearPalette();
  let last = EMPTY;
  for (let r: u32 = 0; r < height; r++) {
    let at = picture + ((<usize>(y + r) * pictureWidth + x) << 2);
    const end = at + ((<usize>width) << 2);
    for (; at < end; at += 4) {
      const colour = load<u32>(at);
      if (colour === last) continue;
      last = colour;
      if (indexOf(colour, limit) === MAX_COLOURS) return false;
    }
  }
  return true;
}

function writeHead(out: usize, encoding: u32, x: u32, y: u32, width: u32, height: u32): void {
  store<u8>(out, <u8>encoding);
  store<u16>(out, <u16>x, 1);
  store<u16>(out, <u16>y, 3);
  store<u16>(out, <u16>width, 5);
  store<u16>(out, <u16>height, 7);
}

/** Writes a picture's colour as R, G, B. */
function writeColour(out: usize, colour: u32): void {
  store<u8>(out, <u8>(colour >> 16), 0);
  store<u8>(out, <u8>(colour >> 8), 1);
  store<u8>(out, <u8>colour, 2);
}

function writeIndices(x: u32, y: u32, width: u32, height: u32, target: usize): bool {
  let out = target;
  let last = EMPTY;
  let lastIndex: u32 = 0;
  for (let r: u32 = 0; r < height; r++) {
    let at = picture + ((<usize>(y + r) * pictureWidth + x) << 2);
    const end = at + ((<usize>width) << 2);
    while (at < end) {
      // Runs of one colour are most of a screen with text: sixteen pixels at once while the run lasts.
      if (at + 64 <= end) {
        const run = i32x4.splat(last);
        const difference = v128.or(
          v128.or(v128.xor(v128.load(at, 0), run), v128.xor(v128.load(at, 16), run)),
          v128.or(v128.xor(v128.load(at, 32), run), v128.xor(v128.load(at, 48), run)),
        );
        if (!v128.any_true(difference)) {
          v128.store(out, i8x16.splat(<u8>lastIndex));
          at += 64;
          out += 16;
          continue;
        }
      }
      const stop = min(at + 64, end);
      while (at < stop) {
        const colour = load<u32>(at);
        if (colour !== last) {
          lastIndex = indexOf(colour, MAX_COLOURS);
          if (lastIndex === MAX_COLOURS) return false;
          last = colour;
        }
        store<u8>(out++, <u8>lastIndex);
        at += 4;
      }
    }
  }
  return true;
}

/** Packs rows of byte indices to `bits` (1, 2, 4) a pixel, first pixel in the lowest bits, rows on whole bytes. */
function packIndices(source: usize, target: usize, width: u32, height: u32, bits: u32): usize {
  let from = source;
  let to = target;
  const perByte: u32 = 8 / bits;
  for (let r: u32 = 0; r < height; r++) {
    let left = width;
    while (left >= perByte) {
      let packed: u32;
      if (bits === 1) {
        const eight = load<u64>(from);
        // Gathers bit 0 of each of eight bytes into one byte.
        packed = <u32>((eight * 0x0102040810204080) >> 56);
      } else if (bits === 2) {
        const four = load<u32>(from);
        packed = (four | (four >> 6) | (four >> 12) | (four >> 18)) & 0xff;
      } else {
        const two = <u32>load<u16>(from);
        packed = (two | (two >> 4)) & 0xff;
      }
      store<u8>(to++, <u8>packed);
      from += perByte;
      left -= perByte;
    }
    if (left > 0) {
      let packed: u32 = 0;
      for (let i: u32 = 0; i < left; i++) packed |= (<u32>load<u8>(from++)) << (i * bits);
      store<u8>(to++, <u8>packed);
    }
  }
  return to;
}

/**
 * Encodes a rectangle of at most 256 colours at `out`: one colour, or a palette. Returns the bytes written, or 0
 * when it has more colours or a palette would be no smaller than plain pixels.
 */
export function encodeFewColours(x: u32, y: u32, width: u32, height: u32, out: usize): usize {
  clearPalette();
  const scratch = out + INDEX_OFFSET;
  if (!writeIndices(x, y, width, height, scratch)) return 0;
  if (colourCount === 1) {
    writeHead(out, ENCODING_SOLID, x, y, width, height);
    writeColour(out + HEAD, load<u32>(colours));
    return HEAD + 3;
  }
  const bits: u32 = colourCount <= 2 ? 1 : colourCount <= 4 ? 2 : colourCount <= 16 ? 4 : 8;
  const area = <usize>width * height;
  const rowBytes = <usize>((width * bits + 7) >> 3);
  if (1 + <usize>colourCount * 3 + rowBytes * height > area * 3) return 0;
  writeHead(out, ENCODING_PALETTE, x, y, width, height);
  let at = out + HEAD;
  store<u8>(at++, <u8>(colourCount - 1));
  for (let i: u32 = 0; i < colourCount; i++) {
    writeColour(at, load<u32>(colours + ((<usize>i) << 2)));
    at += 3;
  }
  if (bits === 8) {
    memory.copy(at, scratch, area);
    return at + area - out;
  }
  return packIndices(scratch, at, width, height, bits) - out;
}

/** One channel (0 blue, 1 green, 2 red) of the sixteen pixels at `at`. */
function blueOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = v128.shuffle<u8>(a, b, 0, 4, 8, 12, 16, 20, 24, 28, 0, 0, 0, 0, 0, 0, 0, 0);
  const cd = v128.shuffle<u8>(c, d, 0, 4, 8, 12, 16, 20, 24, 28, 0, 0, 0, 0, 0, 0, 0, 0);
  return v128.shuffle<u64>(ab, cd, 0, 2);
}

/**
 * Encodes a rectangle as three planes (green, red − green, blue − green), each pixel less the one above it, all
 * modulo 256. Returns the bytes written.
 */
export function encodePlain(x: u32, y: u32, width: u32, height: u32, out: usize): usize {
  writeHead(out, ENCODING_PLAIN, x, y, width, height);
  const area = <usize>width * height;
  let green = out + HEAD;
  const stride = (<usize>pictureWidth) << 2;
  for (let r: u32 = 0; r < height; r++) {
    let at = picture + ((<usize>(y + r) * pictureWidth + x) << 2);
    let i: u32 = 0;
    for (; i + 16 <= width; i += 16) {
      const p0 = v128.load(at, 0);
      const p1 = v128.load(at, 16);
      const p2 = v128.load(at, 32);
      const p3 = v128.load(at, 48);
      let g = blueOf(i32x4.shr_u(p0, 8), i32x4.shr_u(p1, 8), i32x4.shr_u(p2, 8), i32x4.shr_u(p3, 8));
      let red = blueOf(i32x4.shr_u(p0, 16), i32x4.shr_u(p1, 16), i32x4.shr_u(p2, 16), i32x4.shr_u(p3, 16));
      let blue = blueOf(p0, p1, p2, p3);
      red = i8x16.sub(red, g);
      blue = i8x16.sub(blue, g);
      if (r > 0) {
        const above = at - stride;
        const q0 = v128.load(above, 0);
        const q1 = v128.load(above, 16);
        const q2 = v128.load(above, 32);
        const q3 = v128.load(above, 48);
        const h = blueOf(i32x4.shr_u(q0, 8), i32x4.shr_u(q1, 8), i32x4.shr_u(q2, 8), i32x4.shr_u(q3, 8));
        const s = blueOf(i32x4.shr_u(q0, 16), i32x4.shr_u(q1, 16), i32x4.shr_u(q2, 16), i32x4.shr_u(q3, 16));
        red = i8x16.sub(red, i8x16.sub(s, h));
        blue = i8x16.sub(blue, i8x16.sub(blueOf(q0, q1, q2, q3), h));
        g = i8x16.sub(g, h);
      }
      v128.store(green, g);
      v128.store(green + area, red);
      v128.store(green + area * 2, blue);
      at += 64;
      green += 16;
    }
    for (; i < width; i++) {
      let g = <u32>load<u8>(at, 1);
      let red = <u32>load<u8>(at, 2) - g;
      let blue = <u32>load<u8>(at, 0) - g;
      if (r > 0) {
        const above = at - stride;
        const h = <u32>load<u8>(above, 1);
        red -= <u32>load<u8>(above, 2) - h;
        blue -= <u32>load<u8>(above, 0) - h;
        g -= h;
      }
      store<u8>(green, <u8>g);
      store<u8>(green + area, <u8>red);
      store<u8>(green + area * 2, <u8>blue);
      at += 4;
      green++;
    }
  }
  return HEAD + area * 3;
}
