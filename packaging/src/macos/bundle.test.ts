import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeZip } from '../zip.ts';
import { bundleFiles } from './bundle.ts';
import { writeIcns } from './icns.ts';
import { readMachO, slicesOf } from './mach-o.ts';
import { writePlist } from './plist.ts';
import { readSignature } from './testing/read-signature.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const LAUNCHER = readFileSync(here('launcher/launcher.bin'));
const ICONS = readdirSync(here('icon')).map((name) => readFileSync(join(here('icon'), name)));
const NAME = 'Support-Throwline';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let contents: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  contents = join(folder, `${NAME}.app/Contents`);
  const resources = {
    'AppIcon.icns': writeIcns(ICONS),
    'app.tar.xz': Buffer.from('the program'),
    'launch.sh': readFileSync(here('launch.sh')),
  };
  const files = bundleFiles({ name: NAME, version: '0.1.0', launcher: LAUNCHER, resources });
  writeFileSync(join(folder, 'bundle.zip'), writeZip(files));
  execFileSync('unzip', ['-q', join(folder, 'bundle.zip'), '-d', folder]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A property list as another reader of the format understands it: made binary, and text again. */
function plistText(path: string): string {
  const binary = join(folder, 'binary');
  execFileSync('plistutil', ['-i', join(contents, path), '-f', 'bin', '-o', binary]);
  return execFileSync('plistutil', ['-i', binary, '-f', 'xml']).toString();
}

/** Its keys with texts and truths. */
function plistValues(path: string): ReadonlyMap<string, string> {
  const found = plistText(path).matchAll(/<key>(.*?)<\/key>\s*(?:<string>(.*?)<\/string>|<(true|false)\/>)/g);
  return new Map([...found].map(([, key = '', text, truth]) => [key, text ?? truth ?? '']));
}

test('[MACOS-1] Info.plist is one, and says what macOS asks of a program', () => {
  const said = plistValues('Info.plist');
  assert.equal(said.get('CFBundlePackageType'), 'APPL');
  assert.equal(said.get('CFBundleExecutable'), NAME);
  assert.equal(said.get('CFBundleIdentifier'), 'org.throwline.support');
  assert.equal(said.get('LSMinimumSystemVersion'), '11.0');
  assert.equal(said.get('NSHighResolutionCapable'), 'true');
  assert.equal(said.get('LSUIElement'), 'true');
  assert.ok(statSync(join(contents, 'Resources', `${said.get('CFBundleIconFile')}.icns`)).size > 0);
  assert.equal(readFileSync(join(contents, 'PkgInfo'), 'latin1'), 'APPL????');
});

test('[MACOS-1] the program is a Mach-O for both kinds of Mac that may be run, and the only such file', () => {
  const program = join(contents, 'MacOS', NAME);
  const kind = execFileSync('file', ['-b', program]).toString();
  assert.match(kind, /Mach-O universal binary with 2 architectures/);
  assert.match(kind, /x86_64 executable/);
  assert.match(kind, /arm64 executable/);
  assert.equal(statSync(program).mode & 0o777, 0o755);
  const others = execFileSync('find', [contents, '-type', 'f', '-perm', '/111', '-not', '-path', program]);
  assert.equal(others.toString(), '');
});

test('[MACOS-5] the ad-hoc signature covers every page, Info.plist and the resources’ seal', () => {
  const slices = slicesOf(readFileSync(join(contents, 'MacOS', NAME)));
  assert.deepEqual(slices.map((slice) => readMachO(slice).processor).sort(), ['arm64', 'x86_64']);
  for (const slice of slices) {
    const signature = readSignature(slice, readMachO(slice).signatureOffset);
    assert.equal(signature.identifier, 'org.throwline.support');
    assert.ok(signature.isAdHoc && signature.isWhole && signature.pagesMatch);
    assert.equal(signature.special.get(1), sha256(readFileSync(join(contents, 'Info.plist'))));
    assert.equal(
      signature.special.get(3),
      sha256(readFileSync(join(contents, '_CodeSignature/CodeResources'))),
    );
    // A changed byte is noticed.
    const changed = Buffer.from(slice);
    changed[0x500] = (changed[0x500] ?? 0) ^ 1;
    assert.equal(readSignature(changed, readMachO(slice).signatureOffset).pagesMatch, false);
  }
});

test('[MACOS-5] the seal has the hash of every resource', () => {
  const text = plistText('_CodeSignature/CodeResources').replace(/\s+/g, '');
  for (const name of readdirSync(join(contents, 'Resources'))) {
    const content = readFileSync(join(contents, 'Resources', name));
    for (const algorithm of ['sha1', 'sha256']) {
      const hash = createHash(algorithm).update(content).digest('base64');
      assert.ok(text.includes(`<data>${hash}</data>`), `${name} ${algorithm}`);
    }
  }
});

test('[MACOS-1] the icon has pictures that other readers of the format find', () => {
  const icon = join(contents, 'Resources/AppIcon.icns');
  const listed = execFileSync('icns2png', ['-l', icon], { stdio: 'pipe' }).toString();
  for (const size of ['256x256', '512x512']) assert.ok(listed.includes(size), listed);
  assert.match(listed, /9 elements total/);
  assert.throws(() => writeIcns(ICONS.slice(1)), RangeError);
  assert.throws(() => writeIcns([Buffer.from('no picture')]), RangeError);
});

test('what is no program with a signature is refused, and what no plist can hold', () => {
  assert.throws(() => slicesOf(Buffer.from('#!/bin/sh')), RangeError);
  assert.throws(() => readMachO(Buffer.alloc(64)), RangeError);
  assert.throws(() => writePlist(0.5), RangeError);
  assert.ok(writePlist({ 'a&b': '<x>' }).includes('<key>a&amp;b</key>\n\t<string>&lt;x&gt;</string>'));
});
