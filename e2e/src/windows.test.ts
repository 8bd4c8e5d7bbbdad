import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type AppletWindow, attachWindow } from '@throwline/testbed/applet-window.ts';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { processesMentioning, type Running } from '@throwline/testbed/processes.ts';
import { startProxy, type TestProxy } from '@throwline/testbed/proxy.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { makeSigner, type Signer, verifySignature } from '@throwline/testbed/signer.ts';
import {
  clickRemote,
  newSession,
  remotePicture,
  remotePixel,
  remoteScreen,
  setUp,
  statusIs,
} from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { GuestWindow } from '@throwline/testbed/wine.ts';
import { startWineCustomer, type WineCustomer } from '@throwline/testbed/wine-customer.ts';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, shoot } from './pictures.ts';
import { stepsInOrder } from './steps.ts';

/*
 * The main job for a customer with Windows: the very file that the page serves to a Windows browser, run in 64-bit Wine,
 * in session with a real console. The tests build on one another and run in order.
 */

const CHROME_ON_WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Where Windows keeps what is set for proxies. */
const INTERNET_SETTINGS = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

let signing: string;
let signer: Signer;
let proxy: TestProxy;
let server: ServerProcess;
let customer: WineCustomer;
let browser: Browser;
let technician: Page;
let page: Page;
let applet: Running;
let window: AppletWindow;
let code: string;
let downloaded: string;

const step = stepsInOrder(keepEvidence);

before(async () => {
  signing = mkdtempSync(join(tmpdir(), 'signing-'));
  signer = makeSigner(signing);
  proxy = await startProxy();
  server = await startServerProcess({
    THROWLINE_SYSTEMS: 'windows',
    THROWLINE_BRAND: 'Nordlicht',
    THROWLINE_SIGN_WINDOWS: signer.command.map((word) => `"${word}"`).join(' '),
  });
  customer = await startWineCustomer();
  browser = await openBrowser();
  technician = await (await openProfile(browser, { width: 1800, height: 1000 })).newPage();
  const profile = await browser.newContext({
    ignoreHTTPSErrors: true,
    acceptDownloads: true,
    userAgent: CHROME_ON_WINDOWS,
    viewport: { width: 1024, height: 900 },
  });
  page = await profile.newPage();
});

after(async () => {
  await browser?.close();
  await customer?.close();
  await server?.close();
  await proxy?.close();
  rmSync(signing, { recursive: true, force: true });
});

step(
  '[PAGE-9] [PACKAGE-1] [PACKAGE-4] a browser on Windows is served the signed program for Windows, with its steps',
  async () => {
    await setUp(technician, server.setupUrl);
    code = await newSession(technician, 'Mr Lindqvist');
    await page.goto(server.url);
    await page.getByLabel('Enter your 6-digit code').fill(code);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Start Download' }).click();
    const file = await download;
    assert.match(file.suggestedFilename(), /^Support-Nordlicht-[0-9a-z]{26}\.exe$/);
    downloaded = join(customer.desktop.home, 'Downloads', file.suggestedFilename());
    await file.saveAs(downloaded);
    assert.equal(
      statSync(downloaded).size,
      statSync(join(server.dataFolder, 'applets/windows-x64.exe')).size,
    );
    assert.match(verifySignature(downloaded, signer), /Number of verified signatures: 1/);
    await page.getByText('These are the steps for Chrome on Windows').waitFor();
    await shoot(page, 'windows-download');
    await statusIs(technician, 'Connecting');
  },
);

step('[PAGE-3] [SESSION-2] [APPLET-12] it is run behind a proxy, and both sides see Waiting', async () => {
  await setProxy({
    ProxyEnable: 1,
    ProxyServer: `127.0.0.1:${proxy.port}`,
    // Loopback would be excepted.
    ProxyOverride: '<-loopback>',
  });
  applet = customer.run(downloaded);
  window = await attachWindow(customer.browserDesktop, applet);
  await window.page.getByTestId('view-waiting').waitFor();
  await statusIs(technician, 'Waiting');
  await page.locator('#status', { hasText: 'The support program is running' }).waitFor();
  await shoot(window.page, 'windows-waiting');
});

