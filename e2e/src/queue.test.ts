import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BareCustomer } from '@throwline/testbed/bare-customer.ts';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { goToSessions, newSession, setUp, statusIs } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Browser, Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { shootAllLooks } from './pictures.ts';

/* From the first look at a new server to the work in its queue. The customers only speak. The tests build on one another. */

let server: ServerProcess;
let browser: Browser;
let page: Page;
const customers: BareCustomer[] = [];

before(async () => {
  server = await startServerProcess();
  browser = await openBrowser();
  page = await (await openProfile(browser)).newPage();
});

after(async () => {
  for (const customer of customers) customer.leave();
  await browser?.close();
  await server?.close();
});

async function arrive(code: string): Promise<BareCustomer> {
  const customer = await BareCustomer.arrive(server, code);
  customers.push(customer);
  return customer;
}

test('[QUEUE-5] a stranger at the console before set-up is led on; so is who opens a used link', async () => {
  await page.goto(`${server.url}/console`);
  await page.getByText('This server is not set up yet.').waitFor();
  await isAccessible(page);
  await shootAllLooks(page, 'setup-link');
  await page.getByLabel('Set-up link').fill('https://elsewhere.example/setup');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Paste the whole link').waitFor();
  await page.getByLabel('Set-up link').fill(server.setupUrl);
  await page.keyboard.press('Enter');
  await page.getByLabel('Organisation').waitFor();
  await setUp(page, server.setupUrl);
  await page.goto(server.setupUrl);
  await page.getByText('The set-up link works once, and it has been used.').waitFor();
  await shootAllLooks(page, 'setup-used');
  await page.getByRole('link', { name: 'Go to the sign-in page' }).click();
  await page.waitForURL(/sign-in/);
  await page.goto(`${server.url}/console`);
});

test('[QUEUE-4] the focus is on the code that was made', async () => {
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByLabel('Customer’s name').fill('Carla Customer');
  await page.keyboard.press('Enter');
  await page.getByTestId('session-code').waitFor();
  assert.equal(await page.locator(':focus').getAttribute('data-testid'), 'session-code');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').innerText(), 'Copy the code');
});

test('[QUEUE-3] a code that a reload has lost is made anew on the same session', async () => {
  const shown = async (): Promise<string> =>
    (await page.getByTestId('session-code').innerText()).replace(/\D/g, '');
  const old = await shown();
  await page.getByRole('button', { name: 'Open the session' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByText('The code is shown only in the tab in which it was made.').waitFor();
  await shootAllLooks(page, 'code-lost');
  await page.getByRole('button', { name: 'New code' }).click();
  await page.getByTestId('session-code').waitFor();
  assert.equal(await page.locator(':focus').getAttribute('data-testid'), 'session-code');
  assert.notEqual(await shown(), old);
  await shootAllLooks(page, 'code-new');
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByText('made a new code; the one before it no longer works.').waitFor();
  const carla = await arrive(await shown());
  await page.getByRole('heading', { name: 'The customer is ready and waiting' }).waitFor();
  assert.ok(page.url().includes(carla.sessionId));
});

test('[QUEUE-1] who has waited longest comes first', async () => {
  for (const name of ['Bruno', 'Zora', 'Ali']) {
    await goToSessions(page);
    await arrive(await newSession(page, name));
    await page.getByRole('heading', { name: 'The customer is ready and waiting' }).waitFor();
  }
  await goToSessions(page);
  const waiting = page.getByRole('region', { name: 'Waiting for you' });
  await until('four rows', async () => (await waiting.getByTestId('queue-row').count()) === 4);
  const names = (await waiting.getByTestId('queue-row').allInnerTexts()).map(
    (text) => /Carla|Bruno|Zora|Ali/.exec(text)?.[0],
  );
  assert.deepEqual(names, ['Carla', 'Bruno', 'Zora', 'Ali']);
  await isAccessible(page);
  await shootAllLooks(page, 'queue-waiting');
});

test('[QUEUE-2] Start and End stand on the row; End asks', async () => {
  await page.getByRole('button', { name: 'End: session with Ali' }).click();
  await page.getByRole('dialog').getByText('End this session?').waitFor();
  await page.getByRole('button', { name: 'End the session' }).click();
  const closed = page.getByRole('region', { name: 'Closed' });
  await closed.getByText('Ali').waitFor();
  assert.equal(await closed.getByRole('button').count(), 0);
  await page.getByRole('button', { name: 'Start: session with Carla Customer' }).press('Enter');
  await page.getByRole('heading', { name: 'Carla Customer' }).waitFor();
  await statusIs(page, 'Active');
});

test('[QUEUE-5] a page whose parts are gone with an update says so and is loaded anew by a button', async () => {
  await page.route(/\/console\/assets\/technicians-page/, (route) => route.fulfill({ status: 404 }));
  await goToSessions(page);
  await page.goto(`${server.url}/console`);
  await page.getByRole('link', { name: 'Technicians' }).click();
  await page.getByText('The console has been updated since this page was opened.').waitFor();
  await shootAllLooks(page, 'page-outdated');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await page.getByRole('heading', { name: 'Technicians' }).waitFor();
});
