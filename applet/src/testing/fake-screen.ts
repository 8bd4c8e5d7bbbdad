import type {
  CaptureResult,
  CursorShape,
  DesktopLayout,
  ProtectedProcesses,
  Rect,
  ScreenEvent,
  ScreenSource,
} from '../platform/platform.ts';

/** A screen that a test draws on. One byte value a pixel is enough. */
export class FakeScreen implements ScreenSource {
  readonly protectedWindowsSeen = 0;
  protected: ProtectedProcesses | undefined;
  captures = 0;
  /** The part that was captured last. */
  captured: Rect | undefined;
  isClosed = false;
  isPrepared = false;
  identified = true;
  masks: Rect[] = [];
  #layout: DesktopLayout;
  #pixels: Uint8Array;
  #changes: Rect[] = [];
  #listener: (event: ScreenEvent) => void = () => undefined;

  constructor(width: number, height: number) {
    this.#layout = layoutOf(width, height);
    this.#pixels = new Uint8Array(width * height * 4);
  }

  protect(processes: ProtectedProcesses): void {
    this.protected = processes;
  }

  layout(): DesktopLayout {
    return this.#layout;
  }

  cursorShape(): CursorShape {
    return { serial: 1, width: 1, height: 1, hotspotX: 0, hotspotY: 0, pixels: new Uint8Array(4) };
  }

  pointer(): { x: number; y: number } {
    return { x: 0, y: 0 };
  }

  prepare(): void {
    this.isPrepared = true;
  }

  listen(listener: (event: ScreenEvent) => void): void {
    this.#listener = listener;
    listener({ kind: 'changed' });
  }

  takeChanges(): Rect[] {
    return this.#changes.splice(0);
  }

  capture(region: Rect, part: Rect = region): CaptureResult {
    this.captures += 1;
    this.captured = part;
    if (!this.identified) return { kind: 'unidentified' };
    const stride = this.#layout.width * 4;
    const data = this.#pixels.subarray(part.y * stride + part.x * 4);
    return {
      kind: 'pixels',
      view: { data, width: part.width, height: part.height, stride },
      region: part,
      masks: this.masks,
    };
  }

  close(): void {
    this.isClosed = true;
  }

  /** Paints a rectangle in a shade that no pixel has had, and says so. */
  paint(rect: Rect, shade: number): void {
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      const from = (y * this.#layout.width + rect.x) * 4;
      this.#pixels.fill(shade, from, from + rect.width * 4);
    }
    this.#changes.push(rect);
    this.#listener({ kind: 'changed' });
  }

  /** Paints a rectangle as a photograph is: hardly a pixel like another. */
  paintNoise(rect: Rect): void {
    let state = 1;
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      for (let at = (y * this.#layout.width + rect.x) * 4, x = 0; x < rect.width * 4; x += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        this.#pixels[at + x] = state >>> 24;
      }
    }
    this.#changes.push(rect);
    this.#listener({ kind: 'changed' });
  }

  /** Gives the pointer another shape: a square of one value. */
  showCursor(side: number, serial: number): void {
    const pixels = new Uint8Array(side * side * 4).fill(serial);
    const shape = { serial, width: side, height: side, hotspotX: 0, hotspotY: 0, pixels };
    this.#listener({ kind: 'cursor-shape', shape });
  }

  movePointer(x: number, y: number): void {
    this.#listener({ kind: 'pointer', x, y });
  }

  resize(width: number, height: number): void {
    this.#layout = layoutOf(width, height);
    this.#pixels = new Uint8Array(width * height * 4);
    this.#listener({ kind: 'layout', layout: this.#layout });
  }

  disappear(): void {
    this.#listener({ kind: 'gone' });
  }
}

/** Two monitors side by side. */
function layoutOf(width: number, height: number): DesktopLayout {
  const half = width / 2;
  return {
    width,
    height,
    monitors: [
      { id: 1, name: 'left', primary: true, x: 0, y: 0, width: half, height },
      { id: 2, name: 'right', primary: false, x: half, y: 0, width: half, height },
    ],
  };
}
