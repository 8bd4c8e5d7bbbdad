import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD_FOLDER } from '../cache.ts';

const run = promisify(execFile);
/** The compiler, and the parts that it puts together. */
const PACKAGES = ['nsis', 'nsis-common'];
/** How long apt may take for 1.7 MB, milliseconds. */
const PATIENCE = 120_000;

/** How makensis is run: by which path, and what it has to find in its environment. */
export interface Makensis {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The NSIS compiler: the one on the PATH, else the one of Debian's or Ubuntu's two packages, which are fetched into a folder
 * of ours and unpacked there. That needs no root, and installs nothing; apt checks the packages' signatures as ever.
 * @param say told in a sentence before something is fetched
 * @param cache folder in which it is kept
 * @returns `undefined` where neither is to be had: no Debian, no network, no lists of packages
 */
export async function findMakensis(
  say: (line: string) => void,
  cache: string = BUILD_FOLDER,
): Promise<Makensis | undefined> {
  if (onPath('makensis')) return { command: 'makensis', env: {} };
  const kept = join(cache, 'debian-nsis');
  const found = within(kept);
  if (!onPath('apt-get') || !onPath('dpkg-deb')) return undefined;
  if (existsSync(found.command)) return found;
  say(
    'makensis is not installed: fetching the Debian packages nsis and nsis-common for it (2 MB, nothing is installed) …',
  );
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'debian-nsis-'));
  try {
    await run('apt-get', ['-qq', 'download', ...PACKAGES], { cwd: draft, timeout: PATIENCE });
    const files = (await readdir(draft)).filter((name) => name.endsWith('.deb'));
    for (const file of files) await run('dpkg-deb', ['-x', file, 'unpacked'], { cwd: draft });
    if (!existsSync(within(join(draft, 'unpacked')).command)) return undefined;
    await rm(kept, { recursive: true, force: true });
    await rename(join(draft, 'unpacked'), kept);
    return found;
  } catch {
    // Another process may have been quicker; else whoever asks says what to install.
    return existsSync(found.command) ? found : undefined;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function within(folder: string): Makensis {
  return {
    command: join(folder, 'usr', 'bin', 'makensis'),
    env: { NSISDIR: join(folder, 'usr', 'share', 'nsis') },
  };
}

function onPath(command: string): boolean {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, command)));
}
