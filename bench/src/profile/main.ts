/**
 * Where time and bytes go inside Throwline, for each click and each key: `npm run bench -- --profile`. The applet runs
 * from its sources, and noting everything costs a little: for how fast it is, see the benchmark.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { printed } from '@throwline/testbed/processes.ts';
import { z } from 'zod';
import { startBenchDesktop } from '../desktop/bench-desktop.ts';
import { loopback } from '../link/loopback.ts';
import { median } from '../measure/statistics.ts';
import { ASIDE } from '../scenes/scene.ts';
import { showStillDesktop } from '../scenes/still-desktop.ts';
import { openTerminal } from '../scenes/terminal.ts';
import { startThrowline } from '../systems/throwline.ts';
import type { SeenChange } from '../viewer/probe.ts';
import { Viewer } from '../viewer/viewer.ts';
import { messageShares } from './messages.ts';
import { stageTimes } from './stages.ts';
import { tapTheConsole } from './tapped-console.ts';
import { type Mark, readTrace } from './trace.ts';

const CLICKS = 40;
const KEYS = 60;
/** How long the first picture may take at most, in milliseconds. */
const PATIENCE = 60_000;
/** Until every process has written down what it noted, in milliseconds. */
const FLUSHED = 600;

interface Acts {
  readonly name: string;
  readonly seen: readonly SeenChange[];
  readonly begun: number;
  readonly ended: number;
  /** Bytes of all acts together, at the browser's side, TLS and WebSocket framing included. */
  readonly down: number;
  readonly up: number;
}

const folder = mkdtempSync(join(tmpdir(), 'throwline-trace-'));
const link = loopback();
const desktop = await startBenchDesktop();
const system = await startThrowline(desktop, link, folder);
const viewer = await Viewer.open(system, link, tapTheConsole);
const connecting = await connect();
await pause(1000);

async function acts(name: string, act: (seen: SeenChange[]) => Promise<void>): Promise<Acts> {
  const seen: SeenChange[] = [];
  const before = link.bytes();
  const begun = performance.timeOrigin + performance.now();
  await act(seen);
  const ended = performance.timeOrigin + performance.now();
  const after = link.bytes();
  return { name, seen, begun, ended, down: after.down - before.down, up: after.up - before.up };
}

/** The technician's one action up to the first whole picture of a still desktop. */
async function connect(): Promise<{ readonly begun: number; readonly ended: number }> {
  const still = await showStillDesktop(desktop);
  const picture = desktop.picture();
  await pause(1000);
  const begun = performance.timeOrigin + performance.now();
  const seen = viewer.match(picture, PATIENCE);
  await viewer.connect();
  const ended = await seen;
  await still.close();
  if (ended === undefined) throw new Error('no full picture came');
  await viewer.ready();
  return { begun, ended };
}

async function clicks(): Promise<Acts> {
  const square = desktop.program('square', 860, 440, 200);
  await printed(square, /ready/);
  await viewer.move(1010, 590);
  await pause(1000);
  await viewer.watch();
  const result = await acts('click', async (seen) => {
    for (let click = 0; click < CLICKS; click++) {
      await viewer.expect({ x: 900, y: 480, width: 1, height: 1 }, 64);
      await viewer.click(1010, 590);
      seen.push(...(await viewer.settle(3000)).seen);
      await pause(250 + (click % 7) * 13);
    }
  });
  await viewer.unwatch();
  await square.stop();
  return result;
}

async function keys(): Promise<Acts> {
  const { cell, program } = await openTerminal(desktop, ['sh', '-c', 'printf "\\033[?25l"; exec cat']);
  await pause(1000);
  await viewer.click(960, 540);
  await viewer.move(ASIDE.x, ASIDE.y);
  await viewer.click(960, 540);
  await pause(1000);
  await viewer.watch();
  const result = await acts('key', async (seen) => {
    for (let key = 0; key < KEYS; key++) {
      const x = Math.round(key * cell.width);
      await viewer.expect({ x, y: 0, width: Math.floor(cell.width), height: Math.floor(cell.height) }, 12);
      await viewer.press('mwaebdk8ghn2'.charAt(key % 12));
      seen.push(...(await viewer.settle(3000)).seen);
      await pause(80 + (key % 7) * 9);
    }
  });
  await viewer.unwatch();
  await program.stop('SIGKILL');
  return result;
}

const consoleMarks = z.array(
  z.object({ at: z.number(), part: z.string(), what: z.string(), bytes: z.number() }),
);

function tell({ name, seen, begun, ended, down, up }: Acts, marks: readonly Mark[]): void {
  const count = seen.length;
  const times = seen.map(({ pressedAt, seenAt }) => seenAt - pressedAt);
  console.log(`\n## One ${name}: ${median(times)?.toFixed(1)} ms (median of ${count})\n`);
  console.log('| stage | after the press, ms | took, ms |\n| --- | --- | --- |');
  for (const { name: stage, at, took } of stageTimes(seen, marks)) {
    console.log(`| ${stage} | ${at.toFixed(1)} | ${took.toFixed(1)} |`);
  }
  console.log(`\n| at the server, for each ${name} | messages | bytes |\n| --- | --- | --- |`);
  for (const { what, count: messages, bytes } of messageShares(marks, { begun, ended, acts: count })) {
    console.log(`| ${what} | ${messages.toFixed(2)} | ${bytes.toFixed(0)} |`);
  }
  console.log(
    `| browser’s wire, TLS and all: down, up | | ${(down / count).toFixed(0)}, ${(up / count).toFixed(0)} |`,
  );
}

/** What happens between the action and the picture, but for what passes the server. */
function tellConnect({ begun, ended }: Awaited<ReturnType<typeof connect>>, marks: readonly Mark[]): void {
  console.log(
    `\n## First picture: ${(ended - begun).toFixed(0)} ms\n\n| after the action, ms | where | what |\n| --- | --- | --- |`,
  );
  for (const { at, part, what, bytes } of marks) {
    if (at < begun || at > ended || part === 'server') continue;
    console.log(`| ${(at - begun).toFixed(1)} | ${part} | ${what} ${bytes}|`);
  }
}

try {
  const done = [await clicks(), await keys()];
  await pause(FLUSHED);
  const heard = consoleMarks.parse(await viewer.page.evaluate('throwlineMarks'));
  const marks = [...readTrace(folder), ...heard].sort((a, b) => a.at - b.at);
  tellConnect(connecting, marks);
  for (const each of done) tell(each, marks);
} finally {
  await viewer.close();
  await system.close();
  await desktop.close();
  await link.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
