import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StartError } from '../start-error.ts';
import { DevicesRepository } from './devices-repository.ts';
import { InvitationsRepository } from './invitations-repository.ts';
import { MailsRepository } from './mails-repository.ts';
import { MIGRATIONS } from './migrations.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { makePrivate } from './private-file.ts';
import type { Database } from './schema.ts';
import { SessionsRepository } from './sessions-repository.ts';
import { SettingsRepository } from './settings-repository.ts';
import { SignInsRepository } from './sign-ins-repository.ts';
import { TechniciansRepository } from './technicians-repository.ts';

/** The repositories that see one connection, or one transaction on it. */
export interface Repositories {
  readonly settings: SettingsRepository;
  readonly technicians: TechniciansRepository;
  readonly signIns: SignInsRepository;
  readonly devices: DevicesRepository;
  readonly sessions: SessionsRepository;
  readonly invitations: InvitationsRepository;
  readonly mails: MailsRepository;
}

/** Everything the server keeps for good. */
export interface Storage extends Repositories {
  /** All of `work` or nothing of it. Errors that it throws undo it. */
  transaction<T>(work: (inside: Repositories) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** Folder of the database, which exists. */
  readonly folder: string;
  /** Most 4 KiB pages that the database may grow to; SQLite then reports a full disk. Default: no limit of its own. */
  readonly maxPages?: number;
}

/** The database's name in the data folder. */
export const DATABASE_FILE = 'throwline.sqlite';

/**
 * Opens the database, making or migrating it.
 *
 * WAL, so that readers (backups, a shell) never block an append; `synchronous=FULL`, because an accepted command is a
 * promise: with NORMAL a power cut may take back the last commits. A commit then costs one fsync, a few milliseconds
 * at worst, at a rate of a few commits a second.
 * @throws StartError when the file is no database of this server, damaged, or written by a newer version
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const file = join(options.folder, DATABASE_FILE);
  let database: DatabaseSync;
  try {
    makePrivate(file);
    database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  } catch (error) {
    throw new StartError(`The database ${file} cannot be opened: ${messageOf(error)}.`, { cause: error });
  }
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    const check = database.prepare('pragma quick_check(1)').get();
    if (check?.quick_check !== 'ok') throw new Error(`it is damaged (${String(check?.quick_check)})`);
    if (options.maxPages !== undefined) database.exec(`pragma max_page_count = ${options.maxPages}`);
  } catch (error) {
    database.close();
    throw new StartError(`The database ${file} cannot be used: ${messageOf(error)}.`, { cause: error });
  }
  const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database) });
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
  }).migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new StartError(`The database ${file} cannot be brought up to date: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  return {
    ...repositories(db),
    transaction: (work) => db.transaction().execute((inside) => work(repositories(inside))),
    close: () => db.destroy(),
  };
}

function repositories(db: Kysely<Database>): Repositories {
  return {
    settings: new SettingsRepository(db),
    technicians: new TechniciansRepository(db),
    signIns: new SignInsRepository(db),
    devices: new DevicesRepository(db),
    sessions: new SessionsRepository(db),
    invitations: new InvitationsRepository(db),
    mails: new MailsRepository(db),
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
