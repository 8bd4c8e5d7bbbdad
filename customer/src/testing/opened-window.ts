import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type WindowUpdate, windowUpdate } from '@throwline/protocol';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { SCENES, type Scene } from '../dev/scenes.ts';
import { type ScriptedApplet, startScriptedApplet } from '../dev/scripted-applet.ts';

/** The customer's window in a browser, and the applet behind it. */
interface Opened {
  readonly page: Page;
  readonly applet: ScriptedApplet;
}

type PageOptions = Parameters<Browser['newPage']>[0] & { readonly clock?: 'stopped' };

/** Opens the window in a scene, and closes it after `act`. */
export type WithScene = (
  scene: Scene,
  options: PageOptions,
  act: (opened: Opened) => Promise<void>,
) => Promise<void>;

/** Builds the window and starts a browser before the tests of a file, and ends it after them. */
export function windowTests(): WithScene {
  let browser: Browser;
  before(async () => {
    const build = fileURLToPath(new URL('../../build.mjs', import.meta.url));
    await promisify(execFile)(process.execPath, [build]);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  after(() => browser.close());
  return async (scene, { clock, ...options }, act) => {
    const applet = await startScriptedApplet(SCENES[scene]());
    const page = await browser.newPage({ viewport: { width: 480, height: 640 }, ...options });
    try {
      if (clock === 'stopped') await page.clock.install();
      await page.goto(applet.url);
      await page.locator(shownBy(scene)).waitFor();
      if (clock === 'stopped') await page.clock.pauseAt(Date.now() + 10_000);
      await act({ page, applet });
    } finally {
      // Also where the browser has gone before.
      await page.close().finally(() => applet.stop());
    }
  };
}

function shownBy(scene: Scene): string {
  const marks: Record<Scene, string> = {
    opening: 'view-opening',
    lost: 'view-lost',
    connecting: 'view-connecting',
    'needs-code': 'view-needs-code',
    asking: 'view-asking',
    waiting: 'view-waiting',
    active: 'nothing-granted',
    granted: 'grant-control-input',
    question: 'prompt',
    strip: 'strip',
    'question-hidden': 'prompt',
    blocked: 'questions-blocked',
    mac: 'privacy-screen',
    'mac-control': 'open-control',
    reconnecting: 'reconnecting',
    silent: 'technician-silent',
    refused: 'view-refused',
    over: 'view-over',
    removed: 'view-over',
  };
  return `[data-testid="${marks[scene]}"]`;
}

/** Events of the log as the applet tells them. */
export const events = (...list: unknown[]): WindowUpdate =>
  windowUpdate.parse({ type: 'events', events: list });

/** Presses the button for larger text. */
export async function larger(page: Page, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await page.getByRole('button', { name: 'larger text' }).click();
}

/** Asserts that something is whole on the page as it stands, and answers where. */
export async function inSight(
  locator: Locator,
  page: Page,
): Promise<{ x: number; y: number; width: number }> {
  const box = await locator.boundingBox();
  const size = page.viewportSize();
  assert.ok(box !== null && size !== null);
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height);
  return box;
}
