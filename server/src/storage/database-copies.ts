import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** The folder of the copies, in the data folder. */
export const COPIES_FOLDER = 'copies';
/** Copies that are kept; older ones go when a new one has been made. */
export const COPIES_KEPT = 3;
/** How long a copy is kept at most, milliseconds: 30 days. It holds what has been erased since. */
export const COPY_LIFETIME = 30 * 24 * 3_600_000;
const COPY = /^before-.+\.sqlite$/;

/**
 * Writes a database, as it is at this moment, to a file that only its owner can read. Whole or not at all; others may go on
 * reading and writing it.
 * @param file is replaced
 * @throws Error of the file system or of SQLite; no file is left then
 */
export function copyDatabase(database: DatabaseSync, file: string): void {
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  try {
    // SQLite takes an empty file for its copy, and with it the rights that the file has.
    writeFileSync(unfinished, '', { mode: 0o600 });
    database.prepare('vacuum into ?').run(unfinished);
    const written = openSync(unfinished, 'r');
    fsyncSync(written);
    closeSync(written);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/**
 * Copies a database before its tables are changed.
 * @param folder of the database; the copy goes into a folder in it
 * @param step name of the first change that is about to be made
 * @returns the copy's path
 * @throws Error when there is no room for it, or it cannot be written
 */
export function copyBefore(database: DatabaseSync, folder: string, step: string): string {
  const copies = join(folder, COPIES_FOLDER);
  mkdirSync(copies, { recursive: true, mode: 0o700 });
  // A start that has failed since then has changed nothing: what stands there is still the copy from before.
  const file = join(copies, `before-${step}.sqlite`);
  copyDatabase(database, file);
  const old = readdirSync(copies)
    .filter((name) => COPY.test(name))
    .sort();
  for (const name of old.slice(0, -COPIES_KEPT)) rmSync(join(copies, name), { force: true });
  return file;
}

/** Removes the copies that were made before `moment`, epoch milliseconds. */
export function removeOldCopies(folder: string, moment: number): void {
  const copies = join(folder, COPIES_FOLDER);
  if (!existsSync(copies)) return;
  for (const name of readdirSync(copies)) {
    const file = join(copies, name);
    if (COPY.test(name) && statSync(file).mtimeMs < moment) rmSync(file, { force: true });
  }
}
