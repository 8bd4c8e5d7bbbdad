import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { SystemAccess } from '../platform/host.ts';

/** With this word the program only says how the system's permissions stand, and ends. */
export const CHECK_ACCESS = '--check-access';

const answer = z.object({ screen: z.boolean(), control: z.boolean() });
const PATIENCE = 10_000;

/**
 * Asks a new process of this program how the system's permissions stand.
 * @param main the program's main file
 * @returns `undefined` when it did not answer
 */
export async function checkAccess(main: string): Promise<SystemAccess | undefined> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, CHECK_ACCESS], {
      timeout: PATIENCE,
    });
    return answer.parse(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}
