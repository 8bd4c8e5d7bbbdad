import { readFileSync } from 'node:fs';

/** Deepest chain of parents that is followed. */
const MAX_DEPTH = 64;

/**
 * The parent of a process, from `/proc/<pid>/stat`.
 * @returns `undefined` when the process is gone or may not be looked at
 */
export function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return Number.isInteger(parent) ? parent : undefined;
  } catch {
    return undefined;
  }
}

/** Is this process one of `roots`, or started by one of them, or by one that they started, and so on? */
export function descendsFrom(pid: number, roots: ReadonlySet<number>): boolean {
  let current: number | undefined = pid;
  for (let depth = 0; depth < MAX_DEPTH && current !== undefined && current > 0; depth += 1) {
    if (roots.has(current)) return true;
    current = parentOf(current);
  }
  return false;
}
