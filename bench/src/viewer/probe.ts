/**
 * What runs inside the viewer's page, whoever's viewer it is: it looks at every animation frame at what the canvas shows.
 * {@link installProbe} is handed to the browser as text, so it refers to nothing outside of itself.
 */

/** A part of the picture, in its own pixels: x, y, width, height. */
export type Part = readonly [number, number, number, number];

/** What has come of one expected change. Times are milliseconds since the epoch. */
export interface SeenChange {
  /** The input event's own timestamp. */
  readonly pressedAt: number;
  /** The animation frame at which the canvas held the change. */
  readonly seenAt: number;
}

/**
 * Where a number stands as light and dark cells, lowest bit first, followed by the complements of all its bits; in two
 * of the rows that are watched.
 */
export interface BarcodePlace {
  /** Width of one bit, in pixels of the picture. */
  readonly bitWidth: number;
  readonly bits: number;
  /** The watched row that tells which frame this is. */
  readonly row: number;
  /** Another row, whose number is then higher by `ahead`, or the frame is torn. */
  readonly otherRow: number;
  readonly ahead: number;
}

export interface SeenFrames {
  readonly seconds: number;
  /** Animation frames of the page. */
  readonly ticks: number;
  /** Animation frames with other pixels than the one before. */
  readonly changes: number;
  /** Distinct numbers: frames of the source that were seen. */
  readonly numbers: number;
  /** Animation frames in which a number could be read, and those of them in which the rows disagree. */
  readonly read: number;
  readonly torn: number;
  /** Longest time without a new number, in milliseconds. */
  readonly longestGap: number;
}

/** What the probe leaves on the page; each of the benchmark's questions is one call. */
export interface Probe {
  use(selector: string): void;
  size(): readonly [number, number] | undefined;
  /** Where a pixel of the picture lies on the page, for a canvas that shows all of the picture. */
  place(x: number, y: number, width: number, height: number): readonly [number, number];
  /** Begins to take note of presses of keys and buttons. */
  watch(): void;
  /** The next press is answered by a change of this part's mean brightness by more than `by`, of 255. */
  expect(part: Part, by: number): void;
  /** Waits until everything expected has been seen, at most `patience` milliseconds. */
  settle(patience: number): Promise<{ readonly seen: readonly SeenChange[]; readonly lost: number }>;
  unwatch(): void;
  /** Begins to look at `rows` evenly spaced rows of a part. */
  count(part: Part, rows: number, barcode: BarcodePlace): void;
  counted(): SeenFrames;
  /**
   * Resolves with the time at which the picture first looks like `wanted`: RGB samples of a grid, as base64, whose blocks
   * have mean colours; `undefined` after `patience` milliseconds.
   */
  match(
    wanted: string,
    grid: readonly [number, number],
    blocks: readonly [number, number],
    allowed: { readonly tolerance: number; readonly mostOff: number },
    patience: number,
  ): Promise<number | undefined>;
  /** A part of the picture as base64 of RGBA. */
  read(part: Part): Promise<string>;
}

declare global {
  interface Window {
    throwlineProbe?: Probe;
  }
}

