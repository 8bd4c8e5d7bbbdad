import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PROTOCOL_VERSION } from '@throwline/protocol';
import { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Logger } from 'pino';
import { StartError } from '../start-error.ts';
import { CodeGuessesRepository } from './code-guesses-repository.ts';
import { isLookedThrough, lookThrough, lyingOf } from './database-check.ts';
import { COPY_LIFETIME, copyBefore, removeOldCopies } from './database-copies.ts';
import { DevicesRepository } from './devices-repository.ts';
import { ErasureRepository } from './erasure-repository.ts';
import { InvitationsRepository } from './invitations-repository.ts';
import { MailsRepository } from './mails-repository.ts';
import { migrate, migrationsDone } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { PasswordResetsRepository } from './password-resets-repository.ts';
import { makePrivate } from './private-file.ts';
import type { Database } from './schema.ts';
import { SecondFactorsRepository } from './second-factors-repository.ts';
import { SessionsRepository } from './sessions-repository.ts';
import { SettingsRepository } from './settings-repository.ts';
import { SignInsRepository } from './sign-ins-repository.ts';
import { BUSY_TIMEOUT, emptyLog, tryStoring } from './storage-health.ts';
import { TechniciansRepository } from './technicians-repository.ts';

/** The repositories that see one connection, or one transaction on it. */
export interface Repositories {
  readonly settings: SettingsRepository;
  readonly technicians: TechniciansRepository;
  readonly signIns: SignInsRepository;
  readonly codeGuesses: CodeGuessesRepository;
  readonly devices: DevicesRepository;
  readonly sessions: SessionsRepository;
  readonly invitations: InvitationsRepository;
  readonly mails: MailsRepository;
  readonly erasure: ErasureRepository;
  readonly secondFactors: SecondFactorsRepository;
  readonly passwordResets: PasswordResetsRepository;
}

/** Everything the server keeps for good. */
export interface Storage extends Repositories {
  /** All of `work` or nothing of it. Errors that it throws undo it. */
  transaction<T>(work: (inside: Repositories) => Promise<T>): Promise<T>;
  /**
   * Tries whether something can be stored now.
   * @throws ThrowlineError `storage-full`, or what else SQLite says
   */
  tryStoring(): Promise<void>;
  /** Takes what was erased out of the file beside the database too, as far as nobody is reading it. */
  forgetErased(): Promise<void>;
  /** Removes copies of the database that are too old. @param now epoch milliseconds */
  removeOldCopies(now: number): void;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** Folder of the database, which exists. */
  readonly folder: string;
  /** Most 4 KiB pages that the database may grow to; SQLite then reports a full disk. Default: no limit of its own. */
  readonly maxPages?: number;
  /** Where it is said that a copy was made. Default: nowhere. */
  readonly log?: Logger;
  /** The changes of the tables; others in tests. Default: this version's. */
  readonly migrations?: Readonly<Record<string, Migration>>;
}

/** The database's name in the data folder. */
export const DATABASE_FILE = 'throwline.sqlite';

/**
 * Opens the database, making or migrating it.
 *
 * WAL, so that readers (backups, a shell) never block an append; `synchronous=FULL`, because an accepted command is a
 * promise: with NORMAL a power cut may take back the last commits. A commit then costs one fsync, a few milliseconds
 * at worst, at a rate of a few commits a second.
 * @throws StartError when the file is no database of this server, damaged, or written by a newer version (`database-newer`)
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const file = join(options.folder, DATABASE_FILE);
  const database = openDatabase(file, options);
  const db = new Kysely<Database>({ dialect: new NodeSqliteDialect(database) });
  try {
    await bringUpToDate(database, db, file, options);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    ...repositories(db),
    transaction: (work) => db.transaction().execute((inside) => work(repositories(inside))),
    tryStoring: () => tryStoring(db),
    forgetErased: () => emptyLog(db),
    removeOldCopies: (now) => removeOldCopies(options.folder, now - COPY_LIFETIME),
    close: () => db.destroy(),
  };
}

function openDatabase(file: string, options: StorageOptions): DatabaseSync {
  let database: DatabaseSync;
  const lying = lyingOf(file);
  try {
    makePrivate(file);
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
  } catch (error) {
    throw new StartError(`The database ${file} cannot be opened: ${messageOf(error)}.`, { cause: error });
  }
  try {
    // What is deleted is overwritten with zeros: an erased session is not to be read from the file's free pages.
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;');
    if (isLookedThrough(lying)) lookThrough(database);
    else if (lying.wasCutOff)
      options.log?.warn('the server was cut off, and its database is too large to be checked at the start');
    if (options.maxPages !== undefined) database.exec(`pragma max_page_count = ${options.maxPages}`);
    return database;
  } catch (error) {
    database.close();
    throw new StartError(`The database ${file} cannot be used: ${messageOf(error)}.`, { cause: error });
  }
}

async function bringUpToDate(
  database: DatabaseSync,
  db: Kysely<Database>,
  file: string,
  { folder, log, migrations = MIGRATIONS }: StorageOptions,
): Promise<void> {
  const done = migrationsDone(database);
  const unknown = done.find((name) => !(name in migrations));
  const written = Number(database.prepare('pragma user_version').get()?.user_version ?? 0);
  if (unknown !== undefined || written > PROTOCOL_VERSION) {
    const sign = unknown === undefined ? `protocol ${written}` : `step ${unknown}`;
    throw new StartError(
      `The database ${file} was written by a newer version of Throwline (${sign}): start that version, or restore a backup from before`,
      { code: 'database-newer' },
    );
  }
  const [next] = Object.keys(migrations)
    .sort()
    .filter((name) => !done.includes(name));
  try {
    if (next !== undefined && done.length > 0) {
      const copy = copyBefore(database, folder, next);
      log?.info({ copy }, 'the database was copied before it is brought up to date');
    }
    await migrate(db, migrations);
    // Logs of a newer protocol hold events that this version could not read.
    if (written < PROTOCOL_VERSION) database.exec(`pragma user_version = ${PROTOCOL_VERSION}`);
  } catch (error) {
    throw new StartError(
      `The database ${file} cannot be brought up to date, and is as it was: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

function repositories(db: Kysely<Database>): Repositories {
  return {
    settings: new SettingsRepository(db),
    technicians: new TechniciansRepository(db),
    signIns: new SignInsRepository(db),
    codeGuesses: new CodeGuessesRepository(db),
    devices: new DevicesRepository(db),
    sessions: new SessionsRepository(db),
    invitations: new InvitationsRepository(db),
    mails: new MailsRepository(db),
    erasure: new ErasureRepository(db),
    secondFactors: new SecondFactorsRepository(db),
    passwordResets: new PasswordResetsRepository(db),
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
