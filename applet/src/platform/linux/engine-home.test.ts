import assert from 'node:assert/strict';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { engineEnvironment } from './engine-home.ts';

test('[ENGINE-5] root on somebody else’s desktop: the engine gets a home of its own, and still knows where downloads go', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-home-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const home = join(folder, 'theirs');
  mkdirSync(join(home, '.config'), { recursive: true });
  writeFileSync(join(home, '.config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Geladenes"\n');
  const own = join(folder, 'own');
  mkdirSync(own);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(home, 65_534, 65_534);
  const environment = await engineEnvironment(own, { HOME: home });
  assert.equal(environment.HOME, isRoot ? join(own, 'home') : home);
  assert.equal(
    readFileSync(join(own, 'home/XDG_CONFIG_HOME/user-dirs.dirs'), 'utf8'),
    `XDG_DOWNLOAD_DIR="${isRoot ? home : '$HOME'}/Geladenes"\n`,
  );
});
