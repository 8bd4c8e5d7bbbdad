import type {
  CaptureResult,
  CursorShape,
  DesktopLayout,
  Rect,
  ScreenEvent,
  ScreenSource,
} from '@throwline/applet/src/platform/platform.ts';
import { type PlayedUpdate, playRecording } from '@throwline/screen';
import { decompress } from '../record/zstd.ts';

const BYTES_PER_PIXEL = 4;
/** The longest side of a recorded screen, in pixels. */
const LONGEST = 4096;
/** More rectangles are not told apart; as a screen's source promises. */
const MOST_CHANGES = 256;

/** A desktop that shows a recording, as far as it has been played. */
export class RecordedScreen implements ScreenSource {
  readonly protectedWindowsSeen = 0;
  readonly width: number;
  readonly height: number;
  /** What it shows: B, G, R, unused as little-endian numbers. */
  readonly pixels: Uint32Array;
  /** How many frames have been shown. */
  shown = 0;
  readonly #frames: Generator<PlayedUpdate, void, undefined>;
  /** The frame to come; the player's picture has it already. */
  #next: PlayedUpdate | undefined;
  #changes: Rect[] = [];
  #listener: (event: ScreenEvent) => void = () => undefined;

  /** @throws {RangeError} for a recording without frames, or whose screen changes its size */
  constructor(recording: Uint8Array) {
    this.#frames = playRecording(recording, { decompress, maxWidth: LONGEST, maxHeight: LONGEST });
    const first = this.#frames.next().value;
    if (first === undefined) throw new RangeError('A recording without frames');
    this.width = first.width;
    this.height = first.height;
    this.pixels = new Uint32Array(first.width * first.height);
    this.#paint(first, { x: 0, y: 0, width: first.width, height: first.height });
    this.#advance();
  }

  /** When the next frame is to be shown, in milliseconds since the start; undefined after the last. */
  get nextAt(): number | undefined {
    return this.#next?.at;
  }

  /** Shows the next frame. */
  showNext(): void {
    const next = this.#next;
    if (next === undefined) return;
    for (const rect of [...next.moves.map((move) => move.rect), ...next.rects]) {
      this.#paint(next, rect);
      this.#changes.push(rect);
    }
    this.shown += 1;
    this.#advance();
    this.#listener({ kind: 'changed' });
  }

  protect(): void {
    // Nothing in a recording is hidden.
  }

  prepare(): void {
    // Its memory has been taken.
  }

  close(): void {
    // Nothing is held.
  }

  layout(): DesktopLayout {
    const { width, height } = this;
    return {
      width,
      height,
      monitors: [{ id: 1, name: 'recording', primary: true, x: 0, y: 0, width, height }],
    };
  }

  cursorShape(): CursorShape | undefined {
    return undefined;
  }

  pointer(): { x: number; y: number } {
    return { x: 0, y: 0 };
  }

  listen(listener: (event: ScreenEvent) => void): void {
    this.#listener = listener;
    listener({ kind: 'changed' });
  }

  takeChanges(): Rect[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes.length > MOST_CHANGES ? [{ x: 0, y: 0, width: this.width, height: this.height }] : changes;
  }

  capture(region: Rect, part: Rect = region): CaptureResult {
    const stride = this.width * BYTES_PER_PIXEL;
    const data = new Uint8Array(this.pixels.buffer).subarray(part.y * stride + part.x * BYTES_PER_PIXEL);
    return {
      kind: 'pixels',
      view: { data, width: part.width, height: part.height, stride },
      region: part,
      masks: [],
    };
  }

  #advance(): void {
    this.#next = this.#frames.next().value ?? undefined;
    const { width, height } = this.#next ?? this;
    if (width !== this.width || height !== this.height)
      throw new RangeError('A recording whose screen changes its size');
  }

  /** R, G, B, A as the player has them become B, G, R, unused; both are little-endian numbers here. */
  #paint({ pixels }: PlayedUpdate, { x, y, width, height }: Rect): void {
    const from = new Uint32Array(pixels.buffer);
    for (let row = y; row < y + height; row++) {
      const start = row * this.width + x;
      for (let at = start; at < start + width; at++) {
        const rgba = from[at] ?? 0;
        this.pixels[at] = ((rgba & 0xff) << 16) | (rgba & 0xff00) | ((rgba >> 16) & 0xff);
      }
    }
  }
}
