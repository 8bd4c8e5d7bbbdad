import { join } from 'node:path';
import type { Download, Page } from 'playwright-core';
import { type AppletWindow, attachWindow } from './applet-window.ts';
import type { Desktop } from './desktop.ts';
import type { Running } from './processes.ts';

/** Types a code on the Support Connection page. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Enter your 6-digit code').fill(code);
}

export async function startDownload(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start Download' }).click();
}

/** Puts a downloaded file where the customer's browser would. Answers its path. */
export async function saveInDownloads(desktop: Desktop, file: Download): Promise<string> {
  const path = join(desktop.home, 'Downloads', file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

/** The line that the download page gives to paste into a terminal. */
export function lineToPaste(page: Page): Promise<string> {
  return page.locator('code').filter({ hasText: 'Support-Throwline' }).first().innerText();
}

/** The window that the applet opens on this desktop, once it waits for the technician. */
export async function waitingWindow(desktop: Desktop, applet: Running): Promise<AppletWindow> {
  const window = await attachWindow(desktop, applet);
  await window.page.getByTestId('view-waiting').waitFor();
  return window;
}

/** Writes into the chat of the applet's window, and waits until the technician reads it. */
export async function writeToTechnician(window: AppletWindow, technician: Page, text: string): Promise<void> {
  await window.type(window.page.getByTestId('chat-input'), `${text}\n`);
  await technician.getByTestId('chat-messages').getByText(text).waitFor();
}

/** Offers a file to the technician. */
export async function offerFile(window: AppletWindow, path: string): Promise<void> {
  await window.click(window.page.getByTestId('tab-files'));
  await window.page.getByTestId('file-input').setInputFiles(path);
}

/** Presses the large X: takes all permissions back. */
export async function takeEverythingBack(window: AppletWindow): Promise<void> {
  await window.click(window.page.getByTestId('revoke-all'));
  await window.page.getByTestId('nothing-granted').waitFor();
}

/** Presses the small X and says that it is meant: ends the session. */
export async function endSession(window: AppletWindow): Promise<void> {
  await window.click(window.page.getByTestId('end'));
  await window.click(window.page.getByTestId('end-confirm'));
}

/** Closes the window in which the session has ended, by its small X. */
export async function closeEndedWindow(window: AppletWindow): Promise<void> {
  await window.page.getByText('Everything has been removed').waitFor();
  await window.click(window.page.getByTestId('end'));
}
