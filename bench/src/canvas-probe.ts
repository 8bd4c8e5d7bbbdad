import type { Page } from 'playwright-core';

/** What the probe's script leaves on the page. */
declare global {
  interface Window {
    throwlineProbe?: { readonly stop: () => void; readonly samples: readonly number[] };
  }
}

const CANVAS = 'canvas[data-testid="remote-screen"]';

/**
 * Watches one pixel of the remote screen at every animation frame and notes how long after the newest press of the mouse
 * or key it has changed: from the input event's own timestamp to the animation frame that shows the change.
 */
export async function watchLatency(page: Page, x: number, y: number): Promise<void> {
  await page.evaluate(
    ({ selector, x, y }) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector);
      const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (canvas === null || copy === null) throw new Error('no remote screen');
      const samples: number[] = [];
      const look = (): string => {
        copy.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
        return copy.getImageData(0, 0, 1, 1).data.join();
      };
      let before = look();
      let pressedAt: number | undefined;
      let running = true;
      const pressed = (event: Event): void => {
        pressedAt = event.timeStamp;
      };
      const frame = (): void => {
        if (!running) return;
        const now = look();
        if (now !== before && pressedAt !== undefined) {
          samples.push(performance.now() - pressedAt);
          pressedAt = undefined;
        }
        before = now;
        requestAnimationFrame(frame);
      };
      window.addEventListener('pointerdown', pressed, { capture: true });
      window.addEventListener('keydown', pressed, { capture: true });
      requestAnimationFrame(frame);
      window.throwlineProbe = {
        samples,
        stop: () => {
          running = false;
          window.removeEventListener('pointerdown', pressed, { capture: true });
          window.removeEventListener('keydown', pressed, { capture: true });
        },
      };
    },
    { selector: CANVAS, x, y },
  );
}

/** A row of pixels to read a barcode from: the middle of each bit, then of its complement, and so on. */
export interface BarcodePlace {
  readonly y: number;
  readonly xs: readonly number[];
}

/** Reads a barcode at every animation frame and notes each new number that it sees whole, with nothing half drawn. */
export async function watchBarcodes(page: Page, place: BarcodePlace): Promise<void> {
  await page.evaluate(
    ({ selector, place }) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector);
      const last = place.xs.at(-1) ?? 0;
      const copy = new OffscreenCanvas(last + 1, 1).getContext('2d', { willReadFrequently: true });
      if (canvas === null || copy === null) throw new Error('no remote screen');
      const samples: number[] = [];
      let running = true;
      const frame = (): void => {
        if (!running) return;
        copy.drawImage(canvas, 0, place.y, last + 1, 1, 0, 0, last + 1, 1);
        const row = copy.getImageData(0, 0, last + 1, 1).data;
        let number = 0;
        let whole = true;
        for (let i = 0; i < place.xs.length; i += 2) {
          const bit = (row[(place.xs[i] ?? 0) * 4] ?? 0) > 127;
          const complement = (row[(place.xs[i + 1] ?? 0) * 4] ?? 0) > 127;
          if (bit === complement) whole = false;
          number = number * 2 + (bit ? 1 : 0);
        }
        if (whole && number !== samples.at(-1)) samples.push(number);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      window.throwlineProbe = {
        samples,
        stop: () => {
          running = false;
        },
      };
    },
    { selector: CANVAS, place },
  );
}

/** Samples so far. */
export async function samples(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => window.throwlineProbe?.samples ?? []);
}

/** Ends the probe and answers all its samples. */
export async function stopProbe(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    window.throwlineProbe?.stop();
    return window.throwlineProbe?.samples ?? [];
  });
}
