import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { APPLET_VERSION } from '../../../applet/src/version.ts';
import { appFiles, koffiPath } from '../app-files.ts';
import { cached, keyOf } from '../cache.ts';
import { type TarEntry, writeTar } from '../linux/tar.ts';
import { XZ_SETTINGS, xz } from '../linux/xz.ts';
import type { Packing } from '../packing.ts';
import { filesOf } from '../pinned-package.ts';
import { writeZip } from '../zip.ts';
import { bundleFiles } from './bundle.ts';
import { writeIcns } from './icns.ts';
import { MAC_ARCHITECTURES } from './runtimes.ts';
import { signBundle } from './sign-bundle.ts';

/**
 * How the two runtimes are packed: as one stream, with a dictionary that reaches from one into the other, because half of
 * them is alike. Node.js 22.23 (113 and 115 MB), megabytes: apart 23.8 and 24.7, together 36.5, with the filter for x86
 * 35.9. Takes about three minutes and 1.5 GB of memory, once; unpacking takes 128 MiB.
 */
const RUNTIME_SETTINGS = ['--threads=1', '--check=crc64', '--x86', '--lzma2=preset=6,dict=128MiB'];
const RUNTIME_LAYOUT = '1';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The file for Macs, both kinds: a zip with one `.app`. The first one takes some minutes, a later one for another
 * installation a few seconds. Without a command that signs, it is signed ad hoc.
 * @throws Error when a tool is missing, a part is not the pinned one or the command that signs failed
 */
export async function packForMacos({
  installation,
  brand,
  inputs,
  signCommand,
  say,
}: Packing): Promise<Uint8Array> {
  const files = bundleFiles({
    name: `Support-${brand}`,
    version: APPLET_VERSION,
    launcher: await readFile(here('launcher/launcher.bin')),
    resources: {
      'AppIcon.icns': writeIcns(await icons()),
      'app.tar.xz': await packedApp(inputs, say),
      'installation.json': Buffer.from(installation),
      'launch.sh': await readFile(here('launch.sh')),
      'runtime.tar.xz': await packedRuntimes(say),
    },
  });
  return writeZip(signCommand.length === 0 ? files : await signBundle(files, signCommand));
}

async function icons(): Promise<Buffer[]> {
  const names = await readdir(here('icon'));
  return Promise.all(names.map((name) => readFile(join(here('icon'), name))));
}

/** The program, with koffi's native part for each processor. */
async function packedApp(inputs: string, say: (line: string) => void): Promise<Uint8Array> {
  return cached('app-macos.tar.xz', keyOf(inputs, XZ_SETTINGS.join(' ')), async () => {
    const entries: TarEntry[] = [];
    for (const { name, koffi } of MAC_ARCHITECTURES) {
      const [native = Buffer.alloc(0)] = await filesOf(koffi, [`darwin_${name}/koffi.node`], say);
      entries.push({ path: koffiPath(`darwin_${name}`), mode: 0o600, content: native });
    }
    for (const { path, content } of await appFiles(inputs, say)) entries.push({ path, mode: 0o600, content });
    return xz(writeTar(entries, { end: true }));
  });
}

async function packedRuntimes(say: (line: string) => void): Promise<Uint8Array> {
  const pins = MAC_ARCHITECTURES.map(({ runtime }) => runtime.integrity);
  return cached('runtime-macos.tar.xz', keyOf(...pins, ...RUNTIME_SETTINGS, RUNTIME_LAYOUT), async () => {
    const entries: TarEntry[] = [];
    for (const { name, runtime } of MAC_ARCHITECTURES) {
      const [node = Buffer.alloc(0), licence = Buffer.alloc(0)] = await filesOf(
        runtime,
        ['bin/node', 'LICENSE'],
        say,
      );
      if (entries.length === 0) entries.push({ path: 'runtime/LICENSE', mode: 0o600, content: licence });
      entries.push({ path: `runtime/${name}/node`, mode: 0o700, content: node });
    }
    say('Packing the runtimes for macOS (some minutes, only this once) …');
    return xz(writeTar(entries, { end: true }), RUNTIME_SETTINGS);
  });
}
