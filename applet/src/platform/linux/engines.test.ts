import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { engineArguments, FIREFOX_PREFERENCES } from '../../window/engine-arguments.ts';
import { findLinuxEngines } from './engines.ts';

test('finds engines on the path: Chromium’s kind first, then Firefox, then whatever opens addresses', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'engines-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['firefox', 'xdg-open', 'google-chrome'])
    writeFileSync(join(folder, name), '', { mode: 0o755 });
  writeFileSync(join(folder, 'vivaldi'), '', { mode: 0o644 });
  const found = findLinuxEngines(`${folder}:relative/folder`, undefined).filter(({ path }) =>
    path.startsWith(folder),
  );
  assert.deepEqual(
    found.map(({ kind, path }) => [kind, path.slice(folder.length + 1)]),
    [
      ['chromium', 'google-chrome'],
      ['firefox', 'firefox'],
      ['default-browser', 'xdg-open'],
    ],
  );
});

test('the sandbox is given up for root only', () => {
  const engine = { kind: 'chromium', path: '/x', ownFolder: undefined } as const;
  const as = (isRoot: boolean) =>
    engineArguments(engine, 'file:///x', '/p', { x: 1, y: 2, width: 300, height: 400 }, isRoot);
  assert.ok(!as(false).includes('--no-sandbox'));
  assert.ok(as(true).includes('--no-sandbox'));
  assert.ok(as(false).includes('--window-position=1,2'));
  assert.ok(as(false).includes('--window-size=300,400'));
});

test('[SIGHT-2] engines of ours let the page sound before anybody has clicked into it', () => {
  const engine = { kind: 'chromium', path: '/x', ownFolder: undefined } as const;
  const args = engineArguments(engine, 'file:///x', '/p', undefined, false);
  assert.ok(args.includes('--autoplay-policy=no-user-gesture-required'));
  const preferences = new Map<string, unknown>(FIREFOX_PREFERENCES);
  assert.equal(preferences.get('media.autoplay.default'), 0);
});

test('[ENGINE-3] a browser that is a Flatpak is found, also where only its user has it, and works in the folder that it may write to', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  t.after(() => rmSync(home, { recursive: true }));
  const exports = join(home, '.local/share/flatpak/exports/bin');
  mkdirSync(exports, { recursive: true });
  for (const name of ['org.mozilla.firefox', 'org.chromium.Chromium', 'org.gimp.GIMP'])
    writeFileSync(join(exports, name), '', { mode: 0o755 });
  const found = findLinuxEngines(join(home, 'nothing'), home).filter(({ path }) => path.startsWith(home));
  assert.deepEqual(found, [
    {
      kind: 'chromium',
      path: join(exports, 'org.chromium.Chromium'),
      ownFolder: '.var/app/org.chromium.Chromium/cache',
    },
    {
      kind: 'firefox',
      path: join(exports, 'org.mozilla.firefox'),
      ownFolder: '.var/app/org.mozilla.firefox/cache',
    },
  ]);
});
