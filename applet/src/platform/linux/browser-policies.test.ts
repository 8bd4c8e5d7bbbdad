import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Engine } from '../../window/engine.ts';
import { isKeptFromWindow } from './browser-policies.ts';

test('[ENGINE-6] each browser’s own policies are read, and nobody else’s; what is broken sets nothing', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'policies-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const engine = (kind: 'chromium' | 'firefox', path: string): Engine => ({
    kind,
    path,
    ownFolder: undefined,
  });
  const chromium = engine('chromium', '/usr/bin/chromium');
  const chrome = engine('chromium', '/usr/bin/google-chrome-stable');
  const firefox = engine('firefox', join(root, 'firefox'));
  const kept = () => [chromium, chrome, firefox].map((each) => isKeptFromWindow(each, root));
  assert.deepEqual(kept(), [false, false, false]);

  write('etc/chromium/policies/managed/a.json', '{"URLBlocklist": ["file://*"]}');
  assert.deepEqual(kept(), [true, false, false]);
  write('etc/chromium/policies/managed/b.json', '{"URLAllowlist": ["file:///*"], "HomepageLocation": "x"}');
  assert.deepEqual(kept(), [false, false, false]);
  write('etc/opt/chrome/policies/managed/a.json', '{"URLBlocklist": ["*"]}');
  assert.deepEqual(kept(), [false, true, false]);
  write('etc/opt/chrome/policies/managed/a.json', '{"URLBlocklist": "file://*"}');
  write('etc/opt/chrome/policies/managed/b.json', '{ broken');
  write('etc/opt/chrome/policies/managed/readme.txt', '{"URLBlocklist": ["*"]}');
  assert.deepEqual(kept(), [false, false, false]);

  const blocks = '{"policies": {"WebsiteFilter": {"Block": ["file:///*"]}}}';
  // Where a link on the path leads to.
  write('opt/firefox/firefox', '');
  write('opt/firefox/distribution/policies.json', blocks);
  symlinkSync(join(root, 'opt/firefox/firefox'), join(root, 'firefox'));
  assert.deepEqual(kept(), [false, false, true]);
  write('opt/firefox/distribution/policies.json', '{"policies": {"WebsiteFilter": {"Block": []}}}');
  assert.deepEqual(kept(), [false, false, false]);
  write('etc/firefox/policies/policies.json', blocks);
  assert.deepEqual(kept(), [false, false, true]);
});
