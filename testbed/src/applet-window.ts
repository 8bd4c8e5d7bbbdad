import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { z } from 'zod';
import type { Desktop } from './desktop.ts';
import type { Running } from './processes.ts';
import { PATIENCE, until } from './wait.ts';

/**
 * A folder for the front of the PATH whose `chromium` is the real one, told to open a debugging port: so that a test can
 * read what the applet's window shows. The product knows nothing of it.
 */
export function debuggableChromium(desktop: Desktop): string {
  const folder = join(desktop.home, 'bin');
  mkdirSync(folder, { recursive: true });
  const script = join(folder, 'chromium');
  writeFileSync(
    script,
    `#!/bin/sh
for argument; do case "$argument" in --user-data-dir=*) printf %s "\${argument#*=}" > "${desktop.home}/.engine" ;; esac; done
exec /usr/bin/chromium --remote-debugging-port=0 "$@"
`,
  );
  chmodSync(script, 0o755);
  return folder;
}

/** The applet's window, read through the debugging port and operated with the customer's real mouse and keyboard. */
export interface AppletWindow {
  readonly page: Page;
  /** Moves the real pointer to the middle of an element and presses the left button. */
  click(element: Locator): Promise<void>;
  /** Clicks into an element and types with the real keyboard. */
  type(element: Locator, text: string): Promise<void>;
  /** Answers the open question, once it takes answers. */
  answer(yes: boolean): Promise<void>;
  /** Opens the strip that the window is once something is granted. */
  open(): Promise<void>;
  /** The element's middle in desktop pixels. */
  locate(element: Locator): Promise<{ readonly x: number; readonly y: number }>;
  /** Lets go of the debugging port; the window stays. */
  detach(): Promise<void>;
}

/** A Yes that counts. */
const READY = '[data-testid="answer-yes"][aria-disabled="false"]';

/** Has every part of the question in view once, and waits until the applet takes a Yes. */
async function readQuestion(page: Page): Promise<void> {
  const marks = page.locator('[data-read-mark]');
  for (let index = await marks.count(); index > 0; index -= 1) {
    await marks.nth(index - 1).evaluate((mark) => {
      mark.scrollIntoView({ block: 'center' });
      return new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }
  await page.locator(READY).waitFor();
}

/** What a browser tells of its pages without being attached to. */
const targets = z.array(z.object({ url: z.string(), title: z.string() }));

/** Finds the window that the applet on this desktop has opened. @throws Error with its output when it has ended */
export async function attachWindow(desktop: Desktop, applet: Running): Promise<AppletWindow> {
  const engine = await until('the applet’s browser engine', () => {
    const { exitCode } = applet.child;
    if (exitCode !== null && exitCode !== 0) throw new Error(`the applet ended: ${applet.output()}`);
    const note = join(desktop.home, '.engine');
    return existsSync(note) && (readFileSync(note, 'utf8') || undefined);
  });
  const port = await until('its debugging port', () => {
    const file = join(engine, 'DevToolsActivePort');
    // There before it is written.
    return existsSync(file) && (readFileSync(file, 'utf8').split('\n')[0] || undefined);
  });
  const address = `http://127.0.0.1:${port}`;
  // Not before: a page that is on its way from the opener's file to the applet can be lost to whoever attaches just then.
  await until('the page to be loaded', async () => {
    const listed = targets.safeParse(await fetch(`${address}/json/list`).then((answer) => answer.json()));
    return listed.data?.some(
      ({ url, title }) => url.startsWith('http://127.0.0.1') && !title.includes('127.0.0.1'),
    );
  });
  const browser: Browser = await chromium.connectOverCDP(address);
  const page = await until('its page', () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((each) => each.url().startsWith('http://127.0.0.1')),
  );
  page.setDefaultTimeout(PATIENCE);
  const locate: AppletWindow['locate'] = async (element) => {
    await element.scrollIntoViewIfNeeded();
    const box = await element.boundingBox();
    if (box === null) throw new Error('the element is not shown');
    const origin = await page.evaluate(() => ({
      x: window.screenX + (window.outerWidth - window.innerWidth) / 2,
      y:
        window.screenY +
        (window.outerHeight - window.innerHeight) -
        (window.outerWidth - window.innerWidth) / 2,
    }));
    return {
      x: Math.round(origin.x + box.x + box.width / 2),
      y: Math.round(origin.y + box.y + box.height / 2),
    };
  };
  const click: AppletWindow['click'] = async (element) => {
    const { x, y } = await locate(element);
    desktop.click(x, y);
  };
  const open: AppletWindow['open'] = async () => {
    // The window is where it will be once its page has the size that goes with it.
    await page.waitForFunction(() => window.innerHeight <= 105);
    await click(page.getByTestId('strip-open'));
    await page.getByTestId('make-small').waitFor();
    await page.waitForFunction(() => window.innerHeight > 200);
  };
  return {
    page,
    locate,
    click,
    async type(element, text) {
      await click(element);
      desktop.xdo('type', '--delay', 20, text);
    },
    async answer(yes) {
      const button = page.getByTestId(yes ? 'answer-yes' : 'answer-no');
      await button.waitFor();
      if (yes) await readQuestion(page);
      // Clicks in the first half second are taken for clicks that were meant for something else.
      else await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
      // What gives the window the focus, or scrolls it, asks for one more moment and one more click.
      await until('the answer to be taken', async () => {
        if (yes && (await page.locator(READY).count()) === 0) return await button.isHidden();
        await click(button).catch(() => undefined);
        return button.waitFor({ state: 'hidden', timeout: 1_000 }).then(
          () => true,
          () => false,
        );
      });
      // Once something is granted the window is a strip; what follows needs all of it.
      if (await page.getByTestId('strip').isVisible()) await open();
    },
    open,
    detach: () => browser.close(),
  };
}
