import type { PixelView, Rect } from '../src/index.ts';

/** A picture that tests and benchmarks paint: B, G, R, unused as little-endian numbers. */
export interface Screen extends PixelView {
  readonly pixels: Uint32Array;
}

/** A black screen; `padding` bytes (a multiple of 4) stand between its rows. */
export function createScreen(width: number, height: number, padding = 0): Screen {
  const stride = width * 4 + padding;
  const pixels = new Uint32Array((stride * height) / 4);
  return { data: new Uint8Array(pixels.buffer), pixels, width, height, stride };
}

/** A random source with a seed (mulberry32, public domain): numbers from 0 to below 1. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function fill(screen: Screen, rect: Rect, colour: number): void {
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const row = (y * screen.stride) / 4 + rect.x;
    screen.pixels.fill(colour, row, row + rect.width);
  }
}

const GLYPH = { width: 8, height: 16 } as const;
const SHADES = 6;

/** Letters that have been drawn, by letter and ink. */
const drawnLetters = new Map<string, Uint32Array>();

/**
 * A made-up letter with smoothed edges, as a font draws it: the same letter always has the same pixels. `letter`
 * 0 is a space.
 */
export function drawLetter(screen: Screen, column: number, row: number, letter: number, ink: number): void {
  const key = `${letter} ${ink}`;
  const drawn = drawnLetters.get(key) ?? letterPixels(letter, ink);
  drawnLetters.set(key, drawn);
  const left = column * GLYPH.width;
  const top = row * GLYPH.height;
  const width = Math.min(GLYPH.width, screen.width - left);
  const height = Math.min(GLYPH.height, screen.height - top);
  if (width <= 0) return;
  for (let y = 0; y < height; y++) {
    const from = y * GLYPH.width;
    screen.pixels.set(drawn.subarray(from, from + width), ((top + y) * screen.stride) / 4 + left);
  }
}

function letterPixels(letter: number, ink: number): Uint32Array {
  const random = seeded(letter * 7919 + 17);
  const paper = 0xffffff;
  const shades = Array.from({ length: SHADES + 1 }, (_, level) => mix(paper, ink, level / SHADES));
  const strokes =
    letter === 0
      ? []
      : Array.from({ length: 3 }, () => [random() * 6 + 0.5, random() * 10 + 2, random() < 0.5]);
  const pixels = new Uint32Array(GLYPH.width * GLYPH.height);
  for (let y = 0; y < GLYPH.height; y++) {
    for (let x = 0; x < GLYPH.width; x++) {
      let level = 0;
      for (const [sx, sy, isUpright] of strokes) {
        const across = isUpright === true ? x - Number(sx) : y - Number(sy);
        const along = isUpright === true ? y - 7 : x - 3.5;
        const reach = isUpright === true ? 5 : 3;
        if (Math.abs(along) <= reach) level = Math.max(level, 1 - Math.abs(across) / 1.4);
      }
      pixels[y * GLYPH.width + x] = shades[Math.round(Math.max(0, level) * SHADES)] ?? paper;
    }
  }
  return pixels;
}

function mix(from: number, to: number, part: number): number {
  let mixed = 0;
  for (const shift of [0, 8, 16]) {
    const a = (from >> shift) & 0xff;
    const b = (to >> shift) & 0xff;
    mixed |= Math.round(a + (b - a) * part) << shift;
  }
  return mixed;
}

/** Fills a screen with lines of words in two colours of ink, from line number `firstLine` of an endless text. */
export function drawText(screen: Screen, firstLine = 0): void {
  fill(screen, { x: 0, y: 0, width: screen.width, height: screen.height }, 0xffffff);
  const columns = Math.floor(screen.width / GLYPH.width);
  const rows = Math.floor(screen.height / GLYPH.height);
  for (let row = 0; row < rows; row++) {
    const random = seeded((firstLine + row) * 31 + 5);
    const length = Math.floor(columns * (0.3 + 0.7 * random()));
    let wordLeft = 0;
    let ink = 0x202020;
    for (let column = 0; column < length; column++) {
      if (wordLeft === 0) {
        wordLeft = 2 + Math.floor(random() * 9);
        ink = random() < 0.15 ? 0x1a4fa0 : 0x202020;
        continue;
      }
      wordLeft--;
      drawLetter(screen, column, row, 1 + Math.floor(random() ** 2 * 60), ink);
    }
  }
}

/** Photographs that have been drawn, by size and seed: tests show the same few again and again. */
const drawnPhotos = new Map<string, Uint32Array>();
const MAX_DRAWN_PHOTOS = 64;

/** Fills a rectangle with something like a photograph: soft shapes, and grain that the channels share in part. */
export function drawPhoto(screen: Screen, rect: Rect, seed = 1): void {
  const { width, height } = rect;
  const key = `${width} ${height} ${seed}`;
  const drawn = drawnPhotos.get(key) ?? photoPixels(width, height, seed);
  if (drawnPhotos.size >= MAX_DRAWN_PHOTOS) drawnPhotos.clear();
  drawnPhotos.set(key, drawn);
  for (let y = 0; y < height; y++) {
    screen.pixels.set(
      drawn.subarray(y * width, (y + 1) * width),
      ((rect.y + y) * screen.stride) / 4 + rect.x,
    );
  }
}

function photoPixels(width: number, height: number, seed: number): Uint32Array {
  const random = seeded(seed);
  const waves = Array.from({ length: 9 }, (_, i) => ({
    channel: i % 3,
    fx: random() * 0.03,
    fy: random() * 0.03,
    phase: random() * 6.3,
    height: random() * 40,
  }));
  const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  const pixels = new Uint32Array(width * height);
  const channels = new Float64Array(3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      channels[0] = 128;
      channels[1] = 120;
      channels[2] = 110;
      for (const wave of waves) {
        const value = Math.sin(x * wave.fx + y * wave.fy + wave.phase) * wave.height;
        channels[wave.channel] = (channels[wave.channel] ?? 0) + value;
      }
      const grain = (random() + random() - 1) * 8;
      let pixel = 0;
      for (const value of channels) pixel = (pixel << 8) | clamp(value + grain + (random() - 0.5) * 3);
      pixels[y * width + x] = pixel;
    }
  }
  return pixels;
}

/** Fills a rectangle with random pixels, each channel on its own. */
export function drawNoise(screen: Screen, rect: Rect, seed: number): void {
  const random = seeded(seed);
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const row = (y * screen.stride) / 4;
    for (let x = rect.x; x < rect.x + rect.width; x++) screen.pixels[row + x] = random() * 0x100_0000;
  }
}
