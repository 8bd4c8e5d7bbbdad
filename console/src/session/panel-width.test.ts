import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelLayouts, panelWidth } from './panel-width.ts';

function storage(kept?: string): Pick<Storage, 'getItem' | 'setItem'> {
  let value = kept ?? null;
  return {
    getItem: () => value,
    setItem: (_key, next) => {
      value = next;
    },
  };
}

test('[CASE-3] the width of the side panel and whether it is open are kept', () => {
  const layouts = panelLayouts(storage());
  assert.deepEqual(layouts.read(), { width: 340, isOpen: true });
  layouts.write({ width: 412.6, isOpen: false });
  assert.deepEqual(layouts.read(), { width: 413, isOpen: false });
});

test('[CASE-3] whatever is kept there, the panel has a width that can be used', () => {
  for (const kept of ['', 'wide', '1e9 open', '-4', 'NaN closed']) {
    const { width } = panelLayouts(storage(kept)).read();
    assert.ok(width >= 280 && width <= 720, kept);
  }
  assert.equal(panelWidth(Number.POSITIVE_INFINITY), 340);
  assert.equal(panelWidth(10), 280);
});
