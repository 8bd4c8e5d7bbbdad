import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pasteLine } from '@throwline/testbed/applet.ts';
import type { AppletWindow } from '@throwline/testbed/applet-window.ts';
import { downloadAfter, openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import {
  endSession,
  lineToPaste,
  offerFile,
  saveInDownloads,
  startDownload,
  takeEverythingBack,
  typeCode,
  waitingWindow,
  writeToTechnician,
} from '@throwline/testbed/customer-steps.ts';
import { type Desktop, startDesktop } from '@throwline/testbed/desktop.ts';
import { countDiffering } from '@throwline/testbed/pixels.ts';
import { processesMentioning, type Running } from '@throwline/testbed/processes.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { grantControl } from '@throwline/testbed/stage.ts';
import {
  acceptFile,
  clickRemote,
  newSession,
  remotePicture,
  remotePixel,
  remoteScreen,
  saveFile,
  sendChat,
  setUp,
  startSession,
  statusIs,
  writeToCustomer,
} from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, shoot } from './pictures.ts';
import { stepsInOrder } from './steps.ts';

/*
 * The main job, from a six-digit code to a helped customer, on real parts: Chromium for both people, an X server with a
 * window manager, the packaged applet as the page serves it. The tests build on one another and run in order.
 */

let server: ServerProcess;
let desktop: Desktop;
let browser: Browser;
let technician: Page;
let customer: Page;
let applet: Running;
let window: AppletWindow;
let code: string;
let downloaded: string;
let filesBefore: readonly string[];
/** Window id of the terminal on the customer's desktop. */
let terminal: string;

/** Every file and folder below the customer's home, in which the desktop keeps its temporary files too. */
const filesOfCustomer = (): string[] =>
  readdirSync(desktop.home, { recursive: true, encoding: 'utf8' }).sort();

const step = stepsInOrder(keepEvidence);

before(async () => {
  desktop = await startDesktop();
  desktop.run('xsetroot', '-solid', '#336699');
  server = await startServerProcess();
  browser = await openBrowser();
  technician = await (await openProfile(browser)).newPage();
  customer = await (await openProfile(browser, { width: 1024, height: 900 })).newPage();
});

after(async () => {
  await browser?.close();
  await applet?.stop();
  await desktop?.close();
  await server?.close();
});

step('[SIGNIN-1] the printed link makes the first administrator, once', async () => {
  await setUp(technician, server.setupUrl);
  await shoot(technician, 'console-empty');
  const again = await customer.goto(server.setupUrl);
  assert.equal(again?.status(), 404);
});

step('[CONSOLE-1] a new session gives a code of six digits', async () => {
  code = await newSession(technician, 'Mr Lindqvist');
  assert.match(code, /^\d{6}$/);
  await statusIs(technician, 'Code');
  await shoot(technician, 'console-code');
});

step('[CODE-4] a wrong code is refused in words and stays in the box', async () => {
  await customer.goto(server.url);
  await shoot(customer, 'support-connection');
  const wrong = code === '000000' ? '000001' : '000000';
  await typeCode(customer, wrong);
  await startDownload(customer);
  await customer.getByText('This code does not work').waitFor();
  assert.equal(await customer.getByLabel('Enter your 6-digit code').inputValue(), wrong);
});

step('[PAGE-1] [PAGE-2] the right code starts the download at once', async () => {
  await typeCode(customer, `${code.slice(0, 3)} ${code.slice(3)}`);
  const file = await downloadAfter(customer, () => startDownload(customer));
  downloaded = await saveInDownloads(desktop, file);
  assert.match(file.suggestedFilename(), /^Support-Throwline-[0-9a-z]{26}\.run$/);
  await shoot(customer, 'support-download');
  await statusIs(technician, 'Connecting');
});

step('[APPLET-1] [WINDOW-3] the pasted line runs it, and both sides see Waiting', async () => {
  const line = await lineToPaste(customer);
  filesBefore = filesOfCustomer().filter((file) => !file.startsWith('Downloads/'));
  applet = pasteLine(desktop, line);
  window = await waitingWindow(desktop, applet);
  await statusIs(technician, 'Waiting');
  await customer.locator('#status', { hasText: 'The support program is running' }).waitFor();
  await window.page.getByRole('button', { name: 'I did not ask for help' }).waitFor();
  await shoot(window.page, 'window-waiting');
  await shoot(technician, 'console-waiting');
});

