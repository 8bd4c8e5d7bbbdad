import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desktop, startDesktop } from './desktop.ts';
import type { Running } from './processes.ts';
import { startWine, type Wine, type WineProgram } from './wine.ts';

/** Size of the window that the applet shows in the browser, in pixels. */
const BROWSER = { width: 560, height: 800 };

/** A customer with Windows: Wine's desktop with Notepad open, and another screen with the browser that Wine hands addresses to. */
export interface WineCustomer {
  /** The Windows desktop: 1280×800 pixels. */
  readonly desktop: Desktop;
  /** The screen with the applet's window. */
  readonly browserDesktop: Desktop;
  readonly wine: Wine;
  /** Runs a downloaded file, with a double click's effect. */
  run(file: string): Running;
  close(): Promise<void>;
}

/**
 * Starts the customer's computer. Wine has no browser engine of its own: it calls `xdg-open`, and the one found first
 * is a Chromium that a test can read. It has a screen of its own, so that it never stands in front of what is captured.
 */
export async function startWineCustomer(): Promise<WineCustomer> {
  const desktop = await startDesktop();
  const browserDesktop = await startDesktop(BROWSER.width, BROWSER.height);
  const bin = join(desktop.home, 'bin');
  mkdirSync(bin, { recursive: true });
  const opener = join(bin, 'xdg-open');
  const profile = join(browserDesktop.home, 'browser');
  writeFileSync(
    opener,
    `#!/bin/sh
printf %s "${profile}" >"${browserDesktop.home}/.engine"
HOME="${browserDesktop.home}" DISPLAY=${browserDesktop.display} exec /usr/bin/chromium --no-sandbox --disable-gpu \
  --no-first-run --disable-background-networking --test-type --remote-debugging-port=0 --user-data-dir="${profile}" \
  --window-position=0,0 --window-size=${BROWSER.width},${BROWSER.height} --app="$1" >/dev/null 2>&1
`,
  );
  chmodSync(opener, 0o755);
  const env = { ...desktop.env, PATH: `${bin}:${process.env.PATH}` };
  const wine = await startWine({ ...desktop, env }, { oneDesktop: true });
  wine.start('notepad.exe');
  return {
    desktop,
    browserDesktop,
    wine,
    run: (file) => asRunning(wine.start(file)),
    async close() {
      await wine.close();
      await browserDesktop.close();
      await desktop.close();
    },
  };
}

function asRunning({ child, ended }: WineProgram): Running {
  return {
    child,
    output: () => '',
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
