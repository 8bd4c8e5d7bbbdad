import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const IN_PAGE = readFileSync(new URL('./edges-in-page.js', import.meta.url), 'utf8');

/** What is drawn of a page's controls. */
export interface DrawnEdges {
  /** How many controls were looked at. */
  readonly count: number;
  /** Those whose edge stands out by less than 3:1 from what lies around them, with the ratio. */
  readonly faint: readonly string[];
}

/**
 * Measures the edges of all controls that can be used and seen, as the browser has worked them out: a field's border or fill, a
 * button's border where it has one, the sign on a button that is nothing but a sign.
 */
export async function drawnEdges(page: Page): Promise<DrawnEdges> {
  return page.evaluate<DrawnEdges>(IN_PAGE);
}
