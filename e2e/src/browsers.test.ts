import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pasteLine, saveDownload } from '@throwline/testbed/applet.ts';
import { authenticatorOf } from '@throwline/testbed/authenticator.ts';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { startDesktop } from '@throwline/testbed/desktop.ts';
import { type FirefoxTab, openFirefox } from '@throwline/testbed/firefox.ts';
import { ApiTechnician } from '@throwline/testbed/installation.ts';
import { countDiffering, type Region } from '@throwline/testbed/pixels.ts';
import { startServerProcess } from '@throwline/testbed/server.ts';
import { openStage, type Stage } from '@throwline/testbed/stage.ts';
import { ANNA } from '@throwline/testbed/technician-steps.ts';
import { openTerminal } from '@throwline/testbed/terminal.ts';
import { until } from '@throwline/testbed/wait.ts';
import { z } from 'zod';
import { keepImage, shoot } from './pictures.ts';

/*
 * Browsers other than the everyday one: the customer's with JavaScript off, and the technician's Firefox.
 */

test('[PAGE-1] [PAGE-3] [CODE-9] with JavaScript off a customer gets from the code to the running program', async (t) => {
  const server = await startServerProcess();
  t.after(() => server.close());
  const technician = await ApiTechnician.setUp(server, ANNA);
  const desktop = await startDesktop();
  t.after(() => desktop.close());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const page = await (await openProfile(browser, { javaScript: false })).newPage();

  const { session, code } = await technician.createSession();
  await page.goto(server.url);
  await page.getByLabel('Enter your 6-digit code').fill(code === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: 'Start Download' }).click();
  await page.getByText('This code does not work').waitFor();
  await page.getByLabel('Enter your 6-digit code').fill(code);
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Start Download' }).dblclick();
  const download = await started;
  // Whoever goes back and types the same code is where they were.
  const reached = page.url();
  await page.goto(server.url);
  await page.getByLabel('Enter your 6-digit code').fill(code);
  await page.getByRole('button', { name: 'Start Download' }).click();
  await page.locator('#status').waitFor();
  assert.equal(page.url(), reached);
  const file = saveDownload(desktop, download.suggestedFilename(), readFileSync(await download.path()));
  const line = await page
    .locator('code')
    .filter({ hasText: download.suggestedFilename() })
    .first()
    .innerText();

  const applet = pasteLine(desktop, line);
  t.after(() => applet.stop());
  // Nobody reloads the page by hand.
  await page.locator('#status', { hasText: 'The support program is running' }).waitFor();
  await shoot(page, 'support-without-javascript');
  await technician.command(session, { type: 'close' });
  await until('the downloaded file to be gone', () => !existsSync(file));
});

let stage: Stage;
let firefox: FirefoxTab;

before(async () => {
  stage = await openStage();
  firefox = await openFirefox({ width: 1780, height: 1000 });
});

after(async () => {
  await firefox?.close();
  await stage?.close();
});

test('[CONSOLE-11] in Firefox a technician signs in, sees the exact screen, clicks and types', async () => {
  const { server, desktop, session } = stage;
  try {
    await firefox.goto(`${server.url}/console/sessions/${session.sessionId}`);
    await focusOn('input[type=email]');
    await firefox.type(ANNA.email);
    await focusOn('input[type=password]');
    await firefox.type(ANNA.password);
    await firefox.press('Enter');
    await focusOn('input[autocomplete=one-time-code]');
    await firefox.type(authenticatorOf(ANNA.email, server.url).next().code);
    await firefox.press('Enter');

    const terminal = openTerminal(desktop, 60, 10, ['sh', '-c', 'cat > firefox']);
    const other = openTerminal(desktop, 30, 5, ['cat'], { x: 20, y: 400 });
    await until('the exact picture in Firefox', async () => {
      const shown = await pictureInFirefox();
      const real = desktop.picture();
      const whole = { x: 0, y: 0, width: real.width, height: real.height };
      return (
        shown !== undefined &&
        shown.width === real.width &&
        shown.height === real.height &&
        countDiffering(shown.data, real, whole, shown.hidden) === 0
      );
    });
    assert.equal(desktop.xdo('getwindowfocus'), other.id);
    const cell = terminal.cell(10, 4);
    const at = await placeInFirefox(cell.x, cell.y);
    await firefox.click(at.x, at.y);
    await until('the focus on the terminal', () => desktop.xdo('getwindowfocus') === terminal.id);
    await firefox.type('Grüße from Firefox, 10 €');
    await firefox.press('Enter');
    const written = await until(
      'the text',
      () => readFileSync(join(desktop.home, 'firefox'), 'utf8') || undefined,
    );
    assert.equal(written, 'Grüße from Firefox, 10 €\n');
  } finally {
    keepImage(await firefox.screenshot(), 'console-firefox');
  }
});

async function focusOn(selector: string): Promise<void> {
  await until(`${selector} in Firefox`, () =>
    firefox
      .run(
        `const e = document.querySelector('${selector}'); e?.focus(); return document.activeElement === e && e !== null;`,
      )
      .then((has) => has === true),
  );
}

const shownPicture = z
  .object({
    width: z.int(),
    height: z.int(),
    base64: z.string(),
    hidden: z.array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })),
  })
  .nullable();

/** The remote screen in Firefox as RGBA, and what is named hidden in it; `undefined` while there is none. */
async function pictureInFirefox(): Promise<
  | {
      readonly width: number;
      readonly height: number;
      readonly data: Buffer;
      readonly hidden: readonly Region[];
    }
  | undefined
> {
  const shown = shownPicture.parse(
    await firefox.run(`
      const canvas = document.querySelector('[data-testid="remote-screen"]');
      if (canvas === null || canvas.width < 400) return null;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      const url = await new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.readAsDataURL(new Blob([data]));
      });
      const picture = canvas.getBoundingClientRect();
      const scale = picture.width / canvas.width;
      const hidden = [...document.querySelectorAll('[data-testid="hidden-area"]')].map((element) => {
        const box = element.getBoundingClientRect();
        return {
          x: Math.round((box.left - picture.left) / scale),
          y: Math.round((box.top - picture.top) / scale),
          width: Math.round(box.width / scale),
          height: Math.round(box.height / scale),
        };
      });
      return { width: canvas.width, height: canvas.height, base64: url.slice(url.indexOf(',') + 1), hidden };`),
  );
  if (shown === null) return undefined;
  const { width, height, hidden, base64 } = shown;
  return { width, height, hidden, data: Buffer.from(base64, 'base64') };
}

async function placeInFirefox(x: number, y: number): Promise<{ x: number; y: number }> {
  return z.object({ x: z.number(), y: z.number() }).parse(
    await firefox.run(`
      const canvas = document.querySelector('[data-testid="remote-screen"]');
      const box = canvas.getBoundingClientRect();
      return {
        x: box.left + (${x} * box.width) / canvas.width,
        y: box.top + (${y} * box.height) / canvas.height,
      };`),
  );
}
