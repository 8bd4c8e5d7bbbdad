import { readFileSync } from 'node:fs';
import { X11Screen } from '@throwline/applet/src/platform/linux/x11-screen.ts';
import { Picture } from '@throwline/applet/src/screen/picture.ts';
import {
  createChangeTracker,
  createRecorder,
  createViewerStream,
  isWithin,
  type Recorder,
  type ViewerStream,
} from '@throwline/screen';
import { buildKernel } from '@throwline/screen/build.mjs';
import { until } from '@throwline/testbed/wait.ts';
import { compress } from './zstd.ts';

/** From one capture to the next at least, in milliseconds: 30 a second. */
const INTERVAL = 1000 / 30;
/** Of all monitors. */
const EVERYTHING = 0;

const kernel = readFileSync(await buildKernel());

interface Running {
  readonly recorder: Recorder;
  picture: Picture;
  stream: ViewerStream;
}

/**
 * Records a display as the applet shows it to one technician whose link carries everything: captured by the applet's own
 * source, compared, encoded, and written down.
 */
export class ScreenTape {
  readonly #source: X11Screen;
  #pieces: Uint8Array[] = [];
  #running: Running | undefined;
  #lastPass = Number.NEGATIVE_INFINITY;
  #lastChange = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #error: unknown;

  /** @param display for example `:7` */
  constructor(display: string) {
    this.#source = new X11Screen(display);
    this.#source.protect({ kind: 'none' });
    this.#source.listen(({ kind }) => {
      if (kind === 'layout' && this.#running !== undefined) Object.assign(this.#running, this.#begin());
      if (kind === 'changed' || kind === 'layout') this.#passSoon();
    });
  }

  /** Resolves when nothing has changed on the display for so long. @param quiet in milliseconds */
  async settled(quiet: number): Promise<void> {
    this.#lastChange = performance.now();
    await until('a display that stands still', () => performance.now() - this.#lastChange >= quiet);
  }

  /** Begins with the display as it is. */
  start(): void {
    this.#pieces = [];
    const startedAt = performance.now();
    const recorder = createRecorder({ write: (bytes) => this.#pieces.push(bytes), startedAt });
    this.#running = { recorder, ...this.#begin() };
    this.#pass();
  }

  /** Ends, and gives the recording. @throws what a capture has thrown */
  stop(): Uint8Array {
    this.#pass();
    this.#running = undefined;
    if (this.#error !== undefined) throw this.#error;
    return Buffer.concat(this.#pieces);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source.close();
  }

  /** As the applet does it for a new view, and whenever the layout has changed. */
  #begin(): { readonly picture: Picture; readonly stream: ViewerStream } {
    const { width, height } = this.#source.layout();
    const tracker = createChangeTracker({ width, height, kernel });
    const stream = createViewerStream(tracker, { compress });
    return { picture: new Picture(EVERYTHING, { x: 0, y: 0, width, height }, tracker), stream };
  }

  #passSoon(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastPass + INTERVAL - performance.now());
    this.#timer = setTimeout(() => {
      try {
        this.#pass();
      } catch (error) {
        this.#error ??= error;
      }
    }, wait);
  }

  #pass(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const at = performance.now();
    this.#lastPass = at;
    const changes = this.#source.takeChanges();
    if (changes.length > 0) this.#lastChange = at;
    if (this.#running === undefined) return;
    const { picture, stream, recorder } = this.#running;
    picture.addDamage(changes);
    if (!picture.isStale) return;
    const part = picture.stalePart;
    const captured = this.#source.capture(picture.region, part);
    // The desktop has just become smaller; its new layout is on the way.
    if (captured.kind !== 'pixels' || !isWithin(part, captured.region)) return;
    const change = picture.ingest(captured.view, captured.region, captured.masks, at);
    if (change !== undefined) stream.mark(change);
    const update = stream.encode();
    if (update !== undefined) recorder.add(at, update);
  }
}
