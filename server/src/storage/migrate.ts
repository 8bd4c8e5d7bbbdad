import type { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './schema.ts';

/**
 * Tables of the migrations that earlier versions of the server made statement by statement, in the order of their making. A
 * server that was ended in the midst of one left tables that no note tells of, and no server could start on them again. They
 * hold nothing: nothing is stored before a start has come to its end.
 */
const MADE_IN_PIECES: Readonly<Record<string, readonly string[]>> = {
  '0001-first-tables': ['settings', 'technicians', 'sign_ins', 'sessions', 'events'],
  '0002-devices': ['devices'],
  '0003-invitations': ['invitations', 'mails'],
  '0004-colleagues': ['colleagues'],
};

/** Names of the migrations that a database notes as done, in their order; none when it is new. */
export function migrationsDone(database: DatabaseSync): string[] {
  const table = database
    .prepare("select 1 from sqlite_schema where type = 'table' and name = 'kysely_migration'")
    .get();
  if (table === undefined) return [];
  const rows = database.prepare('select name from kysely_migration order by name').all();
  return rows.map(({ name }) => String(name));
}

/**
 * Brings the tables up to date, each step in one transaction with the note that it was done: whatever ends the process in
 * between, the next start goes on from there.
 * @throws Error of the first step that fails, which has changed nothing
 */
export async function migrate(
  db: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const steps = Object.fromEntries(
    Object.entries(migrations).map(([name, migration]) => [name, withoutLeftovers(name, migration)]),
  );
  const migrator = new Migrator({ db, provider: { getMigrations: async () => steps } });
  for (;;) {
    const { error, results } = await migrator.migrateUp();
    if (error !== undefined) throw error;
    if (results === undefined || results.length === 0) return;
  }
}

function withoutLeftovers(name: string, migration: Migration): Migration {
  const tables = MADE_IN_PIECES[name];
  if (tables === undefined) return migration;
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const table of tables.toReversed()) await dropEmpty(db, table);
      await migration.up(db);
    },
  };
}

async function dropEmpty(db: Kysely<unknown>, table: string): Promise<void> {
  const found = await sql`select 1 from sqlite_schema where type = 'table' and name = ${table}`.execute(db);
  if (found.rows.length === 0) return;
  const rows = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
  if (rows.rows.length > 0) throw new Error(`its table ${table} holds rows that no migration tells of`);
  await db.schema.dropTable(table).execute();
}
