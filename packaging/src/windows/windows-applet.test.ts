import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { drawIcon } from '@throwline/testbed/icon.ts';
import { makeSigner, verifySignature } from '@throwline/testbed/signer.ts';
import { buildApplet, isAppletFresh } from '../index.ts';

const PIN = createHash('sha256').update('a key').digest('base64');
const INSTALLATION = {
  system: 'windows',
  serverUrl: 'https://help.example.org',
  pins: [PIN],
  brand: 'Nordlicht',
} as const;

let folder: string;
let out: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'packaging-'));
  out = join(folder, 'applet.exe');
  await buildApplet({ ...INSTALLATION, out });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('[PACKAGE-1] one program of at most 25 MB', () => {
  const { size } = statSync(out);
  assert.ok(size <= 25_000_000, `${size} bytes`);
});

test('[PACKAGE-6] the same inputs give the same bytes; another brand, address or command makes it stale', async () => {
  const again = join(folder, 'again.exe');
  await buildApplet({ ...INSTALLATION, out: again });
  assert.ok(readFileSync(again).equals(readFileSync(out)));
  assert.equal(await isAppletFresh({ ...INSTALLATION, out }), true);
  for (const other of [{ brand: 'Other' }, { serverUrl: 'https://x.example.org' }, { signCommand: ['sign'] }])
    assert.equal(await isAppletFresh({ ...INSTALLATION, ...other, out }), false);
});

test('[PACKAGE-4] it is signed by the installation’s own command, without a shell, in place', async () => {
  const signed = join(folder, 'signed $(touch x).exe');
  const signer = makeSigner(folder);
  await buildApplet({ ...INSTALLATION, out: signed, signCommand: signer.command });
  const said = verifySignature(signed, signer);
  assert.match(said, /Number of verified signatures: 1/);
  assert.match(said, /CN=Nordlicht Helpdesk/);
});

test('[PACKAGE-4] a command that fails, is not there or changes nothing fails the build, with what it said', async () => {
  const unsigned = join(folder, 'unsigned.exe');
  const build = (...signCommand: string[]) => buildApplet({ ...INSTALLATION, out: unsigned, signCommand });
  await assert.rejects(build('sh', '-c', 'echo the card is missing >&2; exit 1'), /the card is missing/);
  await assert.rejects(build('/nonexistent/tool'), /The command that signs failed/);
  await assert.rejects(build('true'), /left the file as it was/);
  assert.throws(() => statSync(unsigned));
});

test('[PACKAGE-1] the icon is the mark as it is now', async () => {
  const drawn = await drawIcon();
  const kept = readFileSync(new URL('../../../packages/identity/mark.ico', import.meta.url));
  assert.equal(kept.readUInt16LE(4), drawn.readUInt16LE(4));
  // Of the sizes that are bitmaps; small differences are another version's way of drawing edges.
  const bitmaps = 6 + 16 * kept.readUInt16LE(4);
  const end = kept.readUInt32LE(6 + 16 * (kept.readUInt16LE(4) - 1) + 12);
  let far = 0;
  for (let at = bitmaps; at < end; at++) if (Math.abs((kept[at] ?? 0) - (drawn[at] ?? 0)) > 24) far++;
  assert.ok(far < (end - bitmaps) / 100, `${far} of ${end - bitmaps} bytes differ`);
});
