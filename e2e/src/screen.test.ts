import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pointerHere, pointerThere } from '@throwline/testbed/cursor.ts';
import type { Desktop } from '@throwline/testbed/desktop.ts';
import { comparePictures, untilExact } from '@throwline/testbed/pixels.ts';
import { relayedBytes } from '@throwline/testbed/relay.ts';
import { clickRemote, moveRemote, remotePixel, remoteScreen } from '@throwline/testbed/technician-steps.ts';
import { openTerminal } from '@throwline/testbed/terminal.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Page } from 'playwright-core';
import { testsOnStage } from './on-stage.ts';

/*
 * The customer's screen as the technician sees it: every test compares the whole picture in the console, pixel by pixel,
 * with what the X server shows.
 */

const test = testsOnStage('screen', { tabs: true });

test('[SCREEN-1] [GUARD-8] the picture is exact outside of the applet’s window, which alone is hidden', async (stage) => {
  const { desktop, window } = stage;
  const hidden = await untilExact(stage);
  const frame = await window.page.evaluate(() => ({
    width: globalThis.outerWidth,
    height: globalThis.outerHeight,
  }));
  const area = hidden.reduce((sum, { width, height }) => sum + width * height, 0);
  assert.ok(area >= frame.width * frame.height, 'the whole window is hidden');
  assert.equal(desktop.picture().width, 1280);
});

test('[SCREEN-1] the picture is exact after a burst of changes', async (stage) => {
  const { desktop } = stage;
  const noise = 'for i in $(seq 300); do head -c 60 /dev/urandom | base64; done; exec cat';
  const terminal = openTerminal(desktop, 60, 14, ['sh', '-c', noise]);
  for (let step = 0; step < 40; step++) {
    desktop.xdo('windowmove', terminal.id, 5 * step, 3 * step);
    run(desktop, 'xsetroot', '-solid', step % 2 === 0 ? '#884422' : '#228844');
  }
  await until('the last ground', async () => (await remotePixel(stage.page, 3, 797)) === '34,136,68');
  await untilExact(stage);
  await terminal.close();
  await untilExact(stage);
});

test('[CAPTURE-4] a change of the resolution in mid-session is followed, and clicks land right', async (stage) => {
  const { desktop, page } = stage;
  const output = /^(\S+) connected/m.exec(run(desktop, 'xrandr'))?.[1] ?? '';
  run(desktop, 'xrandr', '--newmode', 'small', ...'60 1024 1048 1184 1344 768 771 777 806'.split(' '));
  run(desktop, 'xrandr', '--addmode', output, 'small');
  run(desktop, 'xrandr', '--output', output, '--mode', 'small');
  await untilSize(page, 1024, 768);
  await untilExact(stage);
  run(desktop, 'xsetroot', '-solid', '#405060');
  await until('the new ground', async () => (await remotePixel(page, 3, 765)) === '64,80,96');
  await untilExact(stage);
  await clickLands(stage, { x: 31, y: 747 }, { x: 31, y: 747 });
  run(desktop, 'xrandr', '--output', output, '--mode', '1280x800');
  await untilSize(page, 1280, 800);
  await untilExact(stage);
  await clickLands(stage, { x: 33, y: 790 }, { x: 33, y: 790 });
});

