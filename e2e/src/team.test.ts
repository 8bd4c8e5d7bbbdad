import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { attachWindow } from '@throwline/testbed/applet-window.ts';
import { openProfile } from '@throwline/testbed/browsers.ts';
import { closeEndedWindow } from '@throwline/testbed/customer-steps.ts';
import { openStage, type Stage } from '@throwline/testbed/stage.ts';
import {
  ANNA,
  addTechnician,
  remoteScreen,
  sendChat,
  signIn,
  statusIs,
  writeToCustomer,
} from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { keepPicture, shoot } from './pictures.ts';

/* Two technicians in one session: two consoles and the packaged applet. The tests build on one another. */

const BEA = { name: 'Bea Brandt', email: 'bea@example.com', password: 'another long password' };

let stage: Stage;
let bea: Page;

before(async () => {
  stage = await openStage();
  const { server, page } = stage;
  await addTechnician(page, server.url, BEA);
  const browser = page.context().browser();
  assert.ok(browser !== null);
  bea = await (await openProfile(browser, { width: 1100, height: 700 })).newPage();
  await bea.goto(`${server.url}/console`);
  await signIn(bea, BEA);
  await bea.getByRole('heading', { name: 'Your sessions' }).waitFor();
});

after(() => stage?.close());

test('[TEAM-1] [CONSOLE-14] the lead invites by keyboard; the colleague sees it live, with who and why', async () => {
  const { page } = stage;
  await page.getByRole('button', { name: 'Invite a colleague' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite a colleague' });
  await dialog.getByRole('combobox', { name: 'Colleague' }).focus();
  await page.keyboard.type('Bea');
  await page.getByRole('option', { name: BEA.name }).waitFor();
  await isAccessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('What is it about?').fill('Do you know this printer?');
  await shoot(page, 'console-invite-colleague');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByTestId('team').getByText(`${BEA.name} is invited`).waitFor();
  const row = bea.getByTestId('invitation-row');
  await row.getByText(`${ANNA.name} invites you`).waitFor();
  await row.getByText('“Do you know this printer?”').waitFor();
  await row.getByTestId('session-status').filter({ hasText: 'Invitation' }).waitFor();
  await shoot(bea, 'console-invitation');
  await shootSmallAndDark(bea, 'console-invitation-small-dark');
});

/** As on a telephone in the evening, and back. */
async function shootSmallAndDark(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  assert.ok(size !== null);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 420, height: 820 });
  await shoot(page, name);
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
}

test('[TEAM-1] accepted, the colleague collaborates, and the customer reads who has come', async () => {
  const { page, window } = stage;
  await bea.getByRole('button', { name: /^Accept/ }).press('Enter');
  await bea.getByTestId('shared-session').waitFor();
  await statusIs(bea, 'Collaborating');
  await page.getByTestId('team').getByText(`${BEA.name} has joined`).waitFor();
  await window.page.getByTestId('helpers').getByText(`${ANNA.name} and ${BEA.name}`).waitFor();
  await window.page.getByTestId('chat-messages').getByText(`${BEA.name} has joined.`).waitFor();
});

test('[TEAM-7] three people chat, and everybody reads who wrote what', async () => {
  const { page, window } = stage;
  await sendChat(page, 'This is Bea, she knows your printer.');
  await writeToCustomer(bea, window, 'Hello! Which paper do you use?');
  await window.type(window.page.getByTestId('chat-input'), 'Glossy paper\n');
  const lines = async (by: Page): Promise<string[]> => {
    const messages = by.getByTestId('chat-messages');
    await messages.getByText('Glossy paper').waitFor();
    return (await messages.getByText(/, \d\d?:\d\d/).allInnerTexts()).map((line) => line.replace(/,.*/s, ''));
  };
  assert.deepEqual(await lines(page), ['You', BEA.name, 'Customer']);
  assert.deepEqual(await lines(bea), [ANNA.name, 'You', 'Customer']);
  const names = await window.page.locator('.message strong').allInnerTexts();
  assert.deepEqual(names, [ANNA.name, BEA.name, 'You']);
  await shoot(bea, 'console-collaborating');
  await shootSmallAndDark(bea, 'console-collaborating-small-dark');
  await shoot(page, 'console-lead-with-colleague');
  keepPicture(stage.desktop.picture(), 'window-two-technicians');
});

test('[TEAM-3] the colleague’s page has no screen, no permissions, no files and no end; the lead’s goes on', async () => {
  assert.equal(await remoteScreen(bea).count(), 0);
  for (const name of [/^Ask to/, 'End session', 'Invite a colleague']) {
    assert.equal(await bea.getByRole('button', { name }).count(), 0, String(name));
  }
  assert.equal(await bea.getByRole('tab', { name: /^Files/ }).count(), 0);
  assert.equal(await remoteScreen(stage.page).count(), 1);
  await stage.window.page.getByTestId('grant-control-input').waitFor();
});

test('[TEAM-1] [TEAM-4] taken out, the colleague reads so and is sent nothing more', async () => {
  const { page, window } = stage;
  await page.getByRole('button', { name: `Remove from the session: ${BEA.name}` }).click();
  await bea.getByText(`${ANNA.name} removed ${BEA.name} from the session.`).first().waitFor();
  await window.page.getByTestId('chat-messages').getByText(`${ANNA.name} removed ${BEA.name}`).waitFor();
  await shoot(bea, 'console-taken-out');
  await bea.getByRole('link', { name: 'Go to your sessions' }).click();
  await bea.getByRole('heading', { name: 'No sessions yet' }).waitFor();
});

test('[TEAM-1] an invitation can be declined, and a colleague leaves by themselves', async () => {
  const { page } = stage;
  const invite = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Invite a colleague' }).click();
    await page.getByRole('combobox', { name: 'Colleague' }).click();
    await page.getByRole('option', { name: BEA.name }).click();
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
  };
  await invite();
  await bea.getByRole('button', { name: /^Decline/ }).click();
  await bea.getByTestId('invitation-row').waitFor({ state: 'detached' });
  await page.getByTestId('team').waitFor({ state: 'detached' });
  await invite();
  await bea.getByRole('button', { name: /^Accept/ }).click();
  await bea.getByRole('button', { name: 'Leave the session' }).click();
  await bea.getByText('You have left the session.').waitFor();
  await page.getByTestId('team').waitFor({ state: 'detached' });
});

test('[WINDOW-11] the log that the customer saves outlives the program', async () => {
  const { page, desktop, window, applet } = stage;
  await window.click(window.page.getByTestId('tab-log'));
  const button = await window.locate(window.page.getByTestId('export-log'));
  // With the debugging port in use the browser engine would put the file elsewhere.
  await window.detach();
  // In the folder for downloads, which the engine makes when there is none.
  const saved = (): string | undefined =>
    readdirSync(desktop.home, { recursive: true, encoding: 'utf8' }).find((name) =>
      /^(Downloads\/)?Session log .*\.txt$/.test(name),
    );
  desktop.xdo('mousemove', button.x, button.y, 'click', 1);
  const name = await until('the saved log', saved);
  await page.getByRole('button', { name: 'End session' }).click();
  await page.getByRole('button', { name: 'End the session' }).click();
  await closeEndedWindow(await attachWindow(desktop, applet));
  await until('the end of the applet', () => applet.child.exitCode !== null);
  const text = readFileSync(join(desktop.home, name), 'utf8');
  assert.match(text, /\d\d:\d\d:\d\d {2}Bea Brandt wrote: Hello! Which paper do you use\?/);
});
