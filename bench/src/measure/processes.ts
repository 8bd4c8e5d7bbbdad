import { readdirSync, readFileSync } from 'node:fs';

// Linux counts process time in ticks of 1/100 s on every platform that Node.js supports (sysconf(_SC_CLK_TCK)).
const TICKS_PER_SECOND = 100;

interface ProcessTime {
  readonly parent: number;
  readonly ticks: number;
}

/**
 * CPU time so far of processes with all their descendants, user and system, in seconds; ended children count with those
 * who waited for them. See proc(5), /proc/pid/stat, fields 4 and 14 to 17.
 */
export function cpuSeconds(roots: readonly number[]): number {
  const all = new Map<number, ProcessTime>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const time = processTime(entry);
    if (time !== undefined) all.set(Number(entry), time);
  }
  let ticks = 0;
  for (const [pid, time] of all) if (descends(pid, roots, all)) ticks += time.ticks;
  return ticks / TICKS_PER_SECOND;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

function processTime(entry: string): ProcessTime | undefined {
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
    // The name before may hold anything, also a bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent = 0, ...times] = [1, 11, 12, 13, 14].map((field) => Number(fields[field]));
    return { parent, ticks: times.reduce((sum, each) => sum + each, 0) };
  } catch {
    // It ended while it was being read.
    return undefined;
  }
}

function descends(pid: number, roots: readonly number[], all: ReadonlyMap<number, ProcessTime>): boolean {
  for (let each = pid; each > 1; each = all.get(each)?.parent ?? 0) if (roots.includes(each)) return true;
  return false;
}
