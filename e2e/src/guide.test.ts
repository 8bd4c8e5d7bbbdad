import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { AppletWindow } from '@throwline/testbed/applet-window.ts';
import { downloadAfter, openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import {
  offerFile,
  saveInDownloads,
  startDownload,
  takeEverythingBack,
  typeCode,
  waitingWindow,
  writeToTechnician,
} from '@throwline/testbed/customer-steps.ts';
import { sendInvitation, writeInvitation } from '@throwline/testbed/invitation-steps.ts';
import { type MailServer, startMailServer, unprotectedMail } from '@throwline/testbed/mail-server.ts';
import type { Running } from '@throwline/testbed/processes.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import {
  acceptFile,
  goToSessions,
  newSession,
  openSession,
  remoteScreen,
  saveFile,
  setUp,
  startSession,
  statusIs,
  writeToCustomer,
} from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import { startWineCustomer, type WineCustomer } from '@throwline/testbed/wine-customer.ts';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, shoot, shootWhole } from './pictures.ts';
import { stepsInOrder } from './steps.ts';

/*
 * The guide for customers, in each of its three parts and sentence by sentence: the page as it is for that browser, the
 * program for Windows, run in Wine, and everything that the guide says can be done in a session. The pictures of
 * docs/JOURNEYS.md are taken here. The steps of a part build on one another.
 */

const IE = 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const CUSTOMER = 'carla.lindqvist@example.net';

/** A part of the guide. */
interface Part {
  /** Begins the names of its pictures. */
  readonly name: string;
  readonly title: string;
  readonly userAgent: string;
  readonly arrival: 'code' | 'email';
  /** What the page says of the way from the download to the running program, in this order. */
  readonly steps: readonly string[];
}

const PARTS: readonly Part[] = [
  {
    name: 'guide-ie',
    title: 'Windows + Internet Explorer',
    userAgent: IE,
    arrival: 'code',
    steps: ['Click Run to download it.', 'Click Run to execute the support program.'],
  },
  {
    name: 'guide-firefox',
    title: 'Windows + Firefox',
    userAgent: FIREFOX,
    arrival: 'code',
    steps: [
      'Click Save File to download it.',
      'In the Downloads box, double-click',
      'Click OK if prompted to Open Executable File.',
      'Do you want to run this file? Click Run to execute the support program.',
    ],
  },
  {
    name: 'guide-email',
    title: 'an email session on a Windows PC',
    userAgent: FIREFOX,
    arrival: 'email',
    steps: ['Tip: in Mozilla Firefox, press Ctrl + J to open the Downloads Library'],
  },
];

let server: ServerProcess;
let mail: MailServer;
let browser: Browser;
let technician: Page;

before(async () => {
  mail = await startMailServer({ security: 'none' });
  server = await startServerProcess({ THROWLINE_SYSTEMS: 'windows', ...unprotectedMail(mail) });
  browser = await openBrowser();
  technician = await (await openProfile(browser, { width: 1280, height: 800 })).newPage();
  await setUp(technician, server.setupUrl);
});

after(async () => {
  await browser?.close();
  await server?.close();
  await mail?.close();
});

for (const part of PARTS) describe(part.title, () => walk(part));