step('[SESSION-7] the technician starts the session', async () => {
  await technician.getByRole('button', { name: 'Start session' }).first().click();
  await statusIs(technician, 'Active');
  await window.page.getByTestId('nothing-granted').waitFor();
  // Events, and peers.
  await until('two tunnels', () => proxy.asked.length >= 2);
  assert.ok(proxy.asked.every((target) => target === new URL(server.url).host));
});

step('[WINDOW-2] chat goes both ways', async () => {
  await technician.getByLabel('Message to the customer').fill('Hello, this is Anna.');
  await technician.keyboard.press('Enter');
  await window.page.getByTestId('chat-messages').getByText('this is Anna').waitFor();
  await window.type(window.page.getByTestId('chat-input'), 'My printer is offline\n');
  await technician.getByTestId('chat-messages').getByText('My printer is offline').waitFor();
});

step(
  '[CONSENT-1] [CAPTURE-1] after the customer’s Yes, and not before, the technician sees a Windows program',
  async () => {
    assert.equal(await remotePixel(technician, 5, 5), undefined);
    await technician.getByRole('button', { name: 'Ask to see and control' }).click();
    await window.page.getByTestId('prompt').getByText('Anna Berg from Nordlicht Helpdesk asks.').waitFor();
    await window.answer(true);
    await technician.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor();
    const { x, y } = await notepadText();
    await until(
      'the white of its text field',
      async () => (await remotePixel(technician, x, y)) === '255,255,255',
    );
    await until('the same pixels as on the screen', async () => {
      const real = customer.desktop.picture();
      const at = (y * real.width + x) * 4;
      const [r, g, b] = real.data.subarray(at, at + 3);
      return (await remotePixel(technician, x, y)) === `${r},${g},${b}`;
    });
  },
);

step(
  '[INPUT-2] [INPUT-7] [SCREEN-1] clicks and text of any alphabet arrive in it, and the picture is exact',
  async () => {
    const { x, y } = await notepadText();
    await clickRemote(technician, x, y);
    await technician.keyboard.type('Grüße, ça va? 10 €');
    await until('the text', async () => (await notepad()).children[0]?.text === 'Grüße, ça va? 10 €');
    await until('its letters in the picture', async () => {
      const { width, data } = await remotePicture(technician);
      let dark = 0;
      for (let row = y - 100; row < y - 80; row++)
        for (let column = x - 195; column < x; column++)
          if ((data[(row * width + column) * 4] ?? 255) < 128) dark++;
      return dark > 60;
    });
    await until('every pixel of the Windows desktop', async () => {
      const seen = await remotePicture(technician);
      const real = customer.desktop.picture();
      return seen.width === real.width && Buffer.from(seen.data).equals(opaque(real.data));
    });
    await shoot(technician, 'windows-session');
    keepPicture(customer.desktop.picture(), 'windows-desktop');
  },
);

step(
  '[APPLET-4] the computer sleeps, loses the network and wakes: the session goes on by itself',
  async () => {
    const program = processesMentioning(customer.desktop.home).find((line) => line.includes('main.mjs'));
    const pid = Number(program?.split(' ')[0]);
    process.kill(pid, 'SIGSTOP');
    proxy.cut();
    const away = technician.getByText('The customer’s program has been offline');
    await away.waitFor();
    process.kill(pid, 'SIGCONT');
    await away.waitFor({ state: 'hidden' });
    await technician.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor();
    const { x, y } = await notepadText();
    await clickRemote(technician, x, y);
    await technician.keyboard.type('!');
    await until('what was typed', async () => (await notepad()).children[0]?.text.includes('!'));
  },
);

step('[FILE-1] a file offered by the customer is accepted, received and whole', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251));
  const path = join(customer.desktop.home, 'printer log.bin');
  writeFileSync(path, content);
  await window.click(window.page.getByTestId('tab-files'));
  await window.page.getByTestId('file-input').setInputFiles(path);
  await technician.getByRole('tab', { name: /Files/ }).click();
  await technician.getByRole('button', { name: 'Accept printer log.bin' }).click();
  const save = technician.getByLabel('Save printer log.bin');
  await save.waitFor();
  const download = technician.waitForEvent('download');
  await save.click();
  assert.deepEqual(readFileSync(await (await download).path()), content);
});

