import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

const FOLDER = fileURLToPath(new URL('../output', import.meta.url));

/** Keeps a screenshot of a page as `e2e/output/NAME.png`: what the docs show, and what a person looks at. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** Keeps a picture of a whole page, also of what one has to scroll to, as `e2e/output/NAME.png`. */
export async function shootWhole(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
}

/**
 * Keeps pictures of a page wide and narrow, light and dark, as `e2e/output/NAME-WIDTH-SCHEME.png`. The page is as large as before
 * then, and light.
 * @param look what else is looked at in each of them; `shown` names it
 */
export async function shootAllLooks(
  page: Page,
  name: string,
  look: (shown: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: before?.height ?? 740 });
      await shoot(page, `${name}-${width}-${colorScheme}`);
      await look(`${name} ${width} ${colorScheme}`);
    }
  }
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Keeps a picture of a desktop as `e2e/output/NAME.png`. */
export function keepPicture(picture: PNG, name: string): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.png`), PNG.sync.write(picture));
}

/** Keeps a PNG as `e2e/output/NAME.png`. */
export function keepImage(png: Uint8Array, name: string): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.png`), png);
}
