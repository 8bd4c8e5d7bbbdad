import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pasteLine } from '@throwline/testbed/applet.ts';
import type { AppletWindow } from '@throwline/testbed/applet-window.ts';
import { downloadAfter, openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import {
  endSession,
  lineToPaste,
  saveInDownloads,
  waitingWindow,
} from '@throwline/testbed/customer-steps.ts';
import { type Desktop, startDesktop } from '@throwline/testbed/desktop.ts';
import { openInvitation, sendInvitation, writeInvitation } from '@throwline/testbed/invitation-steps.ts';
import {
  MAIL_PASSWORD,
  MAIL_USER,
  type MailServer,
  startMailServer,
} from '@throwline/testbed/mail-server.ts';
import type { Running } from '@throwline/testbed/processes.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import {
  goToSessions,
  openSession,
  setUp,
  startSession,
  statusIs,
} from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Browser, Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { keepPicture, shoot } from './pictures.ts';
import { stepsInOrder } from './steps.ts';

/*
 * A session by email, the third part of the guide for customers: the technician sets the mail server up and sends an
 * invitation, a mail scanner looks at it first, the customer opens its link and runs the applet. The tests build on one
 * another and run in order.
 */

/** A word longer than a line of a narrow page. */
const CUSTOMER = 'carla.constanze.maria.von.lindqvist.zu.hohenstein@niederlassung.example.net';

let mail: MailServer;
let server: ServerProcess;
let desktop: Desktop;
let browser: Browser;
let technician: Page;
let customer: Page;
let applet: Running;
let window: AppletWindow;
let folder: string;
let link: string;
let line: string;

const step = stepsInOrder(keepEvidence);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mail-'));
  mail = await startMailServer({ security: 'starttls' });
  const authorities = join(folder, 'mail-ca.pem');
  writeFileSync(authorities, mail.identity.certificate);
  desktop = await startDesktop();
  server = await startServerProcess({ THROWLINE_SMTP_CA: authorities });
  browser = await openBrowser();
  technician = await (await openProfile(browser)).newPage();
  customer = await (await openProfile(browser, { width: 1024, height: 900 })).newPage();
});

after(async () => {
  await browser?.close();
  await applet?.stop();
  await desktop?.close();
  await server?.close();
  await mail?.close();
  rmSync(folder, { recursive: true, force: true });
});

