import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError, systemErrorCode } from './start-error.ts';
import { makePrivate } from './storage/private-file.ts';
import { sqliteCode } from './storage/storage-errors.ts';

const SQLITE_BUSY = 5;
const SECRET_BYTES = 32;
/** The lock's name in the data folder. */
export const LOCK_FILE = 'lock.sqlite';
/** Where a restore puts its files until all of them are there; as long as it exists the folder is neither old nor new. */
export const RESTORING = 'restoring.new';

/** The data folder, held by this server alone until `release`. */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /** 32 random bytes of this installation, the key of all keyed hashes. */
  readonly secret: Buffer;
  /** The path of a folder inside, made when missing, for its owner only. */
  folder(name: string): string;
  release(): void;
}

/**
 * Opens a data folder, making it when missing.
 *
 * The lock is an exclusive transaction on a SQLite file of its own: the system drops it with the process, however that
 * ends, so that there is no stale lock to clear by hand.
 * @throws StartError when another server holds the folder, or when it cannot be made, read or written
 */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const attempt = <T>(what: string, action: () => T): T => {
    try {
      return action();
    } catch (error) {
      if (error instanceof StartError) throw error;
      const why =
        systemErrorCode(error) === 'ERR_SQLITE_ERROR'
          ? messageOf(error)
          : (systemErrorCode(error) ?? messageOf(error));
      throw new StartError(`The data folder ${path} cannot be used: ${what} (${why}).`, { cause: error });
    }
  };
  attempt('it cannot be made', () => mkdirSync(path, { recursive: true, mode: 0o700 }));
  const lock = attempt('its lock cannot be opened', () => takeLock(path));
  try {
    if (existsSync(join(path, RESTORING))) {
      throw new StartError(
        `A restore into the data folder ${path} was not finished: run it again, with --replace.`,
      );
    }
    const secret = attempt('its secret cannot be read', () => readSecret(join(path, 'secret.key')));
    return {
      path,
      secret,
      folder: (name) => {
        const inside = join(path, name);
        attempt(`${name} cannot be made in it`, () => {
          mkdirSync(inside, { recursive: true, mode: 0o700 });
          chmodSync(inside, 0o700);
        });
        return inside;
      },
      release: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * The secret of a data folder that a server has made, running or not. Takes no lock and makes nothing.
 * @throws StartError when there is none, or it cannot be read
 */
export function readDataFolder(folder: string): { readonly path: string; readonly secret: Buffer } {
  const path = resolve(folder);
  const file = join(path, 'secret.key');
  try {
    return { path, secret: checkedSecret(file, readFileSync(file)) };
  } catch (error) {
    if (error instanceof StartError) throw error;
    const why =
      systemErrorCode(error) === 'ENOENT'
        ? 'no server has been set up there; set THROWLINE_DATA as for the server'
        : `${systemErrorCode(error) ?? messageOf(error)}; run this as the server’s own user`;
    throw new StartError(`The data folder ${path} cannot be used: ${why}.`, { cause: error });
  }
}

/**
 * Keeps every server off a data folder until the lock is closed.
 * @throws StartError when one runs on it
 */
export function takeLock(path: string): DatabaseSync {
  const file = join(path, LOCK_FILE);
  makePrivate(file);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = delete; begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (((sqliteCode(error) ?? 0) & 0xff) === SQLITE_BUSY) {
      throw new StartError(`Another Throwline server is running on the data folder ${path}.`, {
        cause: error,
      });
    }
    throw error;
  }
}

function readSecret(file: string): Buffer {
  try {
    return checkedSecret(file, readFileSync(file));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    const secret = randomBytes(SECRET_BYTES);
    // Whole or not at all: half a secret, from a full disk, would be taken for a damaged one at every later start.
    writeFileSync(`${file}.new`, secret, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    return secret;
  }
}

function checkedSecret(file: string, secret: Buffer): Buffer {
  if (secret.length === SECRET_BYTES) return secret;
  throw new StartError(
    `The secret ${file} is damaged: it has ${secret.length} bytes instead of ${SECRET_BYTES}.`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
