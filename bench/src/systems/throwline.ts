import { freePort } from '@throwline/testbed/server.ts';
import packageFile from '../../../package.json' with { type: 'json' };
import type { BenchDesktop } from '../desktop/bench-desktop.ts';
import type { Link } from '../link/link.ts';
import type { RunningSystem, System } from './system.ts';
import { startThrowlineSession } from './throwline-session.ts';

/** The console's own parts beside and above the picture, in CSS pixels. */
const AROUND = { width: 360, height: 150 };

/** This very repository: its server, its packaged applet, its console. */
export const throwline: System = {
  name: 'throwline',
  version: () => packageFile.version,
  start: (desktop, link) => startThrowline(desktop, link),
};

/** @param trace folder for a trace of what happens inside; by default there is none */
export async function startThrowline(
  { desktop }: BenchDesktop,
  link: Link,
  trace?: string,
): Promise<RunningSystem> {
  const serverPort = await freePort();
  const viewerPort = await link.lead(serverPort);
  const session = await startThrowlineSession(desktop, {
    serverPort,
    viewer: `${link.host}:${viewerPort}`,
    ...(trace === undefined ? {} : { trace }),
  });
  const row = `[data-testid="queue-row"][data-session="${session.sessionId}"]`;
  return {
    viewerUrl: session.consoleUrl,
    viewport: { width: desktop.width + AROUND.width, height: desktop.height + AROUND.height },
    canvas: '[data-testid="remote-screen"]',
    async signIn(page) {
      await page.fill('input[type="email"]', session.account.email);
      await page.fill('input[type="password"]', session.account.password);
      await page.clickOn('button[type="submit"]');
      await page.fill('input[autocomplete="one-time-code"]', session.secondStep());
      await page.clickOn('button[type="submit"]');
      await page.until('the session', `document.querySelector('${row}')?.textContent.includes('Active')`);
    },
    // The customer has given permission already: opening the session begins the picture.
    connectButton: row,
    agentPids: [session.appletPid],
    serverPids: [session.serverPid],
    close: () => session.close(),
  };
}
