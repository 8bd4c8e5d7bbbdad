import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { StartError } from '../start-error.ts';
import { temporaryFolder } from '../testing/test-server.ts';
import { COPIES_KEPT } from './database-copies.ts';
import { MIGRATIONS } from './migrations.ts';
import { DATABASE_FILE, openStorage } from './storage.ts';

/** Does something to a database from outside. */
function inDatabase<T>(folder: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(folder, DATABASE_FILE));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

async function made(t: TestContext, migrations: Readonly<Record<string, Migration>> = MIGRATIONS) {
  const folder = temporaryFolder(t);
  await (await openStorage({ folder, migrations })).close();
  return folder;
}

const tables = (folder: string): unknown[] =>
  inDatabase(folder, (database) =>
    database
      .prepare("select type, name from sqlite_schema where name not like 'sqlite_%' order by name")
      .all(),
  );

/** One more change, which fails half-way as often as told. */
function change(name: string, failures = 0): Record<string, Migration> {
  let left = failures;
  return {
    [name]: {
      async up(db: Kysely<unknown>): Promise<void> {
        const table = `made_by_${name.slice(0, 4)}`;
        await db.schema.createTable(table).addColumn('id', 'text').execute();
        left -= 1;
        if (left >= 0) throw new Error('ended in the midst of it');
        await db.schema.createIndex(`${table}_index`).on(table).column('id').execute();
      },
    },
  };
}

// What a server of an earlier version that was killed in its migration has left, for each place where it can have stopped.
for (const [name, drop] of Object.entries({
  '0001-first-tables': ['events', 'sessions', 'sign_ins'],
  '0002-devices': ['index devices_by_technician'],
  '0003-invitations': ['mails'],
  '0004-colleagues': [],
})) {
  test(`[STORAGE-1] a database left in the midst of ${name} by an earlier version is taken up`, async (t) => {
    const earlier = Object.entries(MIGRATIONS).filter(([each]) => each <= name);
    const folder = await made(t, Object.fromEntries(earlier));
    inDatabase(folder, (database) => {
      for (const each of drop)
        database.exec(each.startsWith('index') ? `drop ${each}` : `drop table ${each}`);
      database.prepare('delete from kysely_migration where name = ?').run(name);
    });
    const storage = await openStorage({ folder });
    await storage.settings.set('organisation', 'Helpdesk');
    await storage.close();
    assert.deepEqual(tables(folder), tables(await made(t)));
  });
}

test('[STORAGE-1] leftovers that hold something are not thrown away', async (t) => {
  const folder = await made(t);
  inDatabase(folder, (database) => {
    database.exec("insert into settings values ('organisation', 'Helpdesk')");
    database.exec('delete from kysely_migration');
  });
  await assert.rejects(openStorage({ folder }), (error) => {
    return error instanceof StartError && /table settings holds rows/.test(error.message);
  });
  const kept = inDatabase(folder, (database) => database.prepare('select value from settings').get());
  assert.equal(kept?.value, 'Helpdesk');
});

test('[STORAGE-1] a change that is broken off leaves nothing of itself, and is made by the next start', async (t) => {
  const folder = await made(t);
  const before = tables(folder);
  const migrations = { ...MIGRATIONS, ...change('9001-broken-off', 1) };
  await assert.rejects(openStorage({ folder, migrations }), StartError);
  assert.deepEqual(tables(folder), before);
  await (await openStorage({ folder, migrations })).close();
  assert.equal(tables(folder).length, before.length + 2);
});

test('[STORAGE-1] before a change the database is copied, for its owner only; the newest copies are kept', async (t) => {
  const folder = await made(t);
  const copies = join(folder, 'copies');
  inDatabase(folder, (database) => database.exec("insert into settings values ('organisation', 'Helpdesk')"));
  let migrations: Record<string, Migration> = { ...MIGRATIONS };
  for (const name of ['9001-a', '9002-b', '9003-c', '9004-d', '9005-e']) {
    migrations = { ...migrations, ...change(name) };
    await (await openStorage({ folder, migrations })).close();
    // Nothing to change, nothing to copy.
    await (await openStorage({ folder, migrations })).close();
  }
  const files = readdirSync(copies).sort();
  assert.deepEqual(files, ['before-9003-c.sqlite', 'before-9004-d.sqlite', 'before-9005-e.sqlite']);
  assert.equal(files.length, COPIES_KEPT);
  assert.equal(statSync(copies).mode & 0o777, 0o700);
  for (const file of files) assert.equal(statSync(join(copies, file)).mode & 0o777, 0o600);
  const copy = new DatabaseSync(join(copies, 'before-9005-e.sqlite'));
  t.after(() => copy.close());
  assert.equal(copy.prepare('select value from settings').get()?.value, 'Helpdesk');
  assert.equal(copy.prepare("select name from sqlite_schema where name = 'made_by_9005'").get(), undefined);
});

test('[STORAGE-2] a database of a newer version is named as such and not touched', async (t) => {
  for (const sign of [
    "insert into kysely_migration values ('9999-from-the-future', '2099')",
    // No table has changed, but its logs may hold events that this version does not know.
    'pragma user_version = 999',
  ]) {
    const folder = await made(t);
    inDatabase(folder, (database) => database.exec(sign));
    const before = tables(folder);
    await assert.rejects(openStorage({ folder }), (error) => {
      return (
        error instanceof StartError &&
        error.code === 'database-newer' &&
        /newer version of Throwline.*restore a backup.*\(database-newer\)\.$/.test(error.message)
      );
    });
    assert.deepEqual(tables(folder), before);
  }
});
