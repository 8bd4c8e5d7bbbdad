import type { Rect } from '../src/index.ts';
import { drawLetter, drawPhoto, drawText, type Screen } from '../testing/screens.ts';

export const WIDTH = 1920;
export const HEIGHT = 1080;

export interface Scene {
  readonly name: string;
  /** Whether every run sends the whole picture, as to a viewer that has just come. */
  readonly isWhole: boolean;
  /** Makes the first picture. */
  start(screen: Screen): void;
  /** Makes the frame of one run; gives what is reported as damaged. */
  step(screen: Screen, run: number): readonly Rect[] | 'all';
}

/** Turns each row by another number of pixels, so that nothing has moved as a whole. */
function shiftRows(screen: Screen, rect: Rect, by: number): void {
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const start = (y * screen.stride) / 4 + rect.x;
    const row = screen.pixels.slice(start, start + rect.width);
    const turn = (by * (1 + (y % 7))) % rect.width;
    screen.pixels.set(row.subarray(turn), start);
    screen.pixels.set(row.subarray(0, turn), start + rect.width - turn);
  }
}

function typed(screen: Screen, run: number): void {
  drawLetter(screen, 100, 30, (run % 60) + 1, 0x202020);
}

export const scenes: readonly Scene[] = [
  {
    name: 'text, whole screen',
    isWhole: true,
    start: (screen) => drawText(screen),
    step: () => [],
  },
  {
    name: 'photograph, whole screen',
    isWhole: true,
    start: (screen) => drawPhoto(screen, { x: 0, y: 0, width: WIDTH, height: HEIGHT }),
    step: () => [],
  },
  {
    name: 'text around a photograph, whole screen',
    isWhole: true,
    start(screen) {
      drawText(screen);
      drawPhoto(screen, { x: 500, y: 300, width: 640, height: 400 });
    },
    step: () => [],
  },
  {
    name: 'text scrolling by a line, damage unknown',
    isWhole: false,
    start: (screen) => drawText(screen),
    step(screen, run) {
      drawText(screen, run + 1);
      return 'all';
    },
  },
  {
    name: 'one letter typed, damage known',
    isWhole: false,
    start: (screen) => drawText(screen),
    step(screen, run) {
      typed(screen, run);
      return [{ x: 800, y: 480, width: 8, height: 16 }];
    },
  },
  {
    name: 'one letter typed, damage unknown',
    isWhole: false,
    start: (screen) => drawText(screen),
    step(screen, run) {
      typed(screen, run);
      return 'all';
    },
  },
  {
    name: 'a film of 1280 × 720',
    isWhole: false,
    start: (screen) => drawText(screen),
    step(screen, run) {
      // Drawn once, and then shown from another line each time: drawing takes far longer than all else.
      if (run === 0) drawPhoto(screen, { x: 320, y: 128, width: 1280, height: 720 });
      else shiftRows(screen, { x: 320, y: 128, width: 1280, height: 720 }, 37);
      return 'all';
    },
  },
  { name: 'idle, damage unknown', isWhole: false, start: (screen) => drawText(screen), step: () => 'all' },
  { name: 'idle, no damage', isWhole: false, start: (screen) => drawText(screen), step: () => [] },
];
