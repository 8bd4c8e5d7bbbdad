import { until } from '@throwline/testbed/wait.ts';
import { z } from 'zod';
import { SCREEN } from '../desktop/bench-desktop.ts';
import type { Link } from '../link/link.ts';
import type { Box } from '../measure/picture.ts';
import type { RunningSystem } from '../systems/system.ts';
import { BrowserPage } from './page.ts';
import { type BarcodePlace, installProbe, type Part, type SeenChange, type SeenFrames } from './probe.ts';

const pair = z.tuple([z.number(), z.number()]);
const settled = z.object({
  seen: z.array(z.object({ pressedAt: z.number(), seenAt: z.number() })),
  lost: z.number(),
});
const frames = z.object({
  seconds: z.number(),
  ticks: z.number(),
  changes: z.number(),
  numbers: z.number(),
  read: z.number(),
  torn: z.number(),
  longestGap: z.number(),
});

/**
 * Grid of samples, and of blocks of them, by which a whole picture is recognised. 5 pixels from sample to sample: an odd
 * number, so that the middle of a cell is a pixel's, and not the edge between two, of which a canvas takes the other one.
 */
const GRID = { columns: 384, lines: 216, across: 16, down: 9 } as const;
/** How far a block's mean colour may be off, of 255: thin lines between the samples make a lossy picture differ by up to 16. */
const TOLERANCE = 20;
/**
 * So many of the blocks' colour channels may be off by more, of 432: where thin lines lie on the samples, a picture that is
 * sent lossy differs by more for as long as it is.
 */
const MOST_OFF = 9;

/** A system's own viewer in the technician's browser, with hands on it and eyes on its canvas. */
export class Viewer {
  readonly page: BrowserPage;
  readonly #system: RunningSystem;

  private constructor(page: BrowserPage, system: RunningSystem) {
    this.page = page;
    this.#system = system;
  }

  /**
   * Opens the viewer up to, not including, the action that begins the picture.
   * @param prepare is done before anything is loaded
   */
  static async open(
    system: RunningSystem,
    link: Link,
    prepare: (page: BrowserPage) => Promise<void> = async () => undefined,
  ): Promise<Viewer> {
    const page = await BrowserPage.open({
      executable: link.browser,
      viewport: system.viewport,
      script: `(${installProbe})()`,
    });
    try {
      await prepare(page);
      await page.open(system.viewerUrl);
      await system.signIn(page);
      return new Viewer(page, system);
    } catch (error) {
      await page.close();
      throw error;
    }
  }

  get pid(): number {
    return this.page.devTools.pid;
  }

  /** The technician's one action that begins the picture. */
  connect(): Promise<void> {
    return this.page.clickOn(this.#system.connectButton);
  }

  /** Waits for a canvas of the desktop's size. */
  async ready(): Promise<void> {
    await until('a canvas of the desktop’s size', async () => {
      const size = z.optional(pair).safeParse(await this.#ask('size()').catch(() => undefined));
      return size.data !== undefined && size.data[0] >= SCREEN.width && size.data[1] >= SCREEN.height;
    });
  }

  /** Moves the pointer to a pixel of the desktop. */
  async move(x: number, y: number): Promise<void> {
    await this.page.move(...(await this.#place(x, y)));
  }

  async click(x: number, y: number): Promise<void> {
    await this.page.click(...(await this.#place(x, y)));
  }

  press(key: string): Promise<void> {
    return this.page.press(key);
  }

  watch(): Promise<unknown> {
    return this.#ask('watch()');
  }

  unwatch(): Promise<unknown> {
    return this.#ask('unwatch()');
  }

  /** The next press is answered by a change of this box's mean brightness by more than `by`, of 255. */
  expect(box: Box, by: number): Promise<unknown> {
    return this.#ask(`expect(${JSON.stringify(part(box))}, ${by})`);
  }

  /** @param patience in milliseconds */
  async settle(patience: number): Promise<{ readonly seen: readonly SeenChange[]; readonly lost: number }> {
    return settled.parse(await this.#ask(`settle(${patience})`));
  }

  /** Begins to look at `rows` evenly spaced rows of a box, and at the barcode that is in them. */
  count(box: Box, rows: number, barcode: BarcodePlace): Promise<unknown> {
    return this.#ask(`count(${JSON.stringify(part(box))}, ${rows}, ${JSON.stringify(barcode)})`);
  }

  async counted(): Promise<SeenFrames> {
    return frames.parse(await this.#ask('counted()'));
  }

  /**
   * When the picture first looks like this one, in milliseconds since the epoch: every block's mean colour is about right.
   * @param picture of the whole desktop, RGBA
   * @param patience in milliseconds
   */
  async match(picture: Uint8Array, patience: number): Promise<number | undefined> {
    const { columns, lines, across, down } = GRID;
    const wanted = Buffer.alloc(columns * lines * 3);
    for (let y = 0; y < lines; y++) {
      for (let x = 0; x < columns; x++) {
        // The middle of each cell: the pixel that a canvas picks, too, when it is drawn without smoothing.
        const [column, row] = [
          Math.floor(((x + 0.5) * SCREEN.width) / columns),
          Math.floor(((y + 0.5) * SCREEN.height) / lines),
        ];
        const at = (row * SCREEN.width + column) * 4;
        wanted.set(picture.subarray(at, at + 3), (y * columns + x) * 3);
      }
    }
    const allowed = JSON.stringify({ tolerance: TOLERANCE, mostOff: MOST_OFF });
    const call = `match('${wanted.toString('base64')}', [${columns}, ${lines}], [${across}, ${down}], ${allowed}, ${patience})`;
    return z.optional(z.number()).parse(await this.#ask(call));
  }

  /** What the canvas holds, RGBA. */
  async read(box: Box): Promise<Uint8Array> {
    const base64 = z.string().parse(await this.#ask(`read(${JSON.stringify(part(box))})`));
    return Buffer.from(base64, 'base64');
  }

  close(): Promise<void> {
    return this.page.close();
  }

  async #place(x: number, y: number): Promise<[number, number]> {
    return pair.parse(await this.#ask(`place(${x}, ${y}, ${SCREEN.width}, ${SCREEN.height})`));
  }

  #ask(call: string): Promise<unknown> {
    const selector = JSON.stringify(this.#system.canvas);
    return this.page.evaluate(`throwlineProbe.use(${selector}), throwlineProbe.${call}`);
  }
}

function part({ x, y, width, height }: Box): Part {
  return [x, y, width, height];
}
