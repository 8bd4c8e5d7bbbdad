import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from './log.ts';

/** One step of the teardown. */
export interface TeardownStep {
  readonly name: string;
  readonly run: () => Promise<void> | void;
  /** How long it may take before the next one begins all the same, milliseconds. */
  readonly patience: number;
}

/**
 * Runs the steps in their order, each whatever became of those before it. A step that fails or takes too long does not
 * hold up the end: what it leaves, the script that started the program removes.
 */
export async function tearDown(steps: readonly TeardownStep[], log: Log): Promise<void> {
  for (const { name, run, patience } of steps) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log(`teardown: ${name} takes too long`);
        resolve();
      }, patience);
    });
    const done = Promise.resolve()
      .then(run)
      .catch((error: unknown) =>
        log(`teardown: ${name} failed: ${error instanceof Error ? error.message : error}`),
      );
    await Promise.race([done, late]);
    clearTimeout(timer);
  }
}

/**
 * Removes a file, or a folder with all that is in it. What cannot be removed stays, with the folders above it, and holds
 * up nothing else: on Windows a program that runs cannot be deleted, nor can what it has loaded.
 * @param remove removes one path with all below it
 */
export async function removeTree(
  path: string,
  remove: (path: string) => Promise<void> = (each) => rm(each, { recursive: true, force: true }),
): Promise<void> {
  try {
    await remove(path);
  } catch {
    // A file has no entries, and what is below a folder may go one by one.
    const entries = await readdir(path).catch(() => []);
    for (const entry of entries) await removeTree(join(path, entry), remove);
  }
}

/** The installer's own name for such a folder. */
const UNPACKER = /[\\/]ns[0-9a-z]+\.tmp$/i;

/**
 * The folder that the downloaded program of Windows works in, for when it was killed and cannot remove it itself. Whatever does not
 * look like one is left alone.
 */
export function unpackerFolder(named: string | undefined, os: string): string | undefined {
  return os === 'windows' && named !== undefined && UNPACKER.test(named) ? named : undefined;
}
