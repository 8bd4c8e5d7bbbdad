import { playRecording, type Rect } from '../src/index.ts';
import { createScreen, type Screen } from '../testing/screens.ts';
import { decompress } from '../testing/zstd.ts';

/** The longest side of a recorded screen, in pixels: also of an upright one. */
export const LARGEST = 1920;

/** One frame of a recording, as the customer's system would hand it out. */
export interface RecordedFrame {
  /** Milliseconds since the start. */
  readonly at: number;
  /** The next frame is painted into the same one, unless the size has changed. */
  readonly screen: Screen;
  /** The same pixels as the player has them. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** R, G, B, A as the decoder has them become B, G, R, unused as a capture has them; both are little-endian numbers here. */
function take(screen: Screen, pixels: Uint32Array, { x, y, width, height }: Rect): void {
  for (let row = y; row < y + height; row++) {
    const start = row * screen.width + x;
    for (let at = start; at < start + width; at++) {
      const rgba = pixels[at] ?? 0;
      screen.pixels[at] = ((rgba & 0xff) << 16) | (rgba & 0xff00) | ((rgba >> 16) & 0xff);
    }
  }
}

/** Plays a recording as fast as its frames are asked for. */
export function* recordedFrames(recording: Uint8Array): Generator<RecordedFrame, void, undefined> {
  let screen = createScreen(0, 0);
  for (const played of playRecording(recording, { decompress, maxWidth: LARGEST, maxHeight: LARGEST })) {
    const { at, width, height, moves, rects, pixels: rgba } = played;
    const pixels = new Uint32Array(rgba.buffer);
    const isNew = screen.width !== width || screen.height !== height;
    if (isNew) screen = createScreen(width, height);
    const changed = isNew ? [{ x: 0, y: 0, width, height }] : [...moves.map(({ rect }) => rect), ...rects];
    for (const rect of changed) take(screen, pixels, rect);
    yield { at, screen, rgba };
  }
}
