import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { appFiles, koffiPath } from '../app-files.ts';
import { cached, keyOf } from '../cache.ts';
import type { Packing } from '../packing.ts';
import { filesOf, RUNTIMES } from '../pinned-package.ts';
import { renderStub } from './render-stub.ts';
import { type TarEntry, writeTar } from './tar.ts';
import { XZ_SETTINGS, xz } from './xz.ts';

const run = promisify(execFile);

/** The runtime unpacked (107 MB), the program (3 MB), the browser's profile, and air. KiB. */
const NEEDED_KIB = 300 * 1024;
const MEMBER_LAYOUT = '1';

/**
 * The file for Linux on x86-64: a shell script with the program and its runtime behind it. The first one takes half a
 * minute, a later one for another installation less than a second.
 * @throws Error when a tool is missing or the runtime is not the pinned one
 */
export async function packForLinux({ installation, inputs, say }: Packing): Promise<Uint8Array> {
  const members = [await appMember(inputs, say), await runtimeMember(say)];
  const payload = Buffer.concat(members);
  const stub = renderStub({ config: installation, payloadBytes: payload.length, neededKib: NEEDED_KIB });
  return Buffer.concat([stub, payload]);
}

/** The packed program: everything of the applet but its runtime. Its archive has no end, the runtime's follows it. */
async function appMember(inputs: string, say: (line: string) => void): Promise<Uint8Array> {
  return cached('app.tar.xz', keyOf(inputs, XZ_SETTINGS.join(' ')), async () => {
    const native = { path: koffiPath('linux_x64'), content: await readFile(koffiNative()) };
    const files = [native, ...(await appFiles(inputs, say))].map(
      ({ path, content }): TarEntry => ({ path, mode: 0o600, content }),
    );
    return xz(writeTar([...foldersOf(files), ...files], { end: false }));
  });
}

/** The folders above the files, outermost first. */
function foldersOf(files: readonly TarEntry[]): TarEntry[] {
  const paths = new Set<string>();
  for (const { path } of files) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      paths.add(path.slice(0, end + 1));
  }
  return [...paths].sort().map((path) => ({ path, mode: 0o700, content: new Uint8Array() }));
}

/** The packed runtime: a tar with `runtime/node`, its licence and, last of all, `complete`. Packed once. */
async function runtimeMember(say: (line: string) => void): Promise<Uint8Array> {
  const strip = await hasStrip();
  const { integrity } = RUNTIMES.linux;
  const key = keyOf(integrity, XZ_SETTINGS.join(' '), strip ? 'stripped' : 'whole', MEMBER_LAYOUT);
  return cached('runtime.tar.xz', key, async () => {
    const [whole = Buffer.alloc(0), licence = Buffer.alloc(0)] = await filesOf(
      RUNTIMES.linux,
      ['bin/node', 'LICENSE'],
      say,
    );
    const node = strip ? await stripped(whole) : whole;
    say('Packing the runtime (about 20 seconds, only this once) …');
    return await xz(
      writeTar(
        [
          { path: 'runtime/', mode: 0o700, content: new Uint8Array() },
          { path: 'runtime/LICENSE', mode: 0o600, content: licence },
          { path: 'runtime/node', mode: 0o700, content: node },
          { path: 'complete', mode: 0o600, content: new Uint8Array() },
        ],
        { end: true },
      ),
    );
  });
}

async function stripped(program: Uint8Array): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'throwline-runtime-'));
  try {
    const file = join(folder, 'node');
    await writeFile(file, program);
    await run('strip', [file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function hasStrip(): Promise<boolean> {
  return run('strip', ['--version']).then(
    () => true,
    () => false,
  );
}

function koffiNative(): string {
  const require = createRequire(fileURLToPath(new URL('../../../applet/package.json', import.meta.url)));
  const loader = createRequire(require.resolve('koffi')).resolve('@koromix/koffi-linux-x64');
  return join(dirname(loader), 'linux_x64/koffi.node');
}
