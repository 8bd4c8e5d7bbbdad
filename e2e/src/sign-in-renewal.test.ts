import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileId, randomId } from '@throwline/protocol';
import { authenticatorOf } from '@throwline/testbed/authenticator.ts';
import type { BarePeer } from '@throwline/testbed/bare-peer.ts';
import { ANNA, acceptFile, sendChat } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Locator, Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { openBareCase } from './bare-case.ts';
import { shootAllLooks } from './pictures.ts';

/* A sign-in that runs out while its technician is in a case. */

const MINUTE = 60_000;
const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Sign in again' });
const field = (page: Page): Locator => page.getByLabel('Message to the customer');
const messages = (page: Page): Locator => page.getByTestId('chat-messages');

/** Takes both steps in the dialog. */
async function renew(page: Page): Promise<void> {
  await dialogOf(page).getByLabel('Password', { exact: true }).fill(ANNA.password);
  await page.keyboard.press('Enter');
  const step = page.getByRole('dialog', { name: 'Second step' });
  await step.getByRole('button', { name: 'Use a recovery code' }).click();
  // By the server's clock one-time codes are of another time.
  await step.getByLabel('Recovery code').fill(authenticatorOf(ANNA.email, page.url()).recoveryCode());
  await page.keyboard.press('Enter');
  await step.waitFor({ state: 'detached' });
}

/** The console that is ready to take bytes, and how far. */
const credit = (peer: BarePeer) => async (): Promise<number | undefined> =>
  peer.heard.find(({ frame }) => frame.type === 'file-credit')?.from;

test('[SIGNIN-21] it runs out in a case: signed in again over it, nothing typed, received or half sent is lost', async (t) => {
  const { server, page, customer } = await openBareCase(t, MINUTE);
  const peer = await customer.openPeer();
  t.after(() => peer.close());
  const [first, second] = ['The first half, ', 'and the second.'];
  const id = fileId.parse(randomId(randomBytes(26)));
  await customer.give({
    type: 'offer-file',
    fileId: id,
    name: 'report.txt',
    size: first.length + second.length,
  });
  await acceptFile(page, 'report.txt');
  const to = await until('somebody who receives', credit(peer));
  peer.send(to, { type: 'file-chunk', fileId: id, offset: 0, data: Buffer.from(first) });
  await page.getByText(`${first.length} bytes of`).waitFor();
  await page.getByRole('tab', { name: 'Chat' }).click();
  await field(page).fill('Half a sen');

  await server.turn(70_000);
  await dialogOf(page).waitFor();
  await customer.write('Are you still there?');
  const sha256 = createHash('sha256')
    .update(first + second)
    .digest();
  peer.send(to, { type: 'file-chunk', fileId: id, offset: first.length, data: Buffer.from(second) });
  peer.send(to, { type: 'file-end', fileId: id, sha256 });
  assert.equal(await dialogOf(page).getByLabel('Email address').inputValue(), ANNA.email);
  assert.equal(await dialogOf(page).getByLabel('Email address').isEditable(), false);
  await page.keyboard.press('Escape');
  await shootAllLooks(page, 'sign-in-run-out', (name) => isAccessible(page, { name }));
  await dialogOf(page).getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await dialogOf(page).getByRole('alert').waitFor();
  const download = page.waitForEvent('download');
  await renew(page);

  await messages(page).getByText('Are you still there?').waitFor();
  assert.equal(await field(page).inputValue(), 'Half a sen');
  assert.equal(readFileSync(await (await download).path(), 'utf8'), first + second);
  await sendChat(page, 'Yes, I am.');
  await until('the answer at the customer', () => JSON.stringify(customer.heard).includes('Yes, I am.'));
});

test('[SIGNIN-21] it is said beforehand, and renewed without any interruption', async (t) => {
  const { server, page, customer } = await openBareCase(t, MINUTE);
  await page.getByTestId('sign-in-ends').getByText('less than a minute').waitFor();
  await shootAllLooks(page, 'sign-in-told-beforehand', (name) => isAccessible(page, { name }));
  await page.getByRole('button', { name: 'Sign in again now' }).click();
  await dialogOf(page).waitFor();
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Sign in again now' }).click();
  await server.turn(40_000);
  await renew(page);
  await server.turn(40_000);
  await customer.write('Still connected?');
  await messages(page).getByText('Still connected?').waitFor();
  assert.equal(await dialogOf(page).count(), 0);
});

test('[SIGNIN-21] the browser’s other tabs go on, too', async (t) => {
  const { server, page, customer } = await openBareCase(t, MINUTE);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await field(other).fill('Written in the other tab');
  await server.turn(70_000);
  await Promise.all([dialogOf(page).waitFor(), dialogOf(other).waitFor()]);
  await page.bringToFront();
  await renew(page);
  await dialogOf(other).waitFor({ state: 'detached' });
  await other.bringToFront();
  await field(other).press('Enter');
  await messages(page).getByText('Written in the other tab').waitFor();
  await until('the line at the customer', () => JSON.stringify(customer.heard).includes('other tab'));
});

test('[SIGNIN-22] a sign-in that is ended throws out at once, without any dialog', async (t) => {
  const { server, page } = await openBareCase(t, MINUTE);
  const other = await page.context().newPage();
  await other.goto(`${server.url}/console`);
  await other.getByRole('heading', { name: 'Your sessions' }).waitFor();
  const origin = { origin: server.url };
  const answer = await page.request.post(`${server.url}/api/sign-out`, { headers: origin });
  assert.equal(answer.status(), 204);
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(await dialogOf(page).count(), 0);
});
