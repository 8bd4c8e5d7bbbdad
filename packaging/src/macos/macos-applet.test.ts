import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildApplet, isAppletFresh } from '../index.ts';

const PIN = createHash('sha256').update('a key').digest('base64');
const OPTIONS = {
  system: 'macos',
  serverUrl: 'https://help.example.org',
  pins: [PIN],
  brand: 'Acme',
} as const;

let folder: string;
let out: string;
let resources: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'macos-applet-'));
  out = join(folder, 'applet.zip');
  await buildApplet({ ...OPTIONS, out });
  execFileSync('unzip', ['-q', out, '-d', folder]);
  resources = join(folder, 'Support-Acme.app/Contents/Resources');
});
after(() => rmSync(folder, { recursive: true, force: true }));

const listed = (archive: string): string[] =>
  execFileSync('bsdtar', ['-tf', join(resources, archive)])
    .toString()
    .split('\n')
    .filter(Boolean);

test('[MACOS-1] one zip of at most 40 MB, with the program, both runtimes and the licence in one bundle', () => {
  assert.ok(statSync(out).size <= 40_000_000, `${statSync(out).size} bytes`);
  assert.deepEqual(listed('runtime.tar.xz'), ['runtime/LICENSE', 'runtime/arm64/node', 'runtime/x64/node']);
  const program = listed('app.tar.xz');
  for (const name of [
    'main.mjs',
    'screen-worker.mjs',
    'screen-kernel.wasm',
    'lossy-encoder.wasm',
    'window.html',
  ])
    assert.ok(program.includes(`app/lib/js/${name}`), name);
  const installation = JSON.parse(readFileSync(join(resources, 'installation.json'), 'utf8'));
  assert.deepEqual(installation, { serverUrl: OPTIONS.serverUrl, pins: [PIN] });
});

test('[MACOS-3] what is unpacked for a processor is for that processor, Node.js as its makers signed it', () => {
  for (const [name, kind] of [
    ['arm64', 'arm64 executable'],
    ['x64', 'x86_64 executable'],
  ] as const) {
    const target = join(folder, name);
    execFileSync('mkdir', [target]);
    execFileSync('bsdtar', ['-xqf', join(resources, 'runtime.tar.xz'), '-C', target, `runtime/${name}/node`]);
    execFileSync('bsdtar', ['-xf', join(resources, 'app.tar.xz'), '-C', target]);
    const node = join(target, 'runtime', name, 'node');
    assert.match(execFileSync('file', ['-b', node]).toString(), new RegExp(`Mach-O 64-bit ${kind}`));
    assert.ok(statSync(node).mode & 0o100);
    assert.ok(readFileSync(node).includes('Developer ID Application: Node.js Foundation (HX7739G8FX)'));
    const koffi = join(target, `app/build/koffi/darwin_${name}/koffi.node`);
    assert.match(execFileSync('file', ['-b', koffi]).toString(), /^Mach-O 64-bit/);
  }
});

test('[MACOS-1] the same inputs give the same bytes, and the file is fresh for them only', async () => {
  const again = join(folder, 'again.zip');
  await buildApplet({ ...OPTIONS, out: again });
  assert.ok(readFileSync(again).equals(readFileSync(out)));
  assert.equal(await isAppletFresh({ ...OPTIONS, out }), true);
  assert.equal(await isAppletFresh({ ...OPTIONS, brand: 'Other', out }), false);
});

test('[MACOS-5] the installation’s own command signs the bundle in place of the ad-hoc signature', async () => {
  const script =
    'printf stapled >"$1/Contents/CodeResources"; case $1 in */Support-Acme.app) ;; *) exit 1 ;; esac';
  const signed = join(folder, 'signed.zip');
  await buildApplet({ ...OPTIONS, signCommand: ['sh', '-c', script, 'sign'], out: signed });
  const stapled = execFileSync('unzip', ['-p', signed, 'Support-Acme.app/Contents/CodeResources']);
  assert.equal(stapled.toString(), 'stapled');
  const modes = execFileSync('unzip', ['-Z', signed]).toString();
  assert.match(modes, /-rwxr-xr-x.*MacOS\/Support-Acme/);
  await assert.rejects(
    buildApplet({ ...OPTIONS, signCommand: ['true'], out: signed }),
    /left the program as it was/,
  );
  const failing = ['sh', '-c', 'echo no key >&2; exit 1'];
  await assert.rejects(buildApplet({ ...OPTIONS, signCommand: failing, out: signed }), /no key/);
});
