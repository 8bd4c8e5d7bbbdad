import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** What the trial writes, bytes: more than one page, so that a database without a free one has to grow. */
const TRIAL = 16_384;
/** How long a statement waits for another process that holds the database, milliseconds. */
export const BUSY_TIMEOUT = 5000;

/**
 * Tries whether something could be stored now, by storing it and taking it away again.
 * @throws ThrowlineError `storage-full`, or what else SQLite says
 */
export async function tryStoring(db: Kysely<Database>): Promise<void> {
  await sql`insert or replace into settings (name, value) values ('trial', hex(zeroblob(${TRIAL / 2})))`.execute(
    db,
  );
  await sql`delete from settings where name = 'trial'`.execute(db);
}

/** Brings everything that SQLite has in its log beside the database into the database, and empties the log. */
export async function emptyLog(db: Kysely<Database>): Promise<void> {
  await db.connection().execute(async (one) => {
    // A backup that reads at this moment is not waited for: waiting would hold up the whole server.
    await sql`pragma busy_timeout = 0`.execute(one);
    try {
      await sql`pragma wal_checkpoint(truncate)`.execute(one);
    } finally {
      await sql`pragma busy_timeout = ${sql.lit(BUSY_TIMEOUT)}`.execute(one);
    }
  });
}
