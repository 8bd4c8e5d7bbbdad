import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findMakensis } from './debian-nsis.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'throwline-nsis-test-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A PATH with these scripts and nothing else. */
function withPrograms(t: TestContext, programs: Readonly<Record<string, string>>): string {
  const bin = folder(t);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const before = process.env.PATH;
  process.env.PATH = bin;
  t.after(() => {
    process.env.PATH = before;
  });
  return bin;
}

const DPKG = `mkdir -p "$3/usr/bin"; cat "$2" >> "$3/usr/bin/makensis"`;

test('[PACKAGE-9] makensis that is installed is used, and nothing is fetched', async (t) => {
  withPrograms(t, { makensis: 'exit 0', 'apt-get': 'exit 1', 'dpkg-deb': 'exit 1' });
  const said: string[] = [];
  const found = await findMakensis((line) => said.push(line), folder(t));
  assert.deepEqual([found, said], [{ command: 'makensis', env: {} }, []]);
});

test('[PACKAGE-9] without makensis its two Debian packages are fetched once, unpacked into the cache, and said', async (t) => {
  const cache = folder(t);
  const bin = withPrograms(t, {
    'apt-get':
      'echo "$@" >> "$(dirname "$0")/asked"; echo one > nsis_3_amd64.deb; echo two > nsis-common_3_all.deb',
    'dpkg-deb': DPKG,
  });
  const said: string[] = [];
  const found = await findMakensis((line) => said.push(line), cache);
  const home = join(cache, 'debian-nsis', 'usr');
  assert.deepEqual(found, {
    command: join(home, 'bin', 'makensis'),
    env: { NSISDIR: join(home, 'share', 'nsis') },
  });
  assert.equal(said.length, 1);
  assert.deepEqual(await findMakensis((line) => said.push(line), cache), found);
  assert.equal(said.length, 1);
  assert.equal(readFileSync(join(bin, 'asked'), 'utf8'), '-qq download nsis nsis-common\n');
  assert.deepEqual(readdirSync(cache), ['debian-nsis']);
});

test('[PACKAGE-9] where apt is missing or has nothing, there is no makensis, and nothing is left', async (t) => {
  const cache = folder(t);
  const cases: readonly Readonly<Record<string, string>>[] = [
    {},
    { 'apt-get': 'exit 0' },
    { 'apt-get': 'exit 100', 'dpkg-deb': DPKG },
    { 'apt-get': 'echo x > nsis.deb', 'dpkg-deb': 'exit 2' },
    { 'apt-get': 'exit 0', 'dpkg-deb': DPKG },
  ];
  for (const programs of cases) {
    withPrograms(t, programs);
    assert.equal(await findMakensis(() => undefined, cache), undefined);
  }
  assert.ok(!existsSync(join(cache, 'debian-nsis')));
  assert.deepEqual(readdirSync(cache), []);
});
