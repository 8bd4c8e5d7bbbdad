import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepsWindowOut } from './engine-policy.ts';

test('[ENGINE-6] what keeps a browser from the window is known, in every way to write it', () => {
  for (const blocked of ['file://*', 'file:///*', 'file:*', 'file://', 'FILE://*', '*', '<all_urls>'])
    assert.ok(keepsWindowOut({ blocked: [blocked], allowed: [] }), blocked);
  for (const blocked of [
    'http://*',
    '127.0.0.1',
    'http://127.0.0.1',
    '*://127.0.0.1/*',
    'http://*/*',
    '*://*/*',
  ])
    assert.ok(keepsWindowOut({ blocked: [blocked], allowed: [] }), blocked);
});

test('[ENGINE-6] what blocks other pages does not', () => {
  for (const blocked of [
    'example.com',
    'https://*',
    'file:///etc/*',
    'chrome://*',
    'javascript://*',
    '*://example.com/*',
  ])
    assert.ok(!keepsWindowOut({ blocked: [blocked], allowed: [] }), blocked);
  assert.ok(!keepsWindowOut({ blocked: [], allowed: ['*'] }));
});

test('[ENGINE-6] exceptions count, for both pages', () => {
  assert.ok(!keepsWindowOut({ blocked: ['*'], allowed: ['file://*', '127.0.0.1'] }));
  assert.ok(!keepsWindowOut({ blocked: ['file://*'], allowed: ['file:///run/*'] }));
  assert.ok(keepsWindowOut({ blocked: ['*'], allowed: ['file://*', 'example.com'] }));
  assert.ok(keepsWindowOut({ blocked: ['*'], allowed: ['127.0.0.1'] }));
});
