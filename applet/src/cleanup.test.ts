import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeTree, tearDown, unpackerFolder } from './cleanup.ts';

test('[APPLET-3] every step has its turn, whatever became of those before it', async () => {
  const done: string[] = [];
  const lines: string[] = [];
  await tearDown(
    [
      { name: 'first', patience: 1000, run: () => void done.push('first') },
      {
        name: 'failing',
        patience: 1000,
        run() {
          throw new Error('broken');
        },
      },
      { name: 'hanging', patience: 10, run: () => new Promise(() => undefined) },
      { name: 'last', patience: 1000, run: async () => void done.push('last') },
    ],
    (line) => lines.push(line),
  );
  assert.deepEqual(done, ['first', 'last']);
  assert.deepEqual(lines, ['teardown: failing failed: broken', 'teardown: hanging takes too long']);
});

test('[APPLET-3] what cannot be removed, as a program that runs on Windows, keeps nothing else', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cleanup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['a/one', 'runtime/node.exe', 'z/deep/two']) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
  const running = join(folder, 'runtime/node.exe');
  await removeTree(folder, async (path) => {
    if (running.startsWith(path)) throw new Error('in use');
    rmSync(path, { recursive: true });
  });
  assert.ok(existsSync(running));
  assert.ok(!existsSync(join(folder, 'a')) && !existsSync(join(folder, 'z')));
  await removeTree(folder);
  assert.ok(!existsSync(folder));
  await removeTree(folder);
});

test('[PACKAGE-5] only what looks like the installer’s own folder is taken for it, and only on Windows', () => {
  const folder = String.raw`C:\Users\Rolf\AppData\Local\Temp\nsaB12C.tmp`;
  assert.equal(unpackerFolder(folder, 'windows'), folder);
  assert.equal(unpackerFolder(folder, 'linux'), undefined);
  for (const other of [undefined, '', 'C:\\Users', 'nsa.tmp', 'C:\\nsa.tmp\\', 'C:\\insa.tmp']) {
    assert.equal(unpackerFolder(other, 'windows'), undefined);
  }
});