export function installProbe(): void {
  if (window.throwlineProbe !== undefined) return;

  // After its frame a WebGL canvas can be read only when it keeps what was drawn.
  const getContext = HTMLCanvasElement.prototype.getContext;
  const keepDrawing = function (this: HTMLCanvasElement, kind: string, options?: object): unknown {
    const kept = kind.startsWith('webgl') ? { ...options, preserveDrawingBuffer: true } : options;
    return Reflect.apply(getContext, this, [kind, kept]);
  };
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { value: keepDrawing });

  let selector = 'canvas';
  const sizeOf = (element: HTMLCanvasElement | HTMLVideoElement): readonly [number, number] =>
    element instanceof HTMLVideoElement
      ? [element.videoWidth, element.videoHeight]
      : [element.width, element.height];
  const source = (): HTMLCanvasElement | HTMLVideoElement | undefined => {
    let largest: HTMLCanvasElement | HTMLVideoElement | undefined;
    let area = 0;
    for (const element of document.querySelectorAll(selector)) {
      if (!(element instanceof HTMLCanvasElement || element instanceof HTMLVideoElement)) continue;
      const [width, height] = sizeOf(element);
      if (width * height <= area) continue;
      largest = element;
      area = width * height;
    }
    return largest;
  };
  const copyOf = (width: number, height: number): CanvasRenderingContext2D => {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = Reflect.apply(getContext, canvas, ['2d', { willReadFrequently: true, alpha: false }]);
    if (!(context instanceof CanvasRenderingContext2D)) throw new Error('no canvas to look with');
    context.imageSmoothingEnabled = false;
    return context;
  };
  // Weights of Rec. 601.
  const brightness = (data: Uint8ClampedArray, at: number): number =>
    0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  const sinceEpoch = (time: number): number => performance.timeOrigin + time;

  /** Calls at each animation frame with a picture, until it is answered with `true`. */
  const eachFrame = (look: (picture: HTMLCanvasElement | HTMLVideoElement, now: number) => boolean): void => {
    const tick = (): void => {
      const picture = source();
      if (picture === undefined || !look(picture, performance.now())) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  };

  interface Expected {
    readonly part: Part;
    readonly by: number;
    before?: number;
    pressedAt?: number;
  }
  const spot = copyOf(32, 32);
  const meanBrightness = (
    picture: HTMLCanvasElement | HTMLVideoElement,
    [x, y, width, height]: Part,
  ): number => {
    spot.drawImage(picture, x, y, width, height, 0, 0, width, height);
    const { data } = spot.getImageData(0, 0, width, height);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += brightness(data, at);
    return sum / (width * height);
  };
  let expected: Expected[] = [];
  let unpressed: Expected[] = [];
  let seen: SeenChange[] = [];
  let watching = false;
  let lastPress = 0;
  const pressed = (event: Event): void => {
    // pointerdown and mousedown of one press come within the same moment.
    if (event.type !== 'keydown' && event.timeStamp - lastPress <= 1) return;
    lastPress = event.timeStamp;
    const next = unpressed.shift();
    if (next !== undefined) next.pressedAt = event.timeStamp;
  };
  const PRESSES = ['pointerdown', 'mousedown', 'keydown'];

  let counting: { stop: () => SeenFrames } | undefined;

  window.throwlineProbe = {
    use(wanted) {
      selector = wanted;
    },
    size() {
      const picture = source();
      return picture && sizeOf(picture);
    },
    place(x, y, width, height) {
      const box = source()?.getBoundingClientRect();
      if (box === undefined) throw new Error('there is no picture');
      return [box.left + ((x + 0.5) * box.width) / width, box.top + ((y + 0.5) * box.height) / height];
    },

    watch() {
      watching = true;
      for (const type of PRESSES) window.addEventListener(type, pressed, true);
      eachFrame((picture, now) => {
        expected = expected.filter((each) => {
          const mean = meanBrightness(picture, each.part);
          if (each.pressedAt === undefined || each.before === undefined) {
            each.before = mean;
            return true;
          }
          if (Math.abs(mean - each.before) <= each.by) return true;
          seen.push({ pressedAt: sinceEpoch(each.pressedAt), seenAt: sinceEpoch(now) });
          return false;
        });
        return !watching;
      });
    },
    expect(part, by) {
      // Not at the next animation frame: the answer may be there by then.
      const picture = source();
      const next: Expected =
        picture === undefined ? { part, by } : { part, by, before: meanBrightness(picture, part) };
      expected.push(next);
      unpressed.push(next);
    },
    async settle(patience) {
      const until = performance.now() + patience;
      while (expected.length > 0 && performance.now() < until) await new Promise((r) => setTimeout(r, 5));
      const result = { seen, lost: expected.length };
      expected = [];
      unpressed = [];
      seen = [];
      return result;
    },
    unwatch() {
      watching = false;
      for (const type of PRESSES) window.removeEventListener(type, pressed, true);
    },

    count([x, y, width, height], rows, barcode) {
      const copy = copyOf(width, rows);
      const begun = performance.now();
      let running = true;
      let [ticks, changes, numbers, read, torn, longestGap, newest, newestAt] = [0, 0, 0, 0, 0, 0, -1, 0];
      let before: Uint32Array | undefined;
      /** The number in a row; `undefined` when it is not whole. */
      const numberIn = (data: Uint8ClampedArray, row: number): number | undefined => {
        let number = 0;
        for (let bit = 0; bit < barcode.bits; bit++) {
          const [on, complement] = [bit, bit + barcode.bits].map((cell) => {
            const middle = Math.floor((cell + 0.5) * barcode.bitWidth);
            return brightness(data, (row * width + middle) * 4) > 110;
          });
          if (on === complement) return undefined;
          if (on === true) number |= 1 << bit;
        }
        return number;
      };
      eachFrame((picture, now) => {
        if (!running) return true;
        ticks++;
        // All rows at once: drawing from a canvas that a worker draws on takes milliseconds.
        copy.drawImage(picture, x, y, width, height, 0, 0, width, rows);
        const { data } = copy.getImageData(0, 0, width, rows);
        const words = new Uint32Array(data.buffer);
        if (before !== undefined && words.some((word, at) => word !== before?.[at])) changes++;
        before = words;
        const number = numberIn(data, barcode.row);
        if (number === undefined) return false;
        read++;
        if (numberIn(data, barcode.otherRow) !== number + barcode.ahead) torn++;
        if (number > newest) {
          if (newest >= 0) longestGap = Math.max(longestGap, now - newestAt);
          newest = number;
          newestAt = now;
          numbers++;
        }
        return false;
      });
      counting = {
        stop: () => {
          running = false;
          const seconds = (performance.now() - begun) / 1000;
          return { seconds, ticks, changes, numbers, read, torn, longestGap };
        },
      };
    },
    counted() {
      if (counting === undefined) throw new Error('nothing is counted');
      return counting.stop();
    },

    match(wanted, [columns, lines], [across, down], { tolerance, mostOff }, patience) {
      const copy = copyOf(columns, lines);
      const means = (data: ArrayLike<number>, step: number): Float64Array => {
        const sums = new Float64Array(across * down * 3);
        const samples = (columns / across) * (lines / down);
        for (let y = 0; y < lines; y++) {
          for (let x = 0; x < columns; x++) {
            const block = Math.floor((y * down) / lines) * across + Math.floor((x * across) / columns);
            for (let channel = 0; channel < 3; channel++) {
              const at = block * 3 + channel;
              sums[at] = (sums[at] ?? 0) + (data[(y * columns + x) * step + channel] ?? 0) / samples;
            }
          }
        }
        return sums;
      };
      const goal = means(
        Uint8Array.from(atob(wanted), (character) => character.charCodeAt(0)),
        3,
      );
      const until = performance.now() + patience;
      return new Promise((resolve) => {
        eachFrame((picture, now) => {
          const [width, height] = sizeOf(picture);
          copy.drawImage(picture, 0, 0, width, height, 0, 0, columns, lines);
          const got = means(copy.getImageData(0, 0, columns, lines).data, 4);
          const off = got.filter((mean, at) => Math.abs(mean - (goal[at] ?? 0)) > tolerance);
          if (off.length <= mostOff) {
            resolve(sinceEpoch(performance.now()));
            return true;
          }
          if (now > until) resolve(undefined);
          return now > until;
        });
      });
    },

    async read([x, y, width, height]) {
      const picture = source();
      if (picture === undefined) throw new Error('there is no picture');
      const copy = copyOf(width, height);
      copy.drawImage(picture, x, y, width, height, 0, 0, width, height);
      const { data } = copy.getImageData(0, 0, width, height);
      const url = await new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result));
        reader.readAsDataURL(new Blob([data]));
      });
      return url.slice(url.indexOf(',') + 1);
    },
  };
}
