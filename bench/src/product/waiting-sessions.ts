/**
 * What a waiting session costs the server in memory: `node bench/src/product/waiting-sessions.ts [SESSIONS]`, 1,000 by default.
 *
 * A server process of its own, over TLS; a code made, claimed and answered by an applet for each session. Memory is the
 * process's resident set, read before and after, both settled: for ten seconds it has not changed by more than 1 %, long
 * enough for V8 to have given back what is garbage in an idle process.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { residentBytes } from '../measure/processes.ts';
import { BareServer } from './bare-server.ts';

/** Sessions that are made before measuring, so that code is compiled and caches are filled. */
const WARM_UP = 50;

/** Seconds without a change after which memory counts as settled. */
const QUIET_SECONDS = 10;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

async function settled(pid: number): Promise<number> {
  for (let before = residentBytes(pid), quiet = 0; ; ) {
    await pause(1000);
    const now = residentBytes(pid);
    quiet = Math.abs(now - before) < before / 100 ? quiet + 1 : 0;
    if (quiet === QUIET_SECONDS) return now;
    if (quiet === 0) before = now;
  }
}

const count = Number(process.argv[2] ?? 1000);
const server = await BareServer.start();
try {
  const pid = server.child.pid ?? 0;
  const applets: WebSocket[] = [];
  for (let n = 0; n < WARM_UP; n += 1) applets.push((await server.waitingApplet()).socket);
  const before = await settled(pid);
  for (let n = 0; n < count; n += 1) applets.push((await server.waitingApplet()).socket);
  const after = await settled(pid);
  const open = applets.filter((socket) => socket.readyState === socket.OPEN).length - WARM_UP;
  const each = ((after - before) / count / 1000).toFixed(1);
  console.log(
    `${open} waiting sessions: ${megabytes(before)} MB before, ${megabytes(after)} MB after, ${each} kB each (bar: ≤ 100)`,
  );
  for (const socket of applets) socket.terminate();
} finally {
  server.close();
}
