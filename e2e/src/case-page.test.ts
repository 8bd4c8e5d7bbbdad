import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendChat } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Locator, Page } from 'playwright-core';
import { isAccessible } from './accessibility.ts';
import { openBareCase } from './bare-case.ts';
import { shoot, shootAllLooks } from './pictures.ts';

/* The page of a case: chat, links and panel, on wide and narrow pages and in full screen. */

const messages = (page: Page): Locator => page.getByLabel('Chat messages');
const toNewest = (page: Page): Locator => page.getByRole('button', { name: 'to the newest message' });

/** How far the chat is from its end, CSS pixels. */
async function fromEnd(page: Page): Promise<number> {
  return messages(page).evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
}

/** In all looks that a page has. */
async function inAllLooks(page: Page, name: string): Promise<void> {
  await shootAllLooks(page, `case-${name}`, async (shown) => {
    await isAccessible(page, { name: shown });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(sideways, false, shown);
  });
}

test('[CASE-1] the newest line stays in sight when more comes and when there is less room', async (t) => {
  const { page, customer } = await openBareCase(t);
  for (let line = 1; line <= 30; line += 1) await customer.write(`Line ${line}`);
  await messages(page).getByText('Line 30').waitFor();
  await until('the end', async () => (await fromEnd(page)) <= 1);
  // A question grows the part above; a smaller window leaves less room for all.
  await page.getByRole('button', { name: 'Ask to see the screen' }).click();
  await page.getByTestId('permission-pending').waitFor();
  await until('the end after the question', async () => (await fromEnd(page)) <= 1);
  await page.setViewportSize({ width: 1280, height: 640 });
  await until('the end of the smaller box', async () => (await fromEnd(page)) <= 1);
  await customer.write('Line 31');
  await messages(page).getByText('Line 31').waitFor();
  await until('the end with the new line', async () => (await fromEnd(page)) <= 1);
  assert.equal(await toNewest(page).count(), 0);
});

test('[CASE-1] who has scrolled back stays there, reads *1 new*, and is led down by it', async (t) => {
  const { page, customer } = await openBareCase(t);
  for (let line = 1; line <= 40; line += 1) await customer.write(`Line ${line}`);
  await messages(page).getByText('Line 40').waitFor();
  await until('the end', async () => (await fromEnd(page)) <= 1);
  await messages(page).evaluate((box) => box.scrollTo(0, 0));
  await customer.write('Down here');
  await toNewest(page).filter({ hasText: '1 new' }).waitFor();
  assert.equal(await messages(page).evaluate((box) => box.scrollTop), 0);
  await inAllLooks(page, 'new-below');
  await customer.write('And here');
  await toNewest(page).filter({ hasText: '2 new' }).press('Enter');
  await until('the end', async () => (await fromEnd(page)) <= 1);
  await toNewest(page).waitFor({ state: 'detached' });
  assert.equal(await messages(page).evaluate((box) => box === document.activeElement), true);
  // What one writes oneself is seen at once, too.
  await messages(page).evaluate((box) => box.scrollTo(0, 0));
  await sendChat(page, 'My own line');
  await messages(page).getByText('My own line').waitFor();
  await until('the end after one’s own line', async () => (await fromEnd(page)) <= 1);
});

test('[CASE-2] a link asks before it opens, shows where it leads, and tells nothing of the console', async (t) => {
  const { page, customer } = await openBareCase(t);
  await customer.write('Look at https://аpple.example/konto?a=1, or javascript:alert(1)');
  const link = messages(page).getByRole('button', { name: 'https://аpple.example/konto?a=1' });
  await link.waitFor();
  assert.equal(await messages(page).getByRole('button').count(), 1);
  assert.equal(await messages(page).getByRole('link').count(), 0);
  const asked: string[] = [];
  await page.context().route('**/*', (route) => {
    const url = route.request().url();
    if (!url.includes('.example')) return route.fallback();
    asked.push(url);
    return route.fulfill({ contentType: 'text/html', body: '<title>there</title>' });
  });
  await link.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Open this link?' });
  assert.equal(await dialog.getByTestId('link-host').innerText(), 'xn--pple-43d.example');
  assert.equal(
    await dialog.getByTestId('link-address').innerText(),
    'https://xn--pple-43d.example/konto?a=1',
  );
  await dialog.getByText('letters that can look like others').waitFor();
  await inAllLooks(page, 'link');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await link.click({ button: 'middle' });
  assert.deepEqual(asked, []);
  await link.click();
  const opened = page.context().waitForEvent('page');
  await dialog.getByRole('link', { name: 'Open in a new tab' }).click();
  const tab = await opened;
  await tab.waitForLoadState();
  assert.deepEqual(asked.slice(0, 1), ['https://xn--pple-43d.example/konto?a=1']);
  assert.deepEqual(await tab.evaluate(() => [window.opener, document.referrer]), [null, '']);
  await dialog.waitFor({ state: 'detached' });
});

