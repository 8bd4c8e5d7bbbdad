import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Linux counts process time in ticks of 1/100 s on every platform that Node.js supports (sysconf(_SC_CLK_TCK)).
const TICKS_PER_SECOND = 100;

/** CPU time of a process so far, user and system, in seconds. See proc(5), /proc/pid/stat, fields 14 and 15. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** Bytes that a server's process has sent and received on all its TCP connections so far, TLS included (ss, TCP_INFO). */
export function tcpBytes(serverPort: number): { readonly sent: number; readonly received: number } {
  const table = execFileSync('ss', ['-tinH', `( sport = :${serverPort} )`], { encoding: 'utf8' });
  const sum = (name: string): number =>
    [...table.matchAll(new RegExp(`\\b${name}:(\\d+)`, 'g'))].reduce(
      (total, match) => total + Number(match[1]),
      0,
    );
  return { sent: sum('bytes_acked'), received: sum('bytes_received') };
}
