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