test('[CASE-3] the panel is closed, opened and resized by keyboard and pointer, and stays so', async (t) => {
  const { page, customer } = await openBareCase(t);
  const panel = page.getByRole('complementary', { name: 'Session tools' });
  const edge = page.getByRole('separator', { name: 'Width of the chat panel' });
  const toggle = page.getByRole('button', { name: /^Chat panel/ });
  const width = async (): Promise<number> => Math.round((await panel.boundingBox())?.width ?? 0);
  assert.equal(await width(), 340);
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await until('the wider panel', async () => (await width()) === 380);
  assert.equal(await edge.getAttribute('aria-valuenow'), '380');
  const at = await edge.boundingBox();
  assert.ok(at !== null);
  await page.mouse.move(at.x + 3, at.y + 200);
  await page.mouse.down();
  await page.mouse.move(at.x - 97, at.y + 220, { steps: 5 });
  await page.mouse.up();
  await until('the dragged panel', async () => Math.abs((await width()) - 480) <= 6);
  const dragged = await width();
  await toggle.press('Enter');
  await panel.waitFor({ state: 'hidden' });
  await customer.write('Can you see this?');
  await toggle.filter({ hasText: 'Chat panel (1 new)' }).waitFor();
  await inAllLooks(page, 'panel-closed');
  await page.reload();
  await toggle.filter({ hasText: /^Chat panel/ }).waitFor();
  assert.equal(await panel.isVisible(), false);
  await toggle.press('Enter');
  await messages(page).getByText('Can you see this?').waitFor();
  assert.equal(await width(), dragged);
});

test('[CASE-3] in full screen the chat is one press away, and dialogs are seen', async (t) => {
  const { page, customer } = await openBareCase(t);
  await page.getByRole('button', { name: 'Full screen' }).click();
  await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
  const panel = page.getByRole('complementary', { name: 'Session tools' });
  await panel.waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('button', { name: 'End session' }).isVisible(), false);
  await customer.write('https://example.org/manual');
  const toggle = page.getByRole('button', { name: 'Chat panel (1 new)' });
  await toggle.waitFor();
  await shoot(page, 'case-full-screen');
  await toggle.press('Enter');
  await messages(page).getByText('https://example.org/manual').click();
  const dialog = page.getByRole('dialog', { name: 'Open this link?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await shoot(page, 'case-full-screen-chat');
  await page.getByLabel('Message to the customer').fill('From full screen');
  await page.keyboard.press('Enter');
  await messages(page).getByText('From full screen').waitFor();
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  await page.getByRole('button', { name: 'End session' }).waitFor();
  assert.equal(await panel.isVisible(), true);
});

test('[CASE-3] on a narrow page a bar leads to the chat and back to the screen', async (t) => {
  const { page, customer } = await openBareCase(t);
  await page.setViewportSize({ width: 375, height: 600 });
  await page.evaluate(() => scrollTo(0, 0));
  await customer.write('Hello??');
  const bar = page.getByRole('navigation', { name: 'Parts of this page' });
  const chat = bar.getByRole('button', { name: 'Chat (1 new)' });
  await chat.waitFor();
  await shoot(page, 'case-narrow-screen');
  await chat.click();
  const inView = (what: Locator) => async (): Promise<boolean> => {
    const box = await what.boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= 600;
  };
  await until('the message in view', inView(messages(page).getByText('Hello??')));
  await until('the field in view', inView(page.getByLabel('Message to the customer')));
  await bar.getByRole('button', { name: 'Chat', exact: true }).waitFor();
  await shoot(page, 'case-narrow-chat');
  await bar.getByRole('button', { name: 'Screen' }).click();
  await until('the screen in view', inView(page.getByRole('toolbar', { name: 'Screen' })));
});
