import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BareCustomer } from '@throwline/testbed/bare-customer.ts';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { drawnEdges } from '@throwline/testbed/edges.ts';
import { type MailServer, startMailServer, unprotectedMail } from '@throwline/testbed/mail-server.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { ANNA, addTechnician, newSession, setUp, signIn } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Browser, Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { shootAllLooks } from './pictures.ts';

/* How the console's pages look, with names and addresses longer than any line: wide and narrow, light and dark. */

const NAME = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter';
const ADDRESS = 'maximiliane.constanze.maria.von.hohenstein.wintersbach@niederlassung.example.com';

let server: ServerProcess;
let mail: MailServer;
let browser: Browser;
let page: Page;

before(async () => {
  mail = await startMailServer({ security: 'none' });
  server = await startServerProcess(unprotectedMail(mail));
  browser = await openBrowser();
  page = await (await openProfile(browser)).newPage();
  await setUp(page, server.setupUrl);
  await addTechnician(page, server.url, { name: NAME, email: ADDRESS, password: 'another long password' });
});

after(async () => {
  await browser?.close();
  await server?.close();
  await mail?.close();
});

test('[CONSOLE-14] [IDENTITY-1] the queue and the dialog for a new session', async () => {
  await newSession(page, NAME);
  await looksGood('session-code');
  await page.goto(`${server.url}/console`);
  await page.getByText(NAME).first().waitFor();
  await looksGood('queue');
  await page.getByRole('button', { name: 'New session' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Customer’s name').waitFor();
  await looksGood('new-session');
  await dialog.getByText('Send an email').click();
  await dialog.getByLabel('Customer’s email address').fill(ADDRESS);
  await looksGood('new-email');
  mail.refuse('receiver', { code: 550, text: `5.1.1 <${ADDRESS}>: Recipient address rejected` });
  await dialog.getByRole('button', { name: 'Send the email' }).click();
  await dialog.getByText('could not be sent').waitFor();
  await looksGood('email-refused');
  mail.refuse('receiver', undefined);
});

test('[CODE-13] two computers show this code: the queue says so, the session has both and the choice above Start', async () => {
  await page.goto(`${server.url}/console`);
  const code = await newSession(page, 'Carla Conti');
  const first = await BareCustomer.arrive(server, code);
  const start = page.getByRole('button', { name: 'Start session' });
  await start.first().waitFor();
  const second = await first.another('windows');
  await page.getByRole('heading', { name: 'Two computers show this code' }).waitFor();
  assert.equal(await start.count(), 1);
  await looksGood('two-computers');
  const session = page.url();
  await page.goto(`${server.url}/console`);
  const row = page.getByTestId('queue-row').filter({ hasText: 'Carla Conti' });
  await row.getByText('Two computers show this code').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Start: session with Carla Conti' }).count(), 0);
  await looksGood('two-computers-queue');
  await page.goto(session);
  await page.getByRole('button', { name: 'Let this one in: Windows' }).press('Enter');
  await until('the other one to have the session', () => second.heard.some(({ type }) => type === 'welcome'));
  await page.getByRole('heading', { name: 'Two computers show this code' }).waitFor({ state: 'detached' });
  await page.getByText('The program runs on Windows').waitFor();
  // Where the choice was, so that the keyboard goes on from there.
  assert.equal(await page.getByTestId('askers').evaluate((node) => node === document.activeElement), true);
  second.leave();
});

test('[CONSOLE-14] [IDENTITY-1] the Administration Center and the account', async () => {
  await page.goto(`${server.url}/console/admin/technicians`);
  await page.getByRole('cell', { name: ADDRESS }).waitFor();
  await looksGood('technicians');
  await page.getByRole('button', { name: 'Add a technician' }).click();
  await page.getByRole('dialog').getByLabel('Email address').waitFor();
  await looksGood('add-technician');
  await page.goto(`${server.url}/console/admin/email`);
  await page.getByRole('button', { name: 'Send a test message' }).waitFor();
  await looksGood('email');
  await page.goto(`${server.url}/console/admin/sessions`);
  await page.getByText('Closed sessions are erased after 365 days.').waitFor();
  await looksGood('stored-sessions');
  await page.goto(`${server.url}/console/account`);
  await page.getByRole('button', { name: 'Change the password' }).waitFor();
  await page.getByTestId('sign-in-row').waitFor();
  await looksGood('account');
  await page.getByRole('button', { name: 'New recovery codes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).waitFor();
  await looksGood('recovery-codes');
  await page.goto(`${server.url}/console/second-factor`);
  await page.getByRole('button', { name: 'Authenticator app' }).click();
  await page.getByLabel('Code shown in the app').waitFor();
  await looksGood('second-factor');
});

test('[CONSOLE-14] [IDENTITY-1] the sign-in page, with an error', async () => {
  await page.context().clearCookies();
  await page.goto(`${server.url}/console`);
  await signIn(page, { email: ANNA.email, password: 'not the password' });
  await page.getByText('The email address or password is wrong.').waitFor();
  await looksGood('sign-in');
  await signIn(page, ANNA);
  await page.getByLabel('Code from your authenticator app').waitFor();
  await looksGood('second-step');
  await page.goto(`${server.url}/console/forgotten-password`);
  await page.getByLabel('Email address').waitFor();
  await looksGood('forgotten-password');
});

/** Asserts the rule on the page as it stands. */
async function looksGood(name: string): Promise<void> {
  await until('the page to stand still', standsStill);
  await shootAllLooks(page, `looks-${name}`, async (shown) => {
    await isAccessible(page, { name: shown });
    assert.deepEqual(await cutOff(), [], shown);
    assert.deepEqual((await drawnEdges(page)).faint, [], shown);
  });
}

/** Whether dialogs are there and loaders gone: halfway through they have neither their colours nor their sizes. */
async function standsStill(): Promise<boolean> {
  return page.evaluate(
    () =>
      document.querySelector('.mantine-Loader-root') === null &&
      [...document.querySelectorAll('[role="dialog"]')].every((box) => getComputedStyle(box).opacity === '1'),
  );
}

/** What is wider than the page, or than what holds it. Only names in the queue may end in an ellipsis. */
async function cutOff(): Promise<string[]> {
  return page.evaluate(() => {
    const isWhole = (element: Element): boolean =>
      element.clientWidth <= 1 || element.scrollWidth <= element.clientWidth;
    const mayEnd = (element: Element): boolean => element.closest('main a') !== null;
    return [
      document.documentElement,
      ...document.querySelectorAll('[role="dialog"] *, [role="dialog"], main *'),
    ]
      .filter((element) => !isWhole(element) && !mayEnd(element) && !(element instanceof HTMLInputElement))
      .map((element) => element.outerHTML.slice(0, 200));
  });
}