test('[CONSOLE-9] all monitors or any one of them are shown, and clicks land in each at the right place', async (stage) => {
  const { desktop, page } = stage;
  const choice = page.getByLabel('Monitor');
  assert.equal(await choice.count(), 0, 'one monitor is no choice');
  const output = /^(\S+) connected/m.exec(run(desktop, 'xrandr'))?.[1] ?? '';
  // In this order the applet's window is on a monitor all the time; on none, it would go to another one.
  run(desktop, 'xrandr', '--setmonitor', 'right', '780/200x800/210+500+0', 'none');
  run(desktop, 'xrandr', '--setmonitor', 'left', '500/130x800/210+0+0', output);
  const listed = async (): Promise<string> =>
    (await choice.locator('option').allInnerTexts())
      .map((label) => label.replace(' (main)', ''))
      .sort()
      .join();
  await until('both monitors', async () => (await listed()) === 'All monitors,left,right');
  const near = openTerminal(desktop, 30, 6, ['cat'], { x: 20, y: 40 });
  const far = openTerminal(desktop, 30, 6, ['cat'], { x: 520, y: 40 });

  await choice.selectOption({ label: await labelOf(page, 'right') });
  await untilSize(page, 780, 800);
  await untilExact(stage, { x: 500, y: 0, width: 780, height: 800 });
  const inFar = far.cell(3, 2);
  desktop.xdo('windowfocus', '--sync', near.id);
  await clickLands(stage, { x: inFar.x - 500, y: inFar.y }, inFar);
  await until('the focus on the right', () => desktop.xdo('getwindowfocus') === far.id);

  await choice.selectOption({ label: await labelOf(page, 'left') });
  await untilSize(page, 500, 800);
  await untilExact(stage, { x: 0, y: 0, width: 500, height: 800 });
  await clickLands(stage, near.cell(4, 1), near.cell(4, 1));
  await until('the focus on the left', () => desktop.xdo('getwindowfocus') === near.id);

  await choice.selectOption({ label: 'All monitors' });
  await untilSize(page, 1280, 800);
  await untilExact(stage);
  await clickLands(stage, far.cell(5, 4), far.cell(5, 4));
  await until('the focus on the right', () => desktop.xdo('getwindowfocus') === far.id);

  await near.close();
  await far.close();
  await choice.selectOption({ label: await labelOf(page, 'right') });
  await untilSize(page, 780, 800);
  run(desktop, 'xrandr', '--delmonitor', 'left');
  run(desktop, 'xrandr', '--delmonitor', 'right');
  await untilSize(page, 1280, 800);
  await untilExact(stage);
});

test('[CONSOLE-5] a tab in the background costs no bandwidth, and is exact again in front', async (stage) => {
  const { desktop, page, profile } = stage;
  const ticks = join(desktop.home, 'ticks');
  const animation = `while :; do printf . >> ${ticks}; head -c 300 /dev/urandom | base64; sleep 0.03; done`;
  const terminal = openTerminal(desktop, 60, 20, ['sh', '-c', animation]);
  const duringAnimation = async (): Promise<number> => {
    const begun = readFileSync(ticks).length;
    const before = await relayedBytes(stage);
    await until('the animation to go on', () => readFileSync(ticks).length >= begun + 40);
    return (await relayedBytes(stage)) - before;
  };
  // What is left is a ping now and then and its answer, of some 20 bytes each.
  const quiet = 300;
  const visible = await duringAnimation();
  assert.ok(visible > 20 * quiet, `in front the animation is on the wire: ${visible} bytes`);
  const other = await profile.newPage();
  await other.bringToFront();
  await until('the tab to be hidden', () => page.evaluate(() => document.hidden));
  await until('silence', async () => (await duringAnimation()) < quiet);
  await terminal.close();
  const { differing } = await comparePictures(stage);
  await other.close();
  assert.notEqual(differing, 0, 'the picture stood still meanwhile');
  await page.bringToFront();
  await until('the tab to be visible', () => page.evaluate(() => !document.hidden));
  await untilExact(stage);
});

test('[CONSOLE-10] the pointer looks as it does over there', async (stage) => {
  const { desktop, page } = stage;
  const looks = new Set<string>();
  const ground = { x: 40, y: 780 };
  const text = openTerminal(desktop, 40, 8, ['cat']);
  const cross = openTerminal(desktop, 40, 8, ['cat'], { x: 0, y: 300, pointer: 'crosshair' });
  for (const place of [ground, text.cell(10, 4), cross.cell(10, 4), ground]) {
    await moveRemote(page, place.x, place.y);
    await until('the pointer there', () => pointerIs(desktop, place));
    await until('its look', async () => (await pointerHere(stage)) === pointerThere(desktop));
    looks.add(pointerThere(desktop));
  }
  assert.equal(looks.size, 3, 'arrow, text cursor and cross look different');
  await text.close();
  await cross.close();
});

test('[CONSOLE-12] back from the queue the picture is new and exact, by the same worker as before', async (stage) => {
  const { desktop, page } = stage;
  const workers = page.workers();
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  const row = page.getByTestId('queue-row');
  await row.waitFor();
  run(desktop, 'xsetroot', '-solid', '#335577');
  await row.click();
  await until('the new ground', async () => (await remotePixel(page, 3, 797)) === '51,85,119');
  await untilExact(stage);
  assert.deepEqual(page.workers(), workers);
});

