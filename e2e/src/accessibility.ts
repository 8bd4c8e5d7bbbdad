import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Asserts that axe-core finds nothing on a page as it stands.
 * @param options `runOnly`: only rules with one of these tags; `name`: of the page, for the error
 */
export async function isAccessible(
  page: Page,
  { runOnly, name }: { readonly runOnly?: readonly string[]; readonly name?: string } = {},
): Promise<void> {
  // Half a megabyte of script: once for each page that was loaded.
  if (!(await page.evaluate(`typeof axe === 'object'`))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(${JSON.stringify({ runOnly })}).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))`,
  );
  assert.deepEqual(found, [], name);
}