function walk({ name, userAgent, arrival, steps }: Part): void {
  let customer: WineCustomer;
  let page: Page;
  let applet: Running;
  let window: AppletWindow;
  let downloaded: string;
  const step = stepsInOrder(keepEvidence);

  before(async () => {
    customer = await startWineCustomer();
    const size = { width: 860, height: 860 };
    page = await (await openProfile(browser, { ...size, userAgent })).newPage();
  });
  after(async () => {
    await page?.context().close();
    await customer?.close();
  });

  if (arrival === 'code') {
    step(
      '[PAGE-1] the Support Connection page has a box for the code that the technician tells',
      async () => {
        const code = await sessionWithCode(`${name}-technician-code`);
        await page.goto(server.url);
        await page.getByRole('heading', { name: 'Support Connection' }).waitFor();
        await shoot(page, `${name}-address`);
        await typeCode(page, code);
        await shoot(page, `${name}-code`);
      },
    );
    step(
      '[PAGE-2] [PAGE-9] Start Download: the download begins, with the steps of this browser',
      async () => {
        downloaded = await programAfter(() => startDownload(page));
        await page.getByText('The support program has been sent to this computer').waitFor();
      },
    );
  } else {
    step('[MAIL-1] [INVITATION-1] the link of the email opens the Applet Download page', async () => {
      const link = await emailedLink();
      downloaded = await programAfter(() => page.goto(link));
      await page.getByRole('heading', { name: 'Applet Download' }).waitFor();
    });
  }

  step('[PAGE-9] the page says what the guide says, in its order', async () => {
    const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
    const places = steps.map((said) => text.indexOf(said));
    assert.ok(!places.includes(-1), `${JSON.stringify(steps)} in ${text}`);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    await shootWhole(page, `${name}-steps`);
  });

  step('[PAGE-3] [SESSION-2] the program runs, and waits for the technician', async () => {
    applet = customer.run(downloaded);
    window = await waitingWindow(customer.browserDesktop, applet);
    await page.locator('#status', { hasText: 'The support program is running' }).waitFor();
    await statusIs(technician, 'Waiting');
    await shootWindow(`${name}-waiting`);
    await startSession(technician);
    await window.page.getByTestId('nothing-granted').waitFor();
  });

  step('[CONSENT-5] a question: Yes grants, No denies', async () => {
    await technician.getByRole('button', { name: 'Ask to see the screen' }).click();
    await window.answer(false);
    await technician.getByTestId('permission-refused').waitFor();
    await technician.getByRole('button', { name: 'Ask to see and control' }).click();
    await window.page.getByTestId('answer-yes').waitFor();
    await shootWindow(`${name}-question`);
    await window.answer(true);
    await window.page.getByTestId('grant-control-input').waitFor();
    await remoteScreen(technician).waitFor();
  });

  step('[WINDOW-2] chat', async () => {
    await writeToCustomer(technician, window, 'Hello, this is Anna. What can I do for you?');
    await writeToTechnician(window, technician, 'My printer is offline');
    await shootWindow(`${name}-chat`);
    await shoot(technician, `${name}-technician-session`);
  });

  step('[FILE-1] an individual file is sent to the technician', async () => {
    const path = join(customer.desktop.home, 'printer settings.txt');
    writeFileSync(path, 'Paper: A4\n');
    await offerFile(window, path);
    await acceptFile(technician, 'printer settings.txt');
    await window.page.getByText('Received by the technician').waitFor();
    await shootWindow(`${name}-file`);
    const received = await saveFile(technician, 'printer settings.txt');
    assert.equal(readFileSync(await received.path(), 'utf8'), 'Paper: A4\n');
  });

  step('[WINDOW-2] the session log is there in detail', async () => {
    await window.click(window.page.getByTestId('tab-log'));
    await window.page.getByTestId('session-log').getByText('You answered Yes').waitFor();
    await shootWindow(`${name}-log`);
  });

  step('[WINDOW-8] the font becomes larger', async () => {
    await window.click(window.page.getByTestId('tab-chat'));
    const size = async (): Promise<number> =>
      window.page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
    const usual = await size();
    await window.click(window.page.getByRole('button', { name: 'larger text' }));
    await window.click(window.page.getByRole('button', { name: 'larger text' }));
    await until('larger text', async () => (await size()) > usual);
    await shootWindow(`${name}-font`);
    await window.click(window.page.getByRole('button', { name: 'smaller text' }));
    await window.click(window.page.getByRole('button', { name: 'smaller text' }));
    await until('the usual text', async () => (await size()) === usual);
  });

  step('[CONSENT-10] [WINDOW-1] the large X, upper left, takes permissions back', async () => {
    await takeEverythingBack(window);
    await until('the picture to be gone', async () => !(await remoteScreen(technician).isVisible()));
    await shootWindow(`${name}-revoked`);
  });

  step(
    '[WINDOW-1] [WINDOW-7] the small X, upper right, ends the session; everything is removed',
    async () => {
      await window.click(window.page.getByTestId('end'));
      await window.page.getByTestId('end-confirm').waitFor();
      await shootWindow(`${name}-end`);
      await window.click(window.page.getByTestId('end-confirm'));
      await window.page.getByText('Everything has been removed').waitFor();
      await shootWindow(`${name}-removed`);
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await shoot(page, `${name}-thanks`);
      await until('the program to end', () => applet.child.exitCode !== null);
      await until('the downloaded file to be removed', () => !existsSync(downloaded));
    },
  );

  /** Keeps a picture of the applet's window while the pointer rests on nothing that would look pressed. */
  async function shootWindow(picture: string): Promise<void> {
    const { width, height } = customer.browserDesktop;
    customer.browserDesktop.xdo('mousemove', width - 1, height - 1);
    await until(
      'the pointer to be away',
      async () => (await window.page.locator('button:hover').count()) === 0,
    );
    await shoot(window.page, picture);
  }

  /** Does what starts the download of the program. Answers where it was put. */
  async function programAfter(act: () => Promise<unknown>): Promise<string> {
    const file = await downloadAfter(page, act);
    assert.match(file.suggestedFilename(), /^Support-Throwline-[0-9a-z]{26}\.exe$/);
    return saveInDownloads(customer.desktop, file);
  }

  /** What both people saw when a step failed. */
  async function keepEvidence(): Promise<void> {
    await shoot(technician, `failed-${name}-technician`);
    await shoot(page, `failed-${name}-page`);
    keepPicture(customer.browserDesktop.picture(), `failed-${name}-window`);
  }
}

/** The technician makes a session. Answers its code, and keeps a picture of where it is shown. */
async function sessionWithCode(picture: string): Promise<string> {
  await goToSessions(technician);
  const code = await newSession(technician, 'Carla Lindqvist');
  await shoot(technician, picture);
  return code;
}

/** The technician sends an email; answers the link that arrives with it. */
async function emailedLink(): Promise<string> {
  await goToSessions(technician);
  const words = 'As we said on the phone.';
  const dialog = await writeInvitation(technician, { address: CUSTOMER, name: 'Carla Lindqvist', words });
  await shoot(technician, 'guide-email-technician-email');
  await sendInvitation(dialog);
  await openSession(dialog);
  const message = mail.received[0]?.mail.html;
  assert.ok(typeof message === 'string');
  const reader = await (await openProfile(browser, { width: 760, height: 640 })).newPage();
  await reader.setContent(message);
  await shootWhole(reader, 'guide-email-message');
  const link = await reader.getByRole('link', { name: 'Start the download' }).getAttribute('href');
  await reader.context().close();
  return link ?? assert.fail('the email has no link');
}
