import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from '@throwline/testbed/stage.ts';
import { onPage, remotePixel, remoteScreen } from '@throwline/testbed/technician-steps.ts';
import { openTerminal } from '@throwline/testbed/terminal.ts';
import { until } from '@throwline/testbed/wait.ts';
import { samples, stopProbe, watchBarcodes, watchLatency } from './canvas-probe.ts';
import { cpuSeconds, tcpBytes } from './processes.ts';
import { scene } from './scene.ts';
import { BARCODE_BITS, BIT_CELLS } from './scenes/barcode.ts';
import { median, percentile } from './statistics.ts';

/** One measured figure, with the bar it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: string;
}

const CLICKS = 40;
const KEYS = 60;
const LINES = 300;
const LINES_PER_SECOND = 30;
const IDLE_SECONDS = 20;

/** Click in the console → changed pixel on its canvas. */
export async function echo(stage: Stage): Promise<Figure[]> {
  const { page } = stage;
  const terminal = openTerminal(stage.desktop, 60, 20, scene('flip'));
  const place = { x: terminal.left + 100, y: terminal.top + 100 };
  const { x, y } = await onPage(page, place.x, place.y);
  await watchLatency(page, place.x, place.y);
  for (let click = 1; click <= CLICKS; click++) {
    await pause(100 + (click % 7) * 10);
    await page.mouse.click(x, y);
    await until('the flip', async () => (await samples(page)).length >= click);
  }
  const times = (await stopProbe(page)).slice(2);
  await terminal.close();
  return [
    { name: 'click → pixel, p50', value: percentile(times, 0.5), unit: 'ms', bar: '≤ 60' },
    { name: 'click → pixel, p95', value: percentile(times, 0.95), unit: 'ms', bar: '≤ 120' },
  ];
}

/** Keys typed into a terminal: bytes on the wire, both ways, TLS included, from console through server to applet. */
export async function typing(stage: Stage): Promise<Figure[]> {
  const { page, serverPort } = stage;
  const terminal = openTerminal(stage.desktop, 80, 24, ['cat']);
  const { x, y } = await onPage(page, terminal.left + 200, terminal.top + 200);
  await page.mouse.click(x, y);
  await pause(1000);
  const before = tcpBytes(serverPort);
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press('abcdefghij'.charAt(key % 10));
    await pause(100);
  }
  await pause(500);
  const after = tcpBytes(serverPort);
  await terminal.close();
  const perKey = (after.sent - before.sent) / KEYS;
  return [
    { name: 'one key typed: server → console and applet', value: perKey / 1000, unit: 'KB', bar: '≤ 1.5' },
  ];
}

/** Lines of text scrolled over the whole screen: distinct ones seen a second. */
export async function scroll(stage: Stage): Promise<Figure[]> {
  const { page } = stage;
  // What fits a 1920×1080 desktop beside the window's frame, at 10×20 pixels a cell.
  const [columns, rows] = [190, 52];
  const terminal = openTerminal(stage.desktop, columns, rows, scene('scroll', LINES, LINES_PER_SECOND));
  const middle = terminal.top + Math.floor(terminal.cellHeight * (rows - 0.5));
  const xs = Array.from({ length: BARCODE_BITS * 2 }, (_, bit) =>
    Math.floor(terminal.left + terminal.cellWidth * BIT_CELLS * (bit + 0.5)),
  );
  const bytesBefore = tcpBytes(stage.serverPort);
  const begun = performance.now();
  await watchBarcodes(page, { y: middle, xs });
  await until('the last line', async () => (await samples(page)).at(-1) === LINES);
  const seconds = (performance.now() - begun) / 1000;
  const bytes = tcpBytes(stage.serverPort).sent - bytesBefore.sent;
  const seen = new Set(await stopProbe(page)).size;
  await terminal.close();
  return [
    {
      name: `scrolled text, of ${LINES_PER_SECOND} lines/s`,
      value: seen / seconds,
      unit: 'frames/s',
      bar: '≥ 20',
    },
    { name: 'scrolled text, server’s sending', value: bytes / 1000 / seconds, unit: 'KB/s', bar: '–' },
  ];
}

/** A still screen: bytes and CPU. */
export async function idle(stage: Stage): Promise<Figure[]> {
  const { serverPort, server } = stage;
  await pause(3000);
  const bytesBefore = tcpBytes(serverPort);
  const cpuBefore = [cpuSeconds(stage.appletPid), cpuSeconds(server.pid())] as const;
  await pause(IDLE_SECONDS * 1000);
  const bytes = tcpBytes(serverPort).sent - bytesBefore.sent;
  const share = (pid: number, before: number): number => ((cpuSeconds(pid) - before) / IDLE_SECONDS) * 100;
  return [
    { name: 'idle screen, server’s sending', value: bytes / 1000 / IDLE_SECONDS, unit: 'KB/s', bar: '≤ 0.2' },
    {
      name: 'idle screen, applet',
      value: share(stage.appletPid, cpuBefore[0]),
      unit: '% of a core',
      bar: '≤ 2',
    },
    {
      name: 'idle screen, server',
      value: share(server.pid(), cpuBefore[1]),
      unit: '% of a core',
      bar: '≤ 2',
    },
  ];
}

/** From opening the session's page, permission given, to the first whole picture; includes loading the page. */
export async function firstPicture(stage: Stage): Promise<Figure[]> {
  const { page, desktop } = stage;
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await remoteScreen(page).waitFor();
    await until('the picture', () => remotePixel(page, 5, desktop.height - 5));
    times.push(performance.now() - begun);
  }
  return [{ name: 'reloaded page → whole picture, p50', value: median(times), unit: 'ms', bar: '≤ 1000' }];
}
