import type { SessionSummary } from '@throwline/protocol';
import type { BrowserContext, Page } from 'playwright-core';
import { pasteLine, saveDownload } from './applet.ts';
import { type AppletWindow, attachWindow } from './applet-window.ts';
import { type OwnBrowser, openBrowser, openProfile, openTabbedBrowser } from './browsers.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { ApiTechnician, downloadApplet } from './installation.ts';
import { nodeProcess, type Running } from './processes.ts';
import { type ServerProcess, startServerProcess } from './server.ts';
import { ANNA, remotePixel, remoteScreen } from './technician-steps.ts';
import { until } from './wait.ts';

export interface StageOptions {
  /** Size of the customer's desktop in pixels; 1280×800 by default. */
  readonly desktop?: { readonly width: number; readonly height: number };
  /** Size of the technician's page in CSS pixels; by default large enough for the desktop at 1:1. */
  readonly page?: { readonly width: number; readonly height: number };
  /** Whether tabs of the technician's browser are hidden and lose the focus as they do for people; not by default. */
  readonly tabs?: boolean;
}

/** A live session on one machine: server, desktop, applet, and a technician's page that shows the screen with control. */
export interface Stage {
  readonly server: ServerProcess;
  readonly desktop: Desktop;
  readonly applet: Running;
  /** The technician's page, with the session open. */
  readonly page: Page;
  /** The technician's profile, signed in. */
  readonly profile: BrowserContext;
  readonly window: AppletWindow;
  readonly session: SessionSummary;
  readonly appletPid: number;
  readonly serverPort: number;
  /** Size of the downloaded applet in bytes. */
  readonly appletBytes: number;
  /** From pasting the line until the session waits, in milliseconds. */
  readonly runToWaiting: number;
  close(): Promise<void>;
}

/** The part of the page beside and above the screen, in CSS pixels: what a page needs to show a desktop at 1:1. */
const AROUND_THE_SCREEN = { width: 500, height: 200 };

/** Brings everything up, with sight and control granted. What has been started is ended again if that fails. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const act of closing.splice(0).reverse()) await act();
  };
  try {
    return await bringUp(options, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUp(
  { desktop: size = { width: 1280, height: 800 }, page: pageSize, tabs = false }: StageOptions,
  closing: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Stage> {
  const server = await startServerProcess({ THROWLINE_LOG_LEVEL: 'warn' });
  closing.push(() => server.close());
  const technician = await ApiTechnician.setUp(server, ANNA);
  const desktop = await startDesktop(size.width, size.height);
  closing.push(() => desktop.close());
  desktop.run('xsetroot', '-solid', '#204060');
  const { profile, close: closeBrowser } = await openTechnicianBrowser(
    tabs,
    pageSize ?? {
      width: size.width + AROUND_THE_SCREEN.width,
      height: size.height + AROUND_THE_SCREEN.height,
    },
  );
  closing.push(closeBrowser);
  await technician.signIn(profile);
  const page = await profile.newPage();

  const { session, code } = await technician.createSession();
  await page.goto(`${server.url}/console/sessions/${session.sessionId}`);
  const download = await downloadApplet(server, code);
  const file = saveDownload(desktop, download.name, download.bytes);
  const begun = performance.now();
  const applet = pasteLine(desktop, `sh "${file}"`);
  closing.push(() => applet.stop());
  await page.getByTestId('session-status').filter({ hasText: 'Waiting' }).first().waitFor();
  const runToWaiting = performance.now() - begun;
  const window = await attachWindow(desktop, applet);
  await page.getByRole('button', { name: 'Start session' }).first().click();
  await grantControl({ page, window });
  await until('the first picture', () => remotePixel(page, 5, size.height - 5));
  return {
    server,
    desktop,
    applet,
    page,
    profile,
    window,
    session,
    appletPid: nodeProcess(desktop.home),
    serverPort: Number(new URL(server.url).port),
    appletBytes: download.bytes.length,
    runToWaiting,
    close,
  };
}

async function openTechnicianBrowser(
  tabs: boolean,
  size: { width: number; height: number },
): Promise<OwnBrowser> {
  if (tabs) return openTabbedBrowser(size);
  const browser = await openBrowser();
  return { profile: await openProfile(browser, size), close: () => browser.close() };
}

/** The technician asks for control, the customer says Yes. Ends when the console says that it has control. */
export async function grantControl({ page, window }: Pick<Stage, 'page' | 'window'>): Promise<void> {
  await page.getByRole('button', { name: 'Ask to see and control' }).click();
  await window.answer(true);
  await remoteScreen(page).waitFor();
  await page.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor();
}
