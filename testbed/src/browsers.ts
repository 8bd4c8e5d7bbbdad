import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Download, type Page } from 'playwright-core';
import { printed, start } from './processes.ts';
import { PATIENCE } from './wait.ts';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Height of tabs and tool bars of a window, in pixels. */
const WINDOW_FRAME = 143;

/** A headless Chromium as a technician or customer uses it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_FLAGS });
}

/** A fresh profile in which the installation's self-signed certificate has been accepted. */
export async function openProfile(
  browser: Browser,
  options: {
    readonly width?: number;
    readonly height?: number;
    readonly javaScript?: boolean;
    /** What it says it is, in place of what it is. */
    readonly userAgent?: string;
  } = {},
): Promise<BrowserContext> {
  const { width = 1440, height = 900, javaScript = true, userAgent } = options;
  const profile = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    acceptDownloads: true,
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  profile.setDefaultTimeout(PATIENCE);
  return profile;
}

/** Does what makes a page download something. */
export async function downloadAfter(page: Page, act: () => Promise<unknown>): Promise<Download> {
  const started = page.waitForEvent('download');
  await act();
  return started;
}

/** A browser with one profile, and the way to end it. */
export interface OwnBrowser {
  readonly profile: BrowserContext;
  close(): Promise<void>;
}

/**
 * A headless Chromium with tabs and focus as people have them. Playwright keeps the pages of its own browsers visible and
 * focused whatever is in front of them; here a tab in the background is hidden.
 * @param size of a page in CSS pixels
 */
export async function openTabbedBrowser(size: { width: number; height: number }): Promise<OwnBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'technician-'));
  const chrome = start(
    '/usr/bin/chromium',
    [
      ...CHROMIUM_FLAGS,
      '--headless=new',
      '--ignore-certificate-errors',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      `--window-size=${size.width},${size.height + WINDOW_FRAME}`,
      'about:blank',
    ],
    { env: { ...process.env, HOME: folder } },
  );
  const [, address = ''] = await printed(chrome, /DevTools listening on (\S+)/);
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const profile = browser.contexts()[0];
  if (profile === undefined) throw new Error('the browser has no profile');
  profile.setDefaultTimeout(PATIENCE);
  return {
    profile,
    async close() {
      await browser.close();
      await chrome.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
