import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeZip } from './zip.ts';

const TEXT = Buffer.from('a line that repeats\n'.repeat(500));
const NOISE = Buffer.from(
  Array.from({ length: 300 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 0xff),
);

test('unzip finds every file as it was, with its permission bits', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    const archive = join(folder, 'archive.zip');
    writeFileSync(
      archive,
      writeZip([
        { path: 'Program.app/Contents/MacOS/Program', mode: 0o755, content: TEXT },
        { path: 'Program.app/Contents/Resources/some data', mode: 0o644, content: NOISE },
        { path: 'empty', mode: 0o644, content: new Uint8Array() },
      ]),
    );
    execFileSync('unzip', ['-tq', archive]);
    execFileSync('unzip', ['-q', archive, '-d', folder]);
    const program = join(folder, 'Program.app/Contents/MacOS/Program');
    assert.ok(readFileSync(program).equals(TEXT));
    assert.equal(statSync(program).mode & 0o777, 0o755);
    const data = join(folder, 'Program.app/Contents/Resources/some data');
    assert.ok(readFileSync(data).equals(NOISE));
    assert.equal(statSync(data).mode & 0o777, 0o644);
    assert.equal(statSync(join(folder, 'empty')).size, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the same entries give the same bytes, and no path leaves its folder', () => {
  const entries = [{ path: 'a', mode: 0o644, content: TEXT }];
  assert.ok(writeZip(entries).equals(writeZip(entries)));
  for (const path of ['/etc/passwd', '../up', 'a/../../up', 'ümlaut', ''])
    assert.throws(() => writeZip([{ path, mode: 0o644, content: TEXT }]), RangeError, path);
});
