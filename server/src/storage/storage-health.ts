import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** What the trial writes, bytes: more than one page, so that a database without a free one has to grow. */
const TRIAL = 16_384;

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
