import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../start-error.ts';
import { COPIES_FOLDER, copyDatabase } from '../storage/database-copies.ts';
import { migrationsDone } from '../storage/migrate.ts';
import { DATABASE_FILE } from '../storage/storage.ts';
import { type BackupManifest, hashOf, MANIFEST_FILE } from './backup-manifest.ts';

/** What is made anew (built programs), belongs to the running server (its lock), or is a copy itself. */
const LEFT_OUT: readonly string[] = ['applets', COPIES_FOLDER];
const NOT_COPIED = /^(lock\.sqlite|throwline\.sqlite)|^before-restore-|\.new$/;

/**
 * Copies a data folder, also while a server runs on it: the database as it is at one moment, and every key beside it.
 * @param data the data folder
 * @param into folder in which the backup gets a folder of its own, for its owner only
 * @param now epoch milliseconds; names the backup
 * @returns the backup's folder
 * @throws StartError when there is nothing to back up, the database is damaged, or it cannot be written; nothing is left then
 */
export async function makeBackup(data: string, into: string, now: number): Promise<string> {
  const from = resolve(data);
  const parent = resolve(into);
  if (parent === from || parent.startsWith(from + sep)) {
    throw new StartError(`A backup cannot lie in the data folder ${from} itself: name another folder.`);
  }
  if (!existsSync(join(from, DATABASE_FILE))) {
    throw new StartError(`There is nothing to back up in ${from}: set THROWLINE_DATA to the data folder.`);
  }
  const madeAt = new Date(now).toISOString();
  const folder = join(parent, `throwline-${madeAt.replace(/[:.]/g, '-')}`);
  const draft = `${folder}.new`;
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    chmodSync(draft, 0o700);
    const database = backUpDatabase(join(from, DATABASE_FILE), join(draft, DATABASE_FILE));
    const paths = [DATABASE_FILE, ...copyRest(from, draft)];
    const files: BackupManifest['files'] = [];
    for (const path of paths) {
      const file = join(draft, path);
      files.push({ path, bytes: statSync(file).size, sha256: await hashOf(file) });
    }
    const manifest: BackupManifest = { format: 1, madeAt, ...database, files };
    writeFileSync(join(draft, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(draft, folder);
    return folder;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (error instanceof StartError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The backup could not be made: ${why.replace(/\.$/, '')}.`, { cause: error });
  }
}

function backUpDatabase(from: string, to: string): Pick<BackupManifest, 'steps' | 'protocol'> {
  const database = new DatabaseSync(from, { timeout: 5000 });
  try {
    copyDatabase(database, to);
  } finally {
    database.close();
  }
  const copy = new DatabaseSync(to, { readOnly: true });
  try {
    const check = copy.prepare('pragma quick_check(1)').get();
    if (check?.quick_check !== 'ok')
      throw new Error(`the database is damaged (${String(check?.quick_check)})`);
    const protocol = Number(copy.prepare('pragma user_version').get()?.user_version ?? 0);
    return { steps: migrationsDone(copy), protocol };
  } finally {
    copy.close();
  }
}

/** @returns the copied files' places in the data folder */
function copyRest(from: string, to: string): string[] {
  const copied: string[] = [];
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(from, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (NOT_COPIED.test(name) || (folder === '' && LEFT_OUT.includes(name))) continue;
      const found = statSync(join(from, path));
      if (found.isDirectory()) walk(path);
      if (!found.isFile()) continue;
      mkdirSync(dirname(join(to, path)), { recursive: true, mode: 0o700 });
      copyFileSync(join(from, path), join(to, path));
      chmodSync(join(to, path), 0o600);
      copied.push(path);
    }
  };
  walk('');
  return copied;
}