step('[SESSION-7] the technician starts the session', async () => {
  await startSession(technician);
  await window.page.getByTestId('nothing-granted').waitFor();
});

step('[WINDOW-2] chat goes both ways', async () => {
  await writeToCustomer(technician, window, 'Hello, this is Anna. What can I do for you?');
  await writeToTechnician(window, technician, 'My printer is offline');
});

step('[CONSENT-1] before a Yes there is no picture', async () => {
  assert.equal(await remotePixel(technician, 5, 5), undefined);
});

step('[CONSENT-5] a No is a No, and it may be asked again', async () => {
  await technician.getByRole('button', { name: 'Ask to see the screen' }).click();
  const question = window.page.getByTestId('prompt');
  await question.getByRole('heading', { name: 'Let Anna Berg see this screen?' }).waitFor();
  await shoot(window.page, 'window-question');
  await window.answer(false);
  await technician.getByTestId('permission-refused').waitFor();
  assert.equal(await remotePixel(technician, 5, 5), undefined);
});

step('[CONSOLE-4] after a Yes the technician sees the screen, pixel by pixel', async () => {
  desktop.run('xterm', '-geometry', '60x12+20+30', '-e', 'cat > typed.txt');
  terminal = desktop.xdo('search', '--sync', '--onlyvisible', '--class', 'xterm');
  await technician.getByRole('button', { name: 'Ask to see the screen' }).click();
  await window.answer(true);
  await until(
    'a picture',
    async () => (await remotePixel(technician, 5, desktop.height - 5)) === '51,102,153',
  );
  await technician.getByTestId('control-state').filter({ hasText: 'View only' }).waitFor();
  await until('the same pixels', async () => (await differingBesideWindow()) === 0);
  await shoot(technician, 'console-screen');
});

step('[CONSENT-3] the window itself is not in the picture', async () => {
  const { x, y } = await window.locate(window.page.getByTestId('phase'));
  const [remote, real] = [await remotePicture(technician), desktop.picture()];
  const box = 30;
  const colours = (data: Buffer): number => {
    const seen = new Set<number>();
    for (let row = y - box; row < y + box; row++) {
      for (let column = x - box; column < x + box; column++)
        seen.add(data.readUInt32BE((row * desktop.width + column) * 4));
    }
    return seen.size;
  };
  assert.ok(colours(real.data) > 1, 'the window has several colours on the real screen');
  assert.equal(colours(remote.data), 1, 'in the technician’s picture its place is plain');
});

step('[CONSENT-1] seeing does not include typing', async () => {
  await clickRemote(technician, 200, 150);
  // Had it been typed, it would stand before the text of the next step, which is compared whole.
  await technician.keyboard.type('not allowed');
  await technician.keyboard.press('Enter');
  await technician.getByTestId('control-state').filter({ hasText: 'View only' }).waitFor();
});

step('[INPUT-2] control is granted: text of any alphabet arrives as it was typed', async () => {
  await grantControl({ page: technician, window });
  await clickRemote(technician, 200, 150);
  await until('focus on the terminal', () => desktop.xdo('getwindowfocus') === terminal);
  await technician.keyboard.type('Grüße, ça va? 10 €');
  await technician.keyboard.press('Enter');
  const text = await until(
    'the text',
    () => readFileSync(join(desktop.home, 'typed.txt'), 'utf8') || undefined,
  );
  assert.equal(text, 'Grüße, ça va? 10 €\n');
  await shoot(technician, 'console-session');
  keepPicture(desktop.picture(), 'customer-desktop');
});

step('[FILE-1] a file offered by the customer is accepted, received and whole', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
  const path = join(desktop.home, 'printer log.bin');
  writeFileSync(path, content);
  await offerFile(window, path);
  await acceptFile(technician, 'printer log.bin');
  const received = await saveFile(technician, 'printer log.bin');
  assert.deepEqual(readFileSync(await received.path()), content);
  await window.page.getByText('Received by the technician').waitFor();
});

step('[FILE-2] [FILE-3] an empty file with a hostile name arrives empty, under a harmless name', async () => {
  const path = join(desktop.home, '.‮fdp.CON:|x');
  writeFileSync(path, '');
  await offerFile(window, path);
  await technician.getByRole('button', { name: /^Accept .*x$/ }).click();
  const file = await downloadAfter(technician, () => technician.getByLabel(/^Save .*x$/).click());
  assert.equal(file.suggestedFilename(), 'fdp.CON__x');
  assert.equal(readFileSync(await file.path()).length, 0);
});

