import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

const MIB = 1024 * 1024;
/** Up to this size the whole database is looked through at each start: a few hundredths of a second. */
export const CHECKED_ALWAYS = 16 * MIB;
/** Up to this size it is looked through after an end that was not clean: a second or two on an ordinary disk. */
export const CHECKED_AFTER_A_CRASH = 512 * MIB;

/** How a database lies on the disk before it is opened. */
export interface Lying {
  readonly bytes: number;
  /** Whether the last process that had it open did not close it: SQLite then leaves its log beside it. */
  readonly wasCutOff: boolean;
}

/** @param file of the database; one that is missing has no bytes */
export function lyingOf(file: string): Lying {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  return {
    bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0,
    wasCutOff: (log?.size ?? 0) > 0,
  };
}

/**
 * Whether a start looks through all of the database: its time grows with the size, and a server has to be back soon. What is
 * not seen here is met by whoever reads it, and by each backup, which reads everything.
 */
export function isLookedThrough({ bytes, wasCutOff }: Lying): boolean {
  return bytes <= (wasCutOff ? CHECKED_AFTER_A_CRASH : CHECKED_ALWAYS);
}

/** @throws Error when the database is damaged */
export function lookThrough(database: DatabaseSync): void {
  const check = database.prepare('pragma quick_check(1)').get();
  if (check?.quick_check !== 'ok') throw new Error(`it is damaged (${String(check?.quick_check)})`);
}
