import { createScreen, drawPhoto, drawText, fill, type Screen, seeded } from '../testing/screens.ts';

/** Something that moves: 1280 × 720 pixels, 30 frames a second. */
export interface Clip {
  readonly name: string;
  /** The frame of that number; the returned screen is used again for the next. */
  frame(number: number): Screen;
}

export const CLIP = { width: 1280, height: 720 } as const;

/** Colour bars that stand still, a sloping bar whose colours run, squares that wander, and a running number as a barcode. */
function drawTestPattern(screen: Screen, width: number, number: number): void {
  const bars = [0xff0000, 0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff];
  for (const [index, colour] of bars.entries()) {
    const left = Math.floor((index * width) / bars.length);
    const right = Math.floor(((index + 1) * width) / bars.length);
    fill(screen, { x: left, y: 0, width: right - left, height: screen.height }, colour);
  }
  for (let x = 0; x < width; x++) {
    const hue = (x * 3 + number * 12) % 768;
    const part = hue % 256;
    const colour =
      hue < 256
        ? (255 - part) * 65536 + part * 256
        : hue < 512
          ? (255 - part) * 256 + part
          : part * 65536 + 255 - part;
    fill(screen, { x, y: 40 + (x >> 1), width: 1, height: 14 }, colour);
  }
  for (let square = 0; square < 12; square++) {
    const x = (square * 53 + number * 4) % (width - 10);
    const y = (square * 97 + number * 3) % (screen.height - 10);
    fill(screen, { x, y, width: 8, height: 8 }, 0x808080 + square * 0x0a0503);
  }
  for (let bit = 0; bit < 20; bit++) {
    const isLight = bit < 10 ? ((number >> bit) & 1) === 1 : ((number >> (bit - 10)) & 1) === 0;
    fill(screen, { x: bit * 32, y: 0, width: 32, height: 16 }, isLight ? 0xffffff : 0);
  }
}

const MOST_STEPS = 150;

/** The Mandelbrot set around a point of its edge, nearer with every frame. */
function drawMandelbrot(screen: Screen, left: number, number: number): void {
  const scale = 0.005 * 0.9915 ** number;
  const width = screen.width - left;
  for (let y = 0; y < screen.height; y++) {
    const ci = 0.131825904205 + (y - screen.height / 2) * scale;
    for (let x = 0; x < width; x++) {
      const cr = -0.743643887037 + (x - width / 2) * scale;
      let re = 0;
      let im = 0;
      let step = 0;
      for (; step < MOST_STEPS && re * re + im * im < 4; step++) {
        const next = re * re - im * im + cr;
        im = 2 * re * im + ci;
        re = next;
      }
      const smooth = step === MOST_STEPS ? 0 : step + 1 - Math.log2(Math.log(re * re + im * im) / 2);
      const level = (phase: number) => Math.round(127.5 + 127.5 * Math.sin(smooth * 0.25 + phase));
      screen.pixels[y * screen.width + left + x] =
        step === MOST_STEPS ? 0 : (level(0) << 16) | (level(2) << 8) | level(4);
    }
  }
}

/** Adds noise, each channel on its own, of about ±`strength` (a triangle's distribution). */
function addNoise(screen: Screen, left: number, top: number, strength: number, number: number): void {
  const random = seeded(number);
  for (let y = top; y < screen.height; y++) {
    for (let at = (y * screen.width + left) * 4; at < (y + 1) * screen.width * 4; at++) {
      const noisy = (screen.data[at] ?? 0) + (random() + random() - 1) * strength;
      screen.data[at] = Math.max(0, Math.min(255, Math.round(noisy)));
    }
  }
}

/** A photograph-like picture, larger than the clip, seen through a window that wanders by parts of a pixel. */
function createPan(grain: number): (screen: Screen, number: number) => void {
  const margin = 100;
  const large = createScreen(CLIP.width + margin, CLIP.height + margin);
  drawText(large);
  drawPhoto(large, { x: 0, y: 0, width: large.width, height: 500 });
  return (screen, number) => {
    const x = 40 + 35 * Math.sin(number / 9);
    const y = 40 + 35 * Math.cos(number / 13);
    const rest = [x % 1, y % 1] as const;
    for (let row = 0; row < screen.height; row++) {
      for (let at = 0; at < screen.stride; at++) {
        const from = (row + Math.floor(y)) * large.stride + Math.floor(x) * 4 + at;
        const mix = (start: number) =>
          (large.data[start] ?? 0) * (1 - rest[0]) + (large.data[start + 4] ?? 0) * rest[0];
        screen.data[row * screen.stride + at] =
          mix(from) * (1 - rest[1]) + mix(from + large.stride) * rest[1];
      }
    }
    addNoise(screen, 0, 0, grain, number);
  };
}

function clip(name: string, draw: (screen: Screen, number: number) => void): Clip {
  const screen = createScreen(CLIP.width, CLIP.height);
  return {
    name,
    frame(number) {
      draw(screen, number);
      return screen;
    },
  };
}

export const clips: readonly Clip[] = [
  clip('test pattern, zoom, noise over a quarter', (screen, number) => {
    drawMandelbrot(screen, CLIP.width / 2, number);
    addNoise(screen, CLIP.width / 2, CLIP.height / 2, 30, number);
    drawTestPattern(screen, CLIP.width / 2, number);
  }),
  clip('zoom alone', (screen, number) => drawMandelbrot(screen, 0, number)),
  clip('photograph and text, panned, with grain', createPan(6)),
  clip('noise alone', (screen, number) => {
    screen.pixels.fill(0x808080);
    addNoise(screen, 0, 0, 127, number);
  }),
  clip('a square on a still photograph', (screen, number) => {
    if (number === 0) drawPhoto(screen, { x: 0, y: 0, width: CLIP.width, height: CLIP.height });
    fill(screen, { x: (number * 9) % 1200, y: 300, width: 60, height: 60 }, 0xf0a010);
  }),
];