step('[CONSENT-10] [WINDOW-1] the large X takes everything back at once', async () => {
  await window.click(window.page.getByTestId('revoke-all'));
  await window.page.getByTestId('nothing-granted').waitFor();
  await technician.getByRole('button', { name: 'Ask to see the screen' }).waitFor();
  await until('the picture to be gone', async () => !(await remoteScreen(technician).isVisible()));
});

step('[APPLET-3] [PACKAGE-5] the small X ends the session, and nothing is left', async () => {
  await window.click(window.page.getByTestId('end'));
  await window.click(window.page.getByTestId('end-confirm'));
  await statusIs(technician, 'Closed');
  await until('the program to end', () => applet.child.exitCode !== null);
  await until('the downloaded file to be removed', () => !existsSync(downloaded));
  assert.deepEqual(readdirSync(customer.wine.temporary), []);
  // The browser that showed the window is the customer's own and stays; its command line names the folder.
  await until(
    'its processes to be gone',
    () =>
      !processesMentioning(customer.desktop.home).some((line) =>
        /main\.mjs|Support-.*\.exe|cmd\.exe/.test(line),
      ),
  );
});

step(
  '[APPLET-6] [APPLET-12] a renamed file, where a script names the proxy, asks for the code, and gets into the session with it',
  async () => {
    const before = proxy.asked.length;
    await setProxy({ ProxyEnable: 0, AutoConfigURL: `http://127.0.0.1:${proxy.port}/proxy.pac` });
    await technician.getByRole('link', { name: 'Sessions', exact: true }).click();
    code = await newSession(technician, 'Mr Lindqvist again');
    downloaded = join(customer.desktop.home, 'Downloads', 'help.exe');
    copyFileSync(join(server.dataFolder, 'applets/windows-x64.exe'), downloaded);
    await closeBrowser();
    applet = customer.run(downloaded);
    window = await attachWindow(customer.browserDesktop, applet);
    await window.page.getByTestId('view-needs-code').waitFor();
    await window.type(window.page.getByLabel('Enter your 6-digit code'), `${code}\n`);
    await window.page.getByTestId('view-waiting').waitFor();
    await statusIs(technician, 'Waiting');
    // The code, and events.
    assert.ok(proxy.asked.length >= before + 2);
  },
);

step('[PACKAGE-5] when the downloaded program is killed the session ends, and nothing is left', async () => {
  applet.child.kill('SIGKILL');
  await statusIs(technician, 'Closed');
  await until('the downloaded file to be removed', () => !existsSync(downloaded));
  await until('the temporary files to be removed', () => readdirSync(customer.wine.temporary).length === 0);
});

/** The customer closes the browser with the window of the session before. */
async function closeBrowser(): Promise<void> {
  await window.page.close();
  const { home } = customer.browserDesktop;
  const profile = join(home, 'browser');
  await until('the browser to be closed', () => processesMentioning(profile).length === 0);
  for (const note of [join(profile, 'DevToolsActivePort'), join(home, '.engine')])
    rmSync(note, { force: true });
}

async function setProxy(values: Record<string, string | number>): Promise<void> {
  for (const [name, value] of Object.entries(values))
    await customer.wine.setRegistry(INTERNET_SETTINGS, name, value);
}

/** The same picture with every pixel opaque, as a canvas holds it. */
function opaque(rgba: Uint8Array): Buffer {
  const copy = Buffer.from(rgba);
  for (let at = 3; at < copy.length; at += 4) copy[at] = 255;
  return copy;
}

async function notepad(): Promise<GuestWindow> {
  return until('Notepad', async () =>
    (await customer.wine.windows()).find((each) => each.class === 'Notepad'),
  );
}

/** A place in the text field of Notepad, in pixels of the Windows desktop. */
async function notepadText(): Promise<{ x: number; y: number }> {
  const { children } = await notepad();
  const box = children.find((child) => child.class === 'Edit')?.box;
  if (box === undefined) throw new Error('Notepad has no text field');
  return { x: box.left + 200, y: box.top + 100 };
}

async function keepEvidence(): Promise<void> {
  await shoot(technician, 'failed-windows-technician');
  keepPicture(customer.desktop.picture(), 'failed-windows-desktop');
}
