import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildApplet, isAppletFresh } from '../index.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const PIN = createHash('sha256').update('a key').digest('base64');
const INSTALLATION = {
  system: 'linux',
  serverUrl: 'https://help.example.org',
  pins: [PIN],
  brand: 'Throwline',
} as const;

let folder: string;
let out: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'packaging-'));
  out = join(folder, 'applet.run');
  await buildApplet({ ...INSTALLATION, out });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('[APPLET-1] one file of at most 35 MB, that holds the program, its runtime and licence', () => {
  const { size, mode } = statSync(out);
  assert.ok(size <= 35_000_000, `${size} bytes`);
  assert.equal(mode & 0o777, 0o755);
  const stubBytes = Number(
    /stub_bytes=(\d+)/.exec(readFileSync(out).subarray(0, 2000).toString('latin1'))?.[1],
  );
  const listed = execFileSync('sh', [
    '-c',
    `tail -c +${stubBytes + 1} '${out}' | xz -dc | tar -tf -`,
  ]).toString();
  const wanted = ['runtime/node', 'runtime/LICENSE', 'complete'];
  for (const name of [
    'main.mjs',
    'screen-worker.mjs',
    'screen-kernel.wasm',
    'lossy-encoder.wasm',
    'window.html',
  ])
    wanted.push(`app/lib/js/${name}`);
  wanted.push('app/build/koffi/linux_x64/koffi.node');
  const files = listed.split('\n').filter((path) => path !== '' && !path.endsWith('/'));
  assert.deepEqual(files.sort(), wanted.sort());
});

test('the same inputs give the same bytes, and the manifest tells them', async () => {
  const again = join(folder, 'again.run');
  const manifest = await buildApplet({ ...INSTALLATION, out: again });
  assert.ok(readFileSync(again).equals(readFileSync(out)));
  assert.deepEqual(JSON.parse(readFileSync(`${again}.json`, 'utf8')), manifest);
  assert.equal(manifest.sha256, createHash('sha256').update(readFileSync(again)).digest('hex'));
  assert.equal(manifest.bytes, statSync(again).size);
});

test('it is stale for another server, key or pin, when it is incomplete, and without its manifest', async () => {
  assert.equal(await isAppletFresh({ ...INSTALLATION, out }), true);
  assert.equal(await isAppletFresh({ ...INSTALLATION, serverUrl: 'https://other.example.org', out }), false);
  const installationKey = `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`;
  assert.equal(await isAppletFresh({ ...INSTALLATION, installationKey, out }), false);
  assert.equal(
    await isAppletFresh({ ...INSTALLATION, pins: [createHash('sha256').digest('base64')], out }),
    false,
  );
  const broken = join(folder, 'broken.run');
  writeFileSync(broken, 'short');
  assert.equal(await isAppletFresh({ ...INSTALLATION, out: broken }), false);
  writeFileSync(`${broken}.json`, readFileSync(`${out}.json`));
  assert.equal(await isAppletFresh({ ...INSTALLATION, out: broken }), false);
  writeFileSync(`${broken}.json`, '{"serverUrl":');
  assert.equal(await isAppletFresh({ ...INSTALLATION, out: broken }), false);
});

test('the command checks and builds, and says what is wrong with its options', async () => {
  const options = ['--system', 'linux', '--server-url', INSTALLATION.serverUrl, '--pin', PIN, '--out', out];
  await run(process.execPath, [MAIN, ...options, '--check']);
  const code = (...args: string[]) =>
    run(process.execPath, [MAIN, ...args]).then(
      () => 0,
      (error) => error.code,
    );
  assert.equal(await code(...options.with(3, 'https://other.example.org'), '--check'), 1);
  assert.equal(await code('--out', out), 2);
  assert.equal(await code(...options.with(1, 'amiga')), 2);
  assert.equal(await code(...options, '--brand', 'no brand'), 2);
  assert.equal(await code(...options, '--sign-word', 'sign'), 2);
  assert.equal(await code(...options, '--unknown'), 2);
  assert.equal(await code(...options.with(3, 'no address')), 2);
  assert.equal(await code(...options.with(5, 'no pin')), 2);
  assert.equal(await code('--system', 'linux', '--server-url', 'https://x.example.org', '--out', out), 2);
});
