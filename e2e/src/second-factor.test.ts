import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openProfile } from '@throwline/testbed/browsers.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { ANNA, confirmSignIn, setUp, signIn } from '@throwline/testbed/technician-steps.ts';
import type { Browser, Page } from 'playwright-core';

/* Second steps in a real browser, with Chromium's own authenticator in software. The tests build on one another. */

let server: ServerProcess;
let browser: Browser;
let page: Page;

before(async () => {
  server = await startServerProcess();
  browser = await openBrowser();
  page = await (await openProfile(browser)).newPage();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const inConsole = () => page.getByRole('heading', { name: 'Your sessions' }).waitFor();

/** Signs out by the menu, and in again as far as the password goes. */
async function again(): Promise<void> {
  await page.getByRole('button', { name: `Account of ${ANNA.name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signIn(page, ANNA);
}

test('[SIGNIN-11] [SIGNIN-12] the first administrator is led to an authenticator app and recovery codes, and signs in with both', async () => {
  await setUp(page, server.setupUrl);
  await again();
  await page.getByLabel('Code from your authenticator app').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByText('This is wrong').waitFor();
  await confirmSignIn(page, ANNA);
  await inConsole();
});

test('[SIGNIN-12] a passkey is added in the account and signs in', async () => {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${server.url}/console/account`);
  await page.getByRole('button', { name: 'Add a second step' }).click();
  await page.getByRole('button', { name: 'Passkey or security key' }).click();
  await page.getByLabel('Name, so that you recognise it').fill('Laptop');
  await page.getByRole('button', { name: 'Add the passkey' }).click();
  await page.getByRole('button', { name: 'Remove Laptop' }).waitFor();
  await again();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await inConsole();
});

test('[SIGNIN-14] [SIGNIN-17] the account shows where one is signed in, and a factor that is removed ends the others', async () => {
  const other = await (await openProfile(browser)).newPage();
  await other.goto(`${server.url}/console/sign-in`);
  await signIn(other, ANNA);
  await other.getByRole('button', { name: 'Use an authenticator app' }).click();
  await confirmSignIn(other, ANNA);
  await other.getByRole('heading', { name: 'Your sessions' }).waitFor();
  await page.goto(`${server.url}/console/account`);
  await page.getByTestId('sign-in-row').nth(1).waitFor();
  assert.match(await page.getByTestId('sign-in-row').first().innerText(), /Chrome on Linux/);
  await page.getByRole('button', { name: 'Remove Laptop' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('Laptop has been removed.').waitFor();
  await other.getByLabel('Email address').waitFor();
  await page.getByRole('button', { name: 'Remove Authenticator app' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('Your account needs a second step').waitFor();
});