step('[SESSION-10] the server is killed and comes back: same session, log and chat whole', async () => {
  await server.kill();
  await window.page.getByTestId('reconnecting').waitFor();
  await server.restart();
  await window.page.getByTestId('reconnecting').waitFor({ state: 'hidden' });
  await statusIs(technician, 'Active');
  await technician.getByRole('tab', { name: 'Chat' }).click();
  await technician.getByTestId('chat-messages').getByText('My printer is offline').waitFor();
  await sendChat(technician, 'I am back.');
  await window.click(window.page.getByTestId('tab-chat'));
  await window.page.getByTestId('chat-messages').getByText('I am back.').waitFor();
  desktop.run('xsetroot', '-solid', '#993366');
  await until(
    'a live picture',
    async () => (await remotePixel(technician, 5, desktop.height - 5)) === '153,51,102',
  );
});

step('[CONSENT-10] the large X takes everything back at once', async () => {
  await takeEverythingBack(window);
  await technician.getByRole('button', { name: 'Ask to see the screen' }).waitFor();
  desktop.run('xsetroot', '-solid', '#112233');
  await until('the picture to be gone', async () => {
    const pixel = await remotePixel(technician, 5, desktop.height - 5);
    return pixel !== '17,34,51' && !(await remoteScreen(technician).isVisible());
  });
});

step('[CONSOLE-3] the technician’s log tells all of it', async () => {
  await technician.getByRole('tab', { name: 'Log' }).click();
  const log = technician.getByTestId('session-log');
  for (const line of [
    'The customer typed the code.',
    'Anna Berg started the session.',
    'The customer answered No.',
    'The customer answered Yes: see the screen, control mouse and keyboard.',
    'Anna Berg received the file “printer log.bin”.',
    'The customer took back permission: see the screen, control mouse and keyboard.',
  ]) {
    await log.getByText(line).first().waitFor();
  }
});

step('[APPLET-3] the small X ends the session, and nothing is left', async () => {
  await window.click(window.page.getByTestId('tab-log'));
  await window.page.getByTestId('session-log').getByText('You took back permission').waitFor();
  await shoot(window.page, 'window-log');
  await endSession(window);
  await statusIs(technician, 'Closed');
  await shoot(technician, 'console-closed');
  await window.page.getByText('Everything has been removed').waitFor();
  assert.equal(existsSync(downloaded), false);
});

step(
  '[WINDOW-7] [APPLET-18] the window stays, with nothing of the program behind it, until it is closed',
  async () => {
    const runtime = /\/runtime\/node /;
    await until('the program to be gone', () =>
      processesMentioning(desktop.home).every((line) => !runtime.test(line)),
    );
    assert.equal(applet.child.exitCode, null);
    await shoot(window.page, 'window-removed');
    await window.click(window.page.getByTestId('end'));
    await until('the applet to end', () => applet.child.exitCode !== null);
    // Names of programs, not any part of a command line: a browser's holds all kinds of words.
    const own = /^\d+ (\S*\/)?(xterm|cat|openbox|xsetroot|(ba|da)?sh -c cat)\b/;
    await until('the processes to be gone', () =>
      processesMentioning(desktop.home).every((line) => own.test(line)),
    );
    // What the test itself has put there: the browser's front, its note, the terminal's file, the files to send.
    const ownFiles = /^(bin(\/chromium)?|\.engine|typed\.txt|printer log\.bin|.*:\|x)$/;
    assert.deepEqual(
      filesOfCustomer().filter((file) => !filesBefore.includes(file) && !ownFiles.test(file)),
      [],
      'nothing is left in the home folder, the downloads, and the folders for temporary files',
    );
  },
);

/** What both people saw when a step failed. */
async function keepEvidence(): Promise<void> {
  await shoot(technician, 'failed-technician');
  keepPicture(desktop.picture(), 'failed-desktop');
}

/** Pixels to the left of the applet's window that the technician does not see as they are. */
async function differingBesideWindow(): Promise<number> {
  const remote = await remotePicture(technician);
  const left = await window.page.evaluate(() => globalThis.screenX);
  const { width, height } = desktop;
  const windowAndRight = { x: left - 20, y: 0, width, height };
  return countDiffering(remote.data, desktop.picture(), { x: 0, y: 0, width, height }, [windowAndRight]);
}
