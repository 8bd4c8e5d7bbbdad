import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeTar } from './tar.ts';

test('the system’s tar reads two archives as one, with modes, and without owners or times', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const first = writeTar(
    [
      { path: 'a/', mode: 0o700, content: new Uint8Array() },
      { path: 'a/one', mode: 0o600, content: Buffer.alloc(513, 'x') },
    ],
    { end: false },
  );
  const second = writeTar([{ path: 'a/two', mode: 0o700, content: new Uint8Array() }], { end: true });
  const archive = Buffer.concat([first, second]);
  assert.equal(archive.length % 512, 0);
  execFileSync('tar', ['-xf', '-', '-C', folder], { input: archive });
  assert.equal(readFileSync(join(folder, 'a/one'), 'utf8'), 'x'.repeat(513));
  assert.equal(statSync(join(folder, 'a/one')).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'a/two')).mode & 0o777, 0o700);
  const listed = execFileSync('tar', ['-tvf', '-', '--utc', '--numeric-owner'], {
    input: archive,
  }).toString();
  assert.match(listed, /^-rw------- 0\/0 +513 1970-01-01 00:00 a\/one$/m);
});

test('a path that does not fit is refused', () => {
  for (const path of ['', 'x'.repeat(100), 'ä', 'with space']) {
    assert.throws(
      () => writeTar([{ path, mode: 0o600, content: new Uint8Array() }], { end: true }),
      RangeError,
    );
  }
});
