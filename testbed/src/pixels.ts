import type { PNG } from 'pngjs';
import type { Stage } from './stage.ts';
import { remotePicture, remoteScreen } from './technician-steps.ts';
import { until } from './wait.ts';

/** A rectangle in pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the technician's picture compares with the customer's screen at about the same moment. */
export interface Comparison {
  /** Pixels that differ outside of the hidden areas; `undefined` when the pictures have different sizes. */
  readonly differing: number | undefined;
  /** What the technician's page names as the customer's own window, in pixels of its picture. */
  readonly hidden: readonly Region[];
}

/**
 * Compares the technician's picture, pixel by pixel, with what is really on the customer's screen.
 * @param region the part of the desktop that the technician looks at; the whole of it by default
 */
export async function comparePictures(
  { page, desktop }: Pick<Stage, 'page' | 'desktop'>,
  region?: Region,
): Promise<Comparison> {
  const hidden = await hiddenAreas({ page });
  const remote = await remotePicture(page);
  const real = desktop.picture();
  const part = region ?? { x: 0, y: 0, width: real.width, height: real.height };
  if (remote.width !== part.width || remote.height !== part.height) return { differing: undefined, hidden };
  return { differing: countDiffering(remote.data, real, part, hidden), hidden };
}

/** Places where a window has just been are hidden for a moment, too; what lasts is hardly larger than the window. */
const FRAME_ALLOWANCE = 1.2;

/**
 * Waits until the technician's picture is exactly the customer's screen, with nothing hidden but the applet's window.
 * Answers the hidden areas.
 */
export async function untilExact(
  stage: Pick<Stage, 'page' | 'desktop' | 'window'>,
  region?: Region,
): Promise<readonly Region[]> {
  const window = await stage.window.page.evaluate(() => globalThis.outerWidth * globalThis.outerHeight);
  let comparison: Comparison | undefined;
  const isExact = async (): Promise<boolean> => {
    comparison = await comparePictures(stage, region);
    const area = comparison.hidden.reduce((sum, { width, height }) => sum + width * height, 0);
    return comparison.differing === 0 && area <= FRAME_ALLOWANCE * window;
  };
  try {
    await until('the exact picture', isExact);
  } catch (cause) {
    throw new Error(`no exact picture: ${JSON.stringify(comparison)}`, { cause });
  }
  return comparison?.hidden ?? [];
}

/** What the technician's page names as the customer's own window, in pixels of its picture. */
export async function hiddenAreas({ page }: Pick<Stage, 'page'>): Promise<Region[]> {
  return remoteScreen(page).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
    const picture = canvas.getBoundingClientRect();
    const scale = picture.width / canvas.width;
    return [...document.querySelectorAll('[data-testid="hidden-area"]')].map((element) => {
      const box = element.getBoundingClientRect();
      return {
        x: Math.round((box.left - picture.left) / scale),
        y: Math.round((box.top - picture.top) / scale),
        width: Math.round(box.width / scale),
        height: Math.round(box.height / scale),
      };
    });
  });
}

/** Pixels of a part of the desktop that differ in a picture of it, outside of the hidden areas. */
export function countDiffering(remote: Buffer, real: PNG, part: Region, hidden: readonly Region[]): number {
  let count = 0;
  for (let y = 0; y < part.height; y++) {
    const covering = hidden.filter((area) => y >= area.y && y < area.y + area.height);
    for (let x = 0; x < part.width; x++) {
      const shown = remote.readUInt32BE((y * part.width + x) * 4);
      const there = real.data.readUInt32BE(((y + part.y) * real.width + x + part.x) * 4);
      if (shown !== there && !covering.some((area) => x >= area.x && x < area.x + area.width)) count++;
    }
  }
  return count;
}
