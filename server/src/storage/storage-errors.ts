import { ThrowlineError } from '@throwline/protocol';

// Primary result codes, https://www.sqlite.org/rescode.html
const SQLITE_FULL = 13;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

/** The extended result code of an error that SQLite raised. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined;
}

/** Whether a row was refused because one with the same key is there. */
export function isDuplicate(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_CONSTRAINT_PRIMARYKEY || code === SQLITE_CONSTRAINT_UNIQUE;
}

/** What a full or failing disk leads to; a failing one is mounted read-only by many systems. */
const DISK_FAULTS: readonly number[] = [SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN];

/** A full or failing disk as `storage-full`; every other error as it is. */
export function codedStorageError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  return DISK_FAULTS.includes(code & 0xff)
    ? new ThrowlineError('storage-full', undefined, { cause: error })
    : error;
}