test('[SCREEN-14] what the engine does is told when asked for, each kind with its frame, and not otherwise', async (stage) => {
  const { desktop, page } = stage;
  const details = page.getByTestId('screen-details');
  assert.equal(await details.count(), 0);
  await page.getByRole('button', { name: 'Connection details' }).click();
  const terminal = openTerminal(desktop, 60, 20, ['sh', '-c', 'while :; do date; sleep 0.1; done']);
  await details
    .getByText(/[1-9]\d* a second/)
    .first()
    .waitFor();
  for (const [kind, name] of [
    ['moved', 'Parts moved'],
    ['exact', 'Parts sent exactly'],
    ['near', 'Parts sent approximately'],
  ]) {
    const row = details.locator('div', { has: page.locator(`dt [data-kind="${kind}"]`) });
    assert.match(await row.innerText(), new RegExp(`^${name}\\s+\\d+ a second$`));
  }
  await terminal.close();
  await page.getByRole('button', { name: 'Connection details' }).click();
  await details.waitFor({ state: 'detached' });
});

test('[CONSOLE-9] a click lands on the pixel under the pointer, fitted and 1:1', async (stage) => {
  const { desktop, page } = stage;
  const size =
    page.viewportSize() ?? (await page.evaluate(() => ({ width: innerWidth, height: innerHeight })));
  await page.setViewportSize({ width: 1100, height: 700 });
  const scale = (): Promise<number> =>
    remoteScreen(page).evaluate((canvas) =>
      canvas instanceof HTMLCanvasElement ? canvas.getBoundingClientRect().width / canvas.width : 0,
    );
  await until('the picture to fit', async () => (await scale()) < 0.8);
  const fitted = await scale();
  // One pixel of the page covers several of the desktop.
  const near = Math.ceil(1 / fitted);
  for (const place of [
    { x: 12, y: 790 },
    { x: 303, y: 101 },
    { x: 1275, y: 5 },
  ]) {
    await clickLands(stage, place, place, near);
  }
  await page.getByText('1:1', { exact: true }).click();
  await until('a picture of the same size', async () => (await scale()) === 1);
  await clickLands(stage, { x: 303, y: 101 }, { x: 303, y: 101 });
  await remoteScreen(page).evaluate((canvas) => canvas.closest('[data-mode]')?.scrollTo(2000, 2000));
  await clickLands(stage, { x: 1270, y: 795 }, { x: 1270, y: 795 });
  await page.getByText('Fit', { exact: true }).click();
  await until('the picture to fit', async () => (await scale()) === fitted);
  await page.setViewportSize(size);
  await until('its own size', async () => (await scale()) === 1);
  await untilExact(stage);
  assert.equal(desktop.picture().width, 1280);
});

function run(desktop: Desktop, command: string, ...args: string[]): string {
  return execFileSync(command, args, { env: desktop.env, encoding: 'utf8' });
}

/** Waits until the picture has this size. */
async function untilSize(page: Page, width: number, height: number): Promise<void> {
  await until(`a picture of ${width}×${height}`, () =>
    remoteScreen(page).evaluate(
      (canvas, size) =>
        canvas instanceof HTMLCanvasElement && canvas.width === size.width && canvas.height === size.height,
      { width, height },
    ),
  );
}

/** Clicks on a pixel of the picture and waits until the customer's pointer is at this place of the desktop. */
async function clickLands(
  { page, desktop }: { page: Page; desktop: Desktop },
  pixel: { x: number; y: number },
  place: { x: number; y: number },
  tolerance = 0,
): Promise<void> {
  await clickRemote(page, pixel.x, pixel.y);
  await until(`the pointer at ${place.x},${place.y}`, () => pointerIs(desktop, place, tolerance));
}

function pointerIs(desktop: Desktop, place: { x: number; y: number }, tolerance = 0): boolean {
  const [, x, y] = /X=(\d+)\s+Y=(\d+)/.exec(desktop.xdo('getmouselocation', '--shell')) ?? [];
  return Math.abs(Number(x) - place.x) <= tolerance && Math.abs(Number(y) - place.y) <= tolerance;
}

async function labelOf(page: Page, monitor: string): Promise<string> {
  const labels = await page.getByLabel('Monitor').locator('option').allInnerTexts();
  return labels.find((label) => label.startsWith(monitor)) ?? monitor;
}
