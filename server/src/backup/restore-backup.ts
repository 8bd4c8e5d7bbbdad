import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PROTOCOL_VERSION } from '@throwline/protocol';
import { LOCK_FILE, RESTORING, takeLock } from '../data-folder.ts';
import { StartError } from '../start-error.ts';
import { MIGRATIONS } from '../storage/migrations.ts';
import { type BackupManifest, backupManifest, hashOf, MANIFEST_FILE } from './backup-manifest.ts';

/** Whose the data folder is. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Where the data of before go, with the moment behind it. */
const BEFORE = 'before-restore-';

/**
 * Puts a backup in the place of a data folder's contents.
 * @param backup the backup's folder
 * @param data the data folder; made when missing
 * @param options `replace`: it may hold data, which are moved into a folder in it. `now`: epoch milliseconds
 * @returns where the data of before are, or `undefined` when there were none
 * @throws StartError when the backup is damaged or of a newer version, a server runs on the data folder, or it is not empty and
 *   may not be replaced; it is as it was then
 */
export async function restoreBackup(
  backup: string,
  data: string,
  options: { readonly replace: boolean; readonly now: number },
): Promise<string | undefined> {
  const from = resolve(backup);
  const to = resolve(data);
  const manifest = readManifest(from);
  checkVersion(manifest);
  await checkFiles(manifest, from);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const there = (): string[] =>
    readdirSync(to).filter((name) => !name.startsWith(LOCK_FILE) && name !== RESTORING);
  const lock = takeLock(to);
  try {
    const owner = statSync(to);
    giveTo(owner, join(to, LOCK_FILE));
    if (there().length > 0 && !options.replace) {
      throw new StartError(
        `The data folder ${to} is not empty. To put the backup in its place, run restore with --replace: what is there is kept in a folder beside.`,
      );
    }
    const draft = join(to, RESTORING);
    rmSync(draft, { recursive: true, force: true });
    await copyIn(manifest, from, draft, owner);
    const old = there().filter((name) => !name.startsWith(BEFORE));
    const before = join(to, `${BEFORE}${new Date(options.now).toISOString().replace(/[:.]/g, '-')}`);
    if (old.length > 0) {
      mkdirSync(before, { mode: 0o700 });
      giveTo(owner, before);
    }
    for (const name of old) renameSync(join(to, name), join(before, name));
    for (const name of readdirSync(draft)) renameSync(join(draft, name), join(to, name));
    // Until it is gone no server starts here: in between, it would take the folder for a new installation.
    rmSync(draft, { recursive: true });
    return old.length > 0 ? before : undefined;
  } finally {
    lock.close();
  }
}

function readManifest(folder: string): BackupManifest {
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file)) throw new StartError(`${folder} is no backup: it has no ${MANIFEST_FILE}.`);
  try {
    return backupManifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StartError(
      `The backup’s ${MANIFEST_FILE} cannot be read: it is damaged, or of a newer version.`,
      {
        cause: error,
      },
    );
  }
}

function checkVersion({ steps, protocol }: BackupManifest): void {
  const unknown = steps.find((name) => !(name in MIGRATIONS));
  if (unknown === undefined && protocol <= PROTOCOL_VERSION) return;
  throw new StartError(
    'The backup was made by a newer version of Throwline: restore it with that version, or use an older backup',
    { code: 'database-newer' },
  );
}

async function checkFiles({ files }: BackupManifest, folder: string): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() !== true) throw new StartError(`The backup is not whole: ${path} is missing.`);
    if (found.size !== bytes || (await hashOf(file)) !== sha256) {
      throw new StartError(`The backup is damaged: ${path} is not as it was written.`);
    }
  }
}

async function copyIn(manifest: BackupManifest, from: string, draft: string, owner: Owner): Promise<void> {
  const give = (path: string): void => giveTo(owner, path);
  mkdirSync(draft, { mode: 0o700 });
  give(draft);
  for (const { path, sha256 } of manifest.files) {
    const file = join(draft, path);
    for (const folder of foldersOf(draft, path)) {
      if (existsSync(folder)) continue;
      mkdirSync(folder, { mode: 0o700 });
      give(folder);
    }
    copyFileSync(join(from, path), file);
    give(file);
    if ((await hashOf(file)) !== sha256) throw new StartError(`${path} could not be copied as it is.`);
  }
}

/** Root restores for the user that the server runs as: the one whose folder it is. */
function giveTo({ uid, gid }: Owner, path: string): void {
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}

/** The folders between `top` and a file in it, the outer ones first. */
function foldersOf(top: string, path: string): string[] {
  const parent = dirname(path);
  return parent === '.' ? [] : [...foldersOf(top, parent), join(top, parent)];
}
