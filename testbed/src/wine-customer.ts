import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desktop, startDesktop } from './desktop.ts';
import type { Running } from './processes.ts';
import { until } from './wait.ts';
import { startWine, type Wine, type WineProgram } from './wine.ts';

/** Size of the Windows desktop in pixels; the customer's browser stands beside it. */
const WINDOWS = { width: 1280, height: 800 };
const BROWSER = { width: 520, height: 780 };

/** A customer with Windows: Wine's desktop with Notepad open, and beside it the browser that Wine hands addresses to. */
export interface WineCustomer {
  readonly desktop: Desktop;
  readonly wine: Wine;
  /** Size of what the technician sees. */
  readonly width: number;
  readonly height: number;
  /** Runs a downloaded file with a double click's effect. */
  run(file: string): Running;
  close(): Promise<void>;
}

/**
 * Starts the customer's computer. Wine has no browser engine of its own: it calls `xdg-open`, and the one found first
 * is a Chromium that a test can read.
 */
export async function startWineCustomer(): Promise<WineCustomer> {
  const desktop = await startDesktop(WINDOWS.width + BROWSER.width, WINDOWS.height);
  const bin = join(desktop.home, 'bin');
  mkdirSync(bin, { recursive: true });
  const opener = join(bin, 'xdg-open');
  writeFileSync(
    opener,
    `#!/bin/sh
printf %s "${desktop.home}/browser" >"${desktop.home}/.engine"
exec /usr/bin/chromium --no-sandbox --disable-gpu --no-first-run --disable-background-networking \\
  --remote-debugging-port=0 --user-data-dir="${desktop.home}/browser" --test-type \\
  --window-position=${WINDOWS.width},0 --window-size=${BROWSER.width},${BROWSER.height} --app="$1" >/dev/null 2>&1
`,
  );
  chmodSync(opener, 0o755);
  const PATH = `${bin}:${process.env.PATH}`;
  const wine = await startWine({ ...desktop, env: { ...desktop.env, PATH } }, { oneDesktop: WINDOWS });
  // The desktop is shown with its first window; the window manager would put it in the middle, below the browser.
  wine.start('notepad.exe');
  const frame = await until('the Windows desktop', () => {
    try {
      return desktop.xdo('search', '--onlyvisible', '--name', 'Wine Desktop').split('\n')[0];
    } catch {
      return undefined;
    }
  });
  desktop.xdo('windowmove', frame, 0, 0);
  return {
    desktop,
    wine,
    ...WINDOWS,
    run: (file) => asRunning(wine.start(file)),
    async close() {
      await wine.close();
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
