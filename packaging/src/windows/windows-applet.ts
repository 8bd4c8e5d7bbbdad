import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { APPLET_VERSION } from '../../../applet/src/version.ts';
import { type AppFile, appFiles, koffiPath } from '../app-files.ts';
import { cached, keyOf } from '../cache.ts';
import type { Packing } from '../packing.ts';
import { filesOf, KOFFI_FOR_WINDOWS, RUNTIMES } from '../pinned-package.ts';
import { LZMA_SETTINGS, lzma } from './lzma.ts';
import { makeProgram, needMakensis } from './nsis.ts';

const ICON = fileURLToPath(new URL('../../../packages/identity/mark.ico', import.meta.url));
/** The runtime unpacked (87 MB), the program (3 MB), the browser's profile, and air. MiB. */
const NEEDED_MB = 300;

/**
 * The file for Windows on x86-64: one program. The first one takes about a minute, a later one for another
 * installation a few seconds.
 * @throws Error when a tool is missing or a part is not the pinned one
 */
export async function packForWindows({ installation, brand, inputs, say }: Packing): Promise<Uint8Array> {
  const makensis = await needMakensis(say);
  const packed = await packedRuntime(say);
  const [licence = Buffer.alloc(0)] = await filesOf(RUNTIMES.linux, ['LICENSE'], say);
  const [koffi = Buffer.alloc(0)] = await filesOf(KOFFI_FOR_WINDOWS, ['win32_x64/koffi.node'], say);
  const files: AppFile[] = [
    { path: 'installation.json', content: Buffer.from(installation) },
    { path: koffiPath('win32_x64'), content: koffi },
    ...(await appFiles(inputs, say)),
    // Its own package has none; it is the same release.
    { path: 'runtime/LICENSE', content: licence },
  ];
  return makeProgram({
    makensis,
    brand,
    version: APPLET_VERSION,
    icon: await readFile(ICON),
    files,
    runtime: { path: 'runtime/node.exe', packed },
    neededMb: NEEDED_MB,
  });
}

async function packedRuntime(say: (line: string) => void): Promise<Uint8Array> {
  const key = keyOf(RUNTIMES.windows.integrity, LZMA_SETTINGS.join(' '));
  return cached('runtime.exe.lzma', key, async () => {
    const [node = Buffer.alloc(0)] = await filesOf(RUNTIMES.windows, ['bin/node.exe'], say);
    say('Packing the runtime for Windows (about a minute, only this once) …');
    return lzma(node);
  });
}
