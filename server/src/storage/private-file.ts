import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';

/** What SQLite keeps beside a database while it is open, by its name's ending. */
const BESIDE = ['-wal', '-shm', '-journal'];

/**
 * Makes a database's file when it is missing, and lets only its owner read it, as what stands beside it: SQLite makes
 * its files with the rights of the database, and that one by the process's umask, which leaves it open to everyone.
 * @throws Error of the file system
 */
export function makePrivate(database: string): void {
  // Never opened when it is there: closing it would give up every lock that this process holds on it (POSIX, fcntl).
  if (!existsSync(database)) closeSync(openSync(database, 'wx', 0o600));
  for (const file of [database, ...BESIDE.map((ending) => database + ending)]) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && (found.mode & 0o077) !== 0) chmodSync(file, 0o600);
  }
}
