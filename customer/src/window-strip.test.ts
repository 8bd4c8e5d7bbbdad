import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowUpdate } from '@throwline/protocol';
import type { Page } from 'playwright-core';
import { LAST_ACTIVE, nextEvent } from './dev/scenes.ts';
import type { ScriptedApplet } from './dev/scripted-applet.ts';
import { events, inSight, larger, windowTests } from './testing/opened-window.ts';

const withScene = windowTests();

/** What a desktop leaves of the strip: below a title bar of its own, or below one that the browser draws. */
const STRIPS = [
  { width: 558, height: 80 },
  { width: 560, height: 64 },
] as const;

async function makeStrip(page: Page, applet: ScriptedApplet): Promise<void> {
  applet.say(windowUpdate.parse({ type: 'shape', shape: 'strip' }));
  await page.getByTestId('strip').waitFor();
}

test('[SIGHT-3] the strip says who does what and for how long, and has all that stops it, at every font size', async () => {
  for (const steps of [0, 6]) {
    await withScene('granted', {}, async ({ page, applet }) => {
      await larger(page, steps);
      await makeStrip(page, applet);
      for (const size of STRIPS) {
        await page.setViewportSize(size);
        for (const id of ['revoke-all', 'strip-open', 'strip-dock', 'end'])
          await inSight(page.getByTestId(id), page);
        for (const part of ['.strip-who', '.strip-what', '.strip-left']) {
          await inSight(page.locator(part), page);
          const isCut = await page
            .locator(part)
            .evaluate((element) => element.scrollWidth > element.clientWidth + 1);
          assert.equal(part !== '.strip-left' && isCut, false, `${part} at ${steps}`);
        }
      }
      const said = await page.getByTestId('strip').innerText();
      assert.match(said, /Anna Berger\s+has control\s*·\s*9:\d\d left/);
    });
  }
});

test('[SIGHT-3] what comes in meanwhile is counted, and read once the window is open', async () => {
  await withScene('granted', {}, async ({ page, applet }) => {
    await page.getByTestId('chat-input').fill('I was about to');
    await makeStrip(page, applet);
    const open = page.getByTestId('strip-open');
    assert.match(await open.innerText(), /^Open/);
    applet.say(events(nextEvent(LAST_ACTIVE, 'anna', { type: 'chat-sent', text: 'Please look.' })));
    await open.filter({ hasText: '1 new message' }).waitFor();
    applet.say(events(nextEvent(LAST_ACTIVE + 1, 'anna', { type: 'chat-sent', text: 'At the printer.' })));
    await open.filter({ hasText: '2 new messages' }).waitFor();
    await open.click();
    await page.getByText('At the printer.').waitFor();
    assert.equal(await page.getByTestId('chat-input').inputValue(), 'I was about to', 'what was typed stays');
    await page.getByTestId('make-small').click();
    await open.filter({ hasText: 'Open' }).waitFor();
  });
});

test('[SIGHT-3] the small X of the strip leads to the same question, in the open window', async () => {
  await withScene('strip', {}, async ({ page, applet }) => {
    await page.getByTestId('end').click();
    await applet.hears((command) => command.type === 'open-whole');
    await page.getByTestId('end-confirm').click();
    await applet.hears((command) => command.type === 'end');
  });
});

test('[SIGHT-4] the strip is put at the other edge, and back', async () => {
  await withScene('strip', {}, async ({ page, applet }) => {
    await page.getByRole('button', { name: 'Move to the bottom of the screen' }).click();
    await applet.hears((command) => command.type === 'dock' && command.edge === 'bottom');
    await page.getByRole('button', { name: 'Move to the top of the screen' }).click();
    await applet.hears((command) => command.type === 'dock' && command.edge === 'top');
  });
});

test('[SIGHT-2] questions and messages are heard, unless the customer switches that off', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.evaluate(() => {
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (...when) {
        document.title += '♪';
        start.apply(this, when);
      };
    });
    const tones = async (): Promise<number> => (await page.title()).split('♪').length - 1;
    const call = (reason: string) => applet.say(windowUpdate.parse({ type: 'call', reason }));
    call('question');
    await page.waitForFunction(() => document.title.endsWith('♪♪'));
    call('message');
    await page.waitForFunction(() => document.title.endsWith('♪♪♪'));
    await page.getByRole('checkbox', { name: 'Play a soft sound' }).uncheck();
    call('question');
    // Messages are followed in order: once this one is shown, the call has been, too.
    applet.say(events(nextEvent(LAST_ACTIVE, 'anna', { type: 'chat-sent', text: 'Still there?' })));
    await page.getByText('Still there?').waitFor();
    assert.equal(await tones(), 3);
    await page.goto('about:blank');
    await page.goto(applet.url);
    assert.equal(await page.getByRole('checkbox', { name: 'Play a soft sound' }).isChecked(), false);
  });
});