step('[MAIL-10] without a mail server there is a link to copy and a draft', async () => {
  await setUp(technician, server.setupUrl);
  const dialog = await openInvitation(technician);
  await dialog.getByRole('button', { name: 'Get a link' }).click();
  const shown = await dialog.getByTestId('invitation-link').innerText();
  const draft = await dialog.getByRole('link', { name: 'Write the email yourself' }).getAttribute('href');
  assert.match(draft ?? '', /^mailto:\?subject=/);
  assert.ok(decodeURIComponent(draft ?? '').includes(shown));
  await technician.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

step('[MAIL-11] the administrator sets the mail server and tries it', async () => {
  await technician.getByRole('link', { name: 'Email', exact: true }).click();
  await technician.getByLabel('Mail server', { exact: true }).fill('localhost');
  await technician.getByLabel('Port').fill(String(mail.port));
  await technician.getByLabel('User name').fill(MAIL_USER);
  await technician.getByLabel('Password', { exact: true }).fill(MAIL_PASSWORD);
  await technician.getByLabel('Sender address').fill('support@nordlicht.example');
  await technician.getByRole('button', { name: 'Save' }).click();
  await technician.getByRole('button', { name: 'Send a test message to anna@example.com' }).click();
  await technician.getByText('The mail server accepted the test message').waitFor();
  await shoot(technician, 'console-email-settings');
  await isAccessible(technician);
  assert.deepEqual(mail.received.pop()?.to, ['anna@example.com']);
});

step('[MAIL-1] the technician sends an invitation and sees that it has gone out', async () => {
  await goToSessions(technician);
  const words = 'As we said on the phone.\nPlease use the computer at home.';
  const dialog = await writeInvitation(technician, { address: CUSTOMER, name: 'Carla Lindqvist', words });
  await shoot(technician, 'console-email');
  await isAccessible(technician);
  await sendInvitation(dialog);
  await shoot(technician, 'console-email-sent');
  await isAccessible(technician);
  await technician.setViewportSize({ width: 360, height: 740 });
  const cutOff = await dialog.evaluate((box) => box.scrollWidth - box.clientWidth);
  await shoot(technician, 'console-email-sent-narrow');
  assert.equal(cutOff, 0, 'a long address is whole on a narrow page');
  await technician.setViewportSize({ width: 1440, height: 900 });
  await openSession(dialog);
  await statusIs(technician, 'Invited');
  await technician.getByTestId('invitation-message').filter({ hasText: CUSTOMER }).waitFor();
  await isAccessible(technician);
});

step('[MAIL-1] the message parses, and holds one link', async () => {
  assert.equal(mail.received.length, 1);
  const { to, mail: message } = mail.received[0] ?? assert.fail();
  assert.deepEqual(to, [CUSTOMER]);
  assert.equal(message.subject, 'Support session with Anna Berg, Nordlicht Helpdesk');
  const links = [...(message.text ?? '').matchAll(/https:\/\/\S+/g)].map(([address]) => address);
  assert.equal(links.length, 1);
  link = links[0] ?? '';
  assert.ok(link.startsWith(`${server.url}/invitation/`));
  const { html } = message;
  assert.ok(typeof html === 'string');
  await customer.setContent(html);
  assert.equal(await customer.getByRole('link', { name: 'Start the download' }).getAttribute('href'), link);
  await shoot(customer, 'email');
  // A message is shown inside another page: WCAG holds for it, a page's own landmarks do not.
  await isAccessible(customer, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
});

step('[INVITATION-2] a mail scanner looks at the link first, runs its scripts, and downloads', async () => {
  const profile = await openProfile(browser);
  const scanner = await profile.newPage();
  const file = await downloadAfter(scanner, () => scanner.goto(link));
  await file.path();
  await profile.close();
  await technician.getByText('The program was downloaded through the link').first().waitFor();
  await statusIs(technician, 'Invited');
});

step('[INVITATION-1] without scripts the download begins by itself too, and once', async () => {
  const profile = await openProfile(browser, { javaScript: false });
  const plain = await profile.newPage();
  let downloads = 0;
  plain.on('download', () => {
    downloads += 1;
  });
  await downloadAfter(plain, () => plain.goto(link));
  await plain.waitForURL(/\/connect\//);
  const reloaded = plain.waitForEvent('load');
  await reloaded;
  assert.equal(downloads, 1);
  await profile.close();
});

step('[INVITATION-1] the customer opens the link and the download begins by itself', async () => {
  const file = await downloadAfter(customer, () => customer.goto(link));
  await customer.getByRole('heading', { name: 'Applet Download' }).waitFor();
  assert.match(file.suggestedFilename(), /^Support-Throwline-[0-9a-z]{26}\.run$/);
  await saveInDownloads(desktop, file);
  await customer.getByRole('link', { name: 'Download the support program' }).waitFor();
  await shoot(customer, 'applet-download');
  line = await lineToPaste(customer);
});

step('[INVITATION-3] the applet runs, and both sides see Waiting', async () => {
  applet = pasteLine(desktop, line);
  window = await waitingWindow(desktop, applet);
  await statusIs(technician, 'Waiting');
  await customer.getByText('The support program is running').first().waitFor();
});

step('[MAIL-6] the customer’s own log tells of the invitation, without the address', async () => {
  await window.click(window.page.getByTestId('tab-log'));
  const log = window.page.getByTestId('session-log');
  await log.getByText('The invitation was sent by email.').waitFor();
  await log.getByText('Anna Berg from Nordlicht Helpdesk invited you').waitFor();
  assert.ok(!(await log.innerText()).includes(CUSTOMER));
});

step('[INVITATION-4] afterwards the link is told to be over', async () => {
  await startSession(technician);
  await endSession(window);
  await statusIs(technician, 'Closed');
  await until('the page to say so', async () => (await customer.goto(link))?.status() === 410);
  await customer.getByText('This link works only once').waitFor();
  await shoot(customer, 'invitation-over');
});

/** What both people saw when a step failed. */
async function keepEvidence(): Promise<void> {
  await shoot(technician, 'failed-technician');
  await shoot(customer, 'failed-customer');
  keepPicture(desktop.picture(), 'failed-desktop');
}
