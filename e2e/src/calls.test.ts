import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BareCustomer } from '@throwline/testbed/bare-customer.ts';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { goToSessions, newSession, setUp, statusIs } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { shoot, shootAllLooks } from './pictures.ts';

/* What calls the technician who looks elsewhere, on a real console; the customer is one who only speaks. */

let server: ServerProcess;
let browser: Browser;
let profile: BrowserContext;
let page: Page;
let customer: BareCustomer;

before(async () => {
  server = await startServerProcess();
  browser = await openBrowser();
  profile = await openProfile(browser);
  await profile.addInitScript(watchCalling);
  page = await profile.newPage();
  await setUp(page, server.setupUrl);
});

after(async () => {
  customer?.leave();
  await browser?.close();
  await server?.close();
});

/** In the page: keeps what is asked of the browser's notifications and how often a sound begins. */
function watchCalling(): void {
  const done: string[] = [];
  Object.assign(window, { done });
  class Watched extends EventTarget {
    static permission = localStorage.getItem('test-permission') ?? 'default';
    static async requestPermission(): Promise<string> {
      done.push('asked');
      localStorage.setItem('test-permission', 'granted');
      Watched.permission = 'granted';
      return 'granted';
    }
    constructor(title: string, options: { body: string }) {
      super();
      done.push(`notification: ${title} ${options.body}`);
    }
    close(): void {
      done.push('closed');
    }
  }
  Object.assign(window, { Notification: Watched });
  const { createOscillator } = AudioContext.prototype;
  AudioContext.prototype.createOscillator = function create(): OscillatorNode {
    done.push('note');
    return createOscillator.call(this);
  };
}

const done = (by: Page = page): Promise<string[]> =>
  by.evaluate(() => ('done' in window && Array.isArray(window.done) ? window.done.map(String) : []));

/** A tab that is not worked with, as when another window lies over it. */
async function lookElsewhere(by: Page): Promise<void> {
  await by.evaluate(() => {
    Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
    window.dispatchEvent(new Event('blur'));
  });
}

test('[CALL-3] notifications are asked for by a press and never else; each kind can be switched off', async () => {
  await page.getByTestId('notifications-offer').waitFor();
  await shoot(page, 'calls-offer');
  assert.deepEqual(await done(), []);
  await page.getByTestId('notifications-offer').getByRole('button', { name: 'Allow notifications' }).click();
  await page.getByTestId('notifications-offer').waitFor({ state: 'detached' });
  assert.deepEqual(await done(), ['asked']);
  await page.getByRole('button', { name: 'Alerts' }).click();
  await page.getByRole('switch', { name: 'Sound' }).waitFor();
  await page.getByRole('switch', { name: 'Notifications' }).waitFor();
  await isAccessible(page);
  await shoot(page, 'calls-menu');
  await page.getByRole('button', { name: 'Try it' }).click();
  await until('the sound', async () => (await done()).filter((each) => each === 'note').length === 2);
  await page.keyboard.press('Escape');
});

test('[CALL-1] [CALL-2] a customer who comes and writes is counted on the row, in the title and in the icon', async () => {
  const code = await newSession(page, 'Carla Customer');
  await goToSessions(page);
  const icon = (): Promise<string | null> => page.locator('link[rel="icon"]').getAttribute('href');
  const usual = await icon();
  customer = await BareCustomer.arrive(server, code);
  await page.getByTestId('call').filter({ hasText: 'Carla Customer is waiting for you.' }).waitFor();
  await until('the title', async () => (await page.title()) === '(1) Throwline Console');
  assert.notEqual(await icon(), usual);
  await customer.write('Hello??');
  await customer.write('Is anybody there?');
  await page.getByTestId('unread').getByText('2 messages').waitFor();
  await until('the title', async () => (await page.title()) === '(3) Throwline Console');
  await page.getByTestId('call').filter({ hasText: 'Carla Customer has written to you.' }).waitFor();
  assert.equal(await page.getByText('Hello??').count(), 0);
  await isAccessible(page);
  await shootAllLooks(page, 'calls-queue');
});

test('[CALL-6] calls are buttons before the page; the keyboard reaches them, and they stay while they have the focus', async () => {
  await page.getByRole('link', { name: 'Skip to the content' }).focus();
  await page.keyboard.press('Tab');
  const focused = page.locator(':focus');
  assert.match(await focused.innerText(), /is waiting for you/);
  assert.equal(await page.getByRole('region', { name: 'Calls' }).getAttribute('aria-live'), 'polite');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Carla Customer' }).waitFor();
  await page.getByTestId('chat-messages').getByText('Hello??').waitFor();
  await page.getByTestId('call').first().waitFor({ state: 'detached' });
  await until('the title', async () => (await page.title()) === '(1) Throwline Console');
});

test('[CALL-5] of two tabs in the background one sounds and one notifies', async () => {
  await page.getByRole('button', { name: 'Start session' }).first().click();
  await statusIs(page, 'Active');
  await goToSessions(page);
  await until('the title', async () => (await page.title()) === 'Throwline Console');
  const second = await profile.newPage();
  await second.goto(`${server.url}/console`);
  await second.getByTestId('queue-row').waitFor();
  await second.getByRole('heading', { name: 'Your sessions' }).click();
  for (const each of [page, second]) await lookElsewhere(each);
  const ofBoth = async (): Promise<string[]> => [...(await done()), ...(await done(second))];
  const notes = async (): Promise<number> => (await ofBoth()).filter((each) => each === 'note').length;
  const before = await notes();
  await customer.write('A third line');
  for (const each of [page, second]) await each.getByTestId('call').waitFor();
  const notices = async (): Promise<string[]> =>
    (await ofBoth()).filter((each) => each === 'notification: Carla Customer has written to you.');
  await until('the notification', async () => (await notices()).length > 0);
  assert.equal((await notices()).length, 1);
  // Two notes are one sound; none so soon after the last one.
  assert.ok((await notes()) - before <= 2);
  // Read in one tab is read in the other.
  await second.getByTestId('queue-row').click();
  await second.getByTestId('chat-messages').getByText('A third line').waitFor();
  await page.getByTestId('call').waitFor({ state: 'detached' });
  await page.getByTestId('unread').waitFor({ state: 'detached' });
  await second.close();
});

test('[CALL-1] permission taken back and the end by the customer stay to be read', async () => {
  await customer.give({ type: 'close' });
  await page.getByTestId('call').filter({ hasText: 'Carla Customer has ended the session.' }).waitFor();
  await shootAllLooks(page, 'calls-ended');
  await page.getByRole('button', { name: /^Close: Carla Customer/ }).click();
  await page.getByTestId('call').waitFor({ state: 'detached' });
});
