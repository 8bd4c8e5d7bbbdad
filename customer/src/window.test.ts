import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { windowUpdate } from '@throwline/protocol';
import type { Page } from 'playwright-core';
import {
  bothGranted,
  consent,
  IDS,
  LAST_ACTIVE,
  nextEvent,
  privacy,
  question,
  questionStands,
  SCENE_NAMES,
} from './dev/scenes.ts';
import type { ScriptedApplet } from './dev/scripted-applet.ts';
import { events, inSight, larger, windowTests } from './testing/opened-window.ts';

const withScene = windowTests();

/** What the customer has answered so far. */
const answers = (applet: ScriptedApplet) => applet.heard.filter(({ type }) => type === 'answer');

test('[WINDOW-1] the large red X takes everything back at once, in every state of the window', async () => {
  for (const scene of ['granted', 'waiting', 'reconnecting'] as const) {
    await withScene(scene, {}, async ({ page, applet }) => {
      await page.getByRole('button', { name: 'Take back all permissions' }).click();
      await applet.hears((command) => command.type === 'revoke-all');
    });
  }
});

test('[WINDOW-1] the large red X says Stop under it, and is the first stop of the keyboard', async () => {
  await withScene('granted', {}, async ({ page, applet }) => {
    assert.equal(await page.getByTestId('revoke-all').innerText(), 'Stop');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await applet.hears((command) => command.type === 'revoke-all');
  });
});

test('[WINDOW-1] both Xs are reached and pressed by keyboard alone, in every state', async () => {
  for (const scene of SCENE_NAMES) {
    await withScene(scene, {}, async ({ page, applet }) => {
      await reach(page, 'revoke-all');
      await page.keyboard.press('Space');
      const isRunning = !['opening', 'over', 'lost'].includes(scene);
      if (isRunning) await applet.hears((command) => command.type === 'revoke-all');
      await reach(page, 'end');
      if (scene === 'over' || scene === 'lost') {
        assert.equal(await page.getByTestId('end').getAttribute('aria-label'), 'Close this window');
        return;
      }
      await page.keyboard.press('Enter');
      await reach(page, 'end-confirm');
      await page.keyboard.press('Enter');
      if (isRunning) await applet.hears((command) => command.type === 'end');
    });
  }
});

/** Presses Tab until this element has the focus; the window has far fewer stops than that. */
async function reach(page: Page, testId: string): Promise<void> {
  const stops: string[] = [];
  while (stops.length < 60) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '–');
    if (stop === testId) return;
    stops.push(stop);
  }
  assert.fail(`${testId} is not reached by keyboard, only ${stops.join(', ')}`);
}

test('[WINDOW-1] the small X asks once, goes back with Escape, and ends before activation too', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    const small = page.getByRole('button', { name: 'End the session' });
    await small.click();
    await page.getByRole('heading', { name: 'End the session?' }).waitFor();
    await inSight(small, page);
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.deepEqual(applet.heard, []);
    await small.click();
    await page.getByRole('button', { name: 'End now' }).click();
    await applet.hears((command) => command.type === 'end');
  });
});

test('[APPLET-17] a window that was closed comes back with the same question as the small X asks, and so does Ctrl+W', async () => {
  await withScene('granted', {}, async ({ page, applet }) => {
    await page.keyboard.press('Control+w');
    await page.getByRole('heading', { name: 'End the session?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('end-confirm').waitFor({ state: 'detached' });
    applet.say(windowUpdate.parse({ type: 'end-question', open: true }));
    await page.getByText('The window was closed.').waitFor();
    await page.getByTestId('end-cancel').click();
    await applet.hears((command) => command.type === 'go-on');
    applet.say(windowUpdate.parse({ type: 'end-question', open: false }));
    await page.keyboard.press('F5');
    await page.getByTestId('end').click();
    await page.getByTestId('end-confirm').click();
    await applet.hears((command) => command.type === 'end');
  });
});

test('[WINDOW-3] who did not ask for help has one more click, and by keyboard the focus is never lost', async () => {
  await withScene('granted', {}, async ({ page, applet }) => {
    const warning = page.getByRole('complementary', { name: 'Warning about unknown callers' });
    const button = warning.getByRole('button', { name: 'I did not ask for help' });
    await button.focus();
    await page.keyboard.press('Enter');
    // What ends nothing has the focus first.
    await warning.locator('button:focus').filter({ hasText: 'Continue' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    const body = { type: 'chat-sent', text: 'One moment' };
    applet.say(events(nextEvent(LAST_ACTIVE, 'anna', body)));
    await page.getByText('One moment').waitFor();
    assert.equal(await page.locator(':focus').innerText(), 'End now');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await warning.locator('button:focus').filter({ hasText: 'I did not ask for help' }).waitFor();
    assert.deepEqual(applet.heard, []);
  });
});

test('[CONSENT-5] a question names who, from where and what; Yes and No weigh the same', async () => {
  await withScene('question', {}, async ({ page }) => {
    const dialog = page.getByRole('alertdialog', {
      name: 'Let Anna Berger see and control this computer?',
    });
    await dialog.getByText('Anna Berger from Northwind Helpdesk asks.').waitFor();
    await dialog.getByText('This ends by itself after 10 minutes').waitFor();
    const style = `(e) => { const s = getComputedStyle(e); return [s.backgroundColor, s.color, s.fontSize, s.fontWeight, s.borderColor, s.width, s.height] }`;
    const [yes, no] = await Promise.all(
      ['Yes', 'No'].map((name) => dialog.getByRole('button', { name, exact: true }).evaluate(`(${style})`)),
    );
    assert.deepEqual(yes, no);
  });
});

test('[CONSENT-5] Enter answers nothing: the question has the focus, not a button', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.getByTestId('chat-input').fill('I was just typing');
    applet.say(consent([], [question(['view-screen'])]));
    await page.locator('#prompt-question:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await page.keyboard.press('y');
    applet.say(consent([], []));
    await page.getByTestId('prompt').waitFor({ state: 'detached' });
    assert.equal(await page.locator(':focus').getAttribute('data-testid'), 'chat-input');
    assert.deepEqual(answers(applet), []);
  });
});

test('[CONSENT-6] a question that is newer than the window’s clock has a minute left, not more', async () => {
  await withScene('active', { clock: 'stopped' }, async ({ page, applet }) => {
    const clock = await page.evaluate(() => Date.now());
    applet.say(consent([], [question(['view-screen'], undefined, clock + 200)]));
    await page.getByText('No answer in 1:00 counts as No.').waitFor();
  });
});

test('[CONSENT-5] an answer within half a second of the question was meant for something else', async () => {
  await withScene('active', { clock: 'stopped' }, async ({ page, applet }) => {
    applet.say(consent([], [question(['view-screen'])]));
    applet.say(questionStands('ready'));
    const yes = page.locator('[data-testid="answer-yes"][aria-disabled="false"]');
    await yes.click();
    await page.clock.runFor(400);
    await yes.click();
    assert.deepEqual(answers(applet), []);
    await page.clock.runFor(200);
    await yes.click();
    await applet.hears((command) => command.type === 'answer');
    assert.deepEqual(answers(applet), [{ type: 'answer', requestId: IDS.request, yes: true }]);
  });
});

test('[CONSENT-13] a Yes before the applet takes one is not sent, and the window says why; it can be reached all the same', async () => {
  await withScene('question-hidden', {}, async ({ page, applet }) => {
    const yes = page.getByTestId('answer-yes');
    await page.getByText('Something is covering this window.').waitFor();
    await page.getByText('programs could press Yes too').waitFor();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
    await yes.focus();
    await page.keyboard.press('Enter');
    applet.say(questionStands('settling'));
    await page.getByText('That was too soon.').waitFor();
    const refused = { type: 'yes-refused', requestId: IDS.request, reason: 'no-hands' };
    applet.say(windowUpdate.parse(refused));
    await page.getByText('That Yes did not count').waitFor();
    assert.deepEqual(answers(applet), []);
    await page.getByTestId('answer-no').click();
    await applet.hears((command) => command.type === 'answer');
    assert.deepEqual(answers(applet), [{ type: 'answer', requestId: IDS.request, yes: false }]);
  });
});

test('[CONSENT-13] the window says when all of the question was in view, and says so anew when it is scrolled or resized', async () => {
  const small = { viewport: { width: 360, height: 560 } };
  await withScene('active', small, async ({ page, applet }) => {
    await larger(page, 6);
    applet.say(consent([], [question(['view-screen', 'control-input'], 10)]));
    const said = () => applet.heard.filter((command) => command.type === 'question-view');
    await applet.hears((command) => command.type === 'question-view' && !command.seen);
    assert.ok(said().every(({ seen }) => !seen));
    for (let turn = 0; turn < 30 && !said().some(({ seen }) => seen); turn += 1) {
      await page.mouse.wheel(0, 120);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    await applet.hears((command) => command.type === 'question-view' && command.seen);
    const before = said().length;
    await page.setViewportSize({ width: 360, height: 540 });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    assert.ok(said().length > before);
  });
});

test('[CONSENT-17] at 250 % in a small window the act is read above Yes and No, and nothing of who asks is cut', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const small = { viewport: { width: 360, height: 560 }, colorScheme };
    await withScene('question', small, async ({ page }) => {
      await larger(page, 6);
      const act = page.getByRole('heading', { name: 'Let Anna Berger see and control this computer?' });
      await act.scrollIntoViewIfNeeded();
      const [text, yes] = [await inSight(act, page), await inSight(page.getByTestId('answer-yes'), page)];
      await inSight(page.getByTestId('answer-no'), page);
      const height = (await act.boundingBox())?.height ?? 0;
      assert.ok(text.y + height <= yes.y, `${JSON.stringify(text)} lies above ${JSON.stringify(yes)}`);
      const cut = await page.evaluate(
        () =>
          [...document.querySelectorAll('.prompt *, .organisation')].filter(
            (element) =>
              element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline',
          ).length,
      );
      assert.equal(cut, 0);
    });
  }
});

test('[CONSENT-16] one button says No to all questions; they are allowed again where the window says so', async () => {
  await withScene('question', {}, async ({ page, applet }) => {
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
    await page.getByRole('button', { name: 'No, and do not ask me again' }).click();
    await applet.hears((command) => command.type === 'block-questions');
  });
  await withScene('blocked', {}, async ({ page, applet }) => {
    await page.getByRole('button', { name: 'Allow questions' }).click();
    await applet.hears((command) => command.type === 'allow-questions');
  });
});

test('[CONSENT-5] the keyboard answers: Tab to a button, then Enter or Space', async () => {
  for (const { tabs, key, yes } of [
    { tabs: 1, key: 'Space', yes: true },
    { tabs: 2, key: 'Enter', yes: false },
  ]) {
    await withScene('active', { clock: 'stopped' }, async ({ page, applet }) => {
      applet.say(consent([], [question(['view-screen'])]));
      await page.locator('#prompt-question:focus').waitFor();
      applet.say(questionStands('ready'));
      await page.locator('[data-testid="answer-yes"][aria-disabled="false"]').waitFor();
      await page.clock.runFor(600);
      for (let tab = 0; tab < tabs; tab++) await page.keyboard.press('Tab');
      await page.keyboard.press(key);
      const answer = await applet.hears((command) => command.type === 'answer');
      assert.deepEqual(answer, { type: 'answer', requestId: IDS.request, yes });
    });
  }
});

test('[WINDOW-9] grants are listed with their time and taken back one by one', async () => {
  await withScene('granted', {}, async ({ page, applet }) => {
    await page
      .getByTestId('grant-control-input')
      .getByText(/ends in 9:\d\d/)
      .waitFor();
    await page.getByRole('button', { name: 'Stop control' }).click();
    const revoke = await applet.hears((command) => command.type === 'revoke');
    assert.deepEqual(revoke, { type: 'revoke', permissions: ['control-input'] });
    applet.say(consent(bothGranted().slice(0, 1), []));
    await page.getByTestId('grant-control-input').waitFor({ state: 'detached' });
    await page.getByTestId('grant-view-screen').waitFor();
  });
});

test('[WINDOW-2] chat goes both ways and stays text', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page
      .getByTestId('chat-messages')
      .getByText('The printer prints only <b>blank</b> pages.')
      .waitFor();
    await page
      .getByRole('textbox', { name: 'Message' })
      .fill('<img src=x onerror=alert(1)> https://evil.example');
    await page.keyboard.press('Enter');
    const said = await applet.hears((command) => command.type === 'chat');
    assert.ok(said.type === 'chat');
    await page.getByText('sending…').waitFor();
    const body = { type: 'chat-sent', text: said.text };
    applet.say(events({ ...nextEvent(LAST_ACTIVE, 'customer', body), commandId: said.id }));
    await page.getByText('sending…').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#window img, #window a').count(), 0);
    assert.equal(await page.locator('.message').count(), 4);
  });
});

test('[TEXT-5] [TEXT-6] Hebrew runs from the right, and what does not fit is said and kept', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    applet.say(events(nextEvent(LAST_ACTIVE, 'customer', { type: 'chat-sent', text: 'שלום C++!' })));
    const line = page.locator('.message .text', { hasText: 'שלום' });
    assert.equal(await line.evaluate((element) => getComputedStyle(element).direction), 'rtl');
    const field = page.getByTestId('chat-input');
    await field.fill('x'.repeat(4500));
    await page.getByText('too long by 500 characters').waitFor();
    await field.press('Enter');
    assert.equal((await field.inputValue()).length, 4500);
    await field.fill('x'.repeat(4000));
    await field.press('Enter');
    const said = await applet.hears((command) => command.type === 'chat');
    assert.ok(said.type === 'chat' && said.text.length === 4000);
  });
});

test('[PRESENCE-1] who waits reads where their technician is, and nothing that is not so', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    const said = page.getByTestId('technician-presence');
    assert.match(await said.innerText(), /^Anna Berger from Northwind Helpdesk will start the session\./);
    const is = (presence: 'looking' | 'console' | 'away'): void =>
      applet.say(
        windowUpdate.parse({ type: 'presence', technicians: [{ technician: 'a'.repeat(26), presence }] }),
      );
    is('away');
    await said.getByText('Anna Berger from Northwind Helpdesk is away right now.').waitFor();
    is('console');
    await said.getByText('has been told that you are here').waitFor();
    is('looking');
    await said.getByText('sees that you are here').waitFor();
  });
});

test('[PRESENCE-1] who is helped reads which of their technicians does not look at the session', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    const helpers = page.getByTestId('helpers');
    const are = (anna: string, bjorn: string): void =>
      applet.say(
        windowUpdate.parse({
          type: 'presence',
          technicians: [
            { technician: 'a'.repeat(26), presence: anna },
            { technician: 'b'.repeat(26), presence: bjorn },
          ],
        }),
      );
    are('console', 'away');
    await helpers
      .getByText('(Anna Berger is not looking at this right now, Björn Lund is away right now)')
      .waitFor();
    are('looking', 'looking');
    await helpers.getByText('Your technicians: Anna Berger and Björn Lund', { exact: true }).waitFor();
  });
});

test('[TEAM-7] the window says who is here and who may ask; the chat says who wrote, came and went', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    const helpers = page.getByTestId('helpers');
    await helpers.getByText('Your technicians: Anna Berger and Björn Lund', { exact: true }).waitFor();
    await helpers.getByText('Only Anna Berger can ask to see your screen').waitFor();
    assert.doesNotMatch(await helpers.innerText(), /right now/);
    const chat = page.getByTestId('chat-messages');
    await chat.getByText('Björn Lund has joined.').waitFor();
    await chat.locator('.message', { hasText: 'Shall I help' }).getByText('Björn Lund').waitFor();
    await chat.locator('.message', { hasText: 'Good morning' }).getByText('Anna Berger').waitFor();
    const gone = { id: 'b'.repeat(26), name: 'Björn Lund' };
    applet.say(
      events(
        nextEvent(LAST_ACTIVE, 'anna', {
          type: 'colleague-left',
          technician: gone,
          reason: 'removed',
        }),
      ),
    );
    await chat.getByText('Anna Berger removed Björn Lund from the session.').waitFor();
    await helpers.getByText('Your technician: Anna Berger', { exact: true }).waitFor();
  });
});

test('[WINDOW-2] the log reads in plain words and can be kept as a text file', async () => {
  await withScene('active', {}, async ({ page }) => {
    await page.getByRole('tab', { name: 'Session log' }).click();
    await page.getByTestId('session-log').getByText('Anna Berger started the session.').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the log as a text file' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    assert.match((await download).suggestedFilename(), /^Session log \d{4}-\d\d-\d\d \d\d\.\d\d\.txt$/);
    assert.match(text, /^Session log · Northwind Helpdesk\n\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}Anna Berger/);
    assert.match(text, /You wrote: The printer prints only <b>blank<\/b> pages\./);
  });
});

test('[WINDOW-2] [SIGHT-9] the font size holds for the whole window; size and sound hold for a window that takes its place, too', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    const size = (): Promise<string> =>
      page
        .locator('main h2')
        .first()
        .evaluate((e) => getComputedStyle(e).fontSize);
    assert.equal(await size(), '16px');
    await larger(page, 6);
    assert.equal(await size(), '40px');
    assert.equal(await page.getByRole('button', { name: 'larger text' }).isDisabled(), true);
    await page.getByTestId('sound').uncheck();
    await page.goto('about:blank');
    await page.goto(applet.url);
    await page.getByTestId('nothing-granted').waitFor();
    assert.equal(await size(), '40px');
    assert.equal(await page.getByTestId('sound').isChecked(), false);
    await page.getByRole('tab', { name: 'Session log' }).click();
    const line = page.getByTestId('session-log').locator('li').first();
    assert.equal(await line.evaluate((e) => getComputedStyle(e).fontSize), '40px');
  });
});

test('[WINDOW-6] a cut link comes back by itself and starts over', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    applet.cut();
    await page.getByTestId('link-lost').waitFor();
    await page.getByRole('button', { name: 'Take back all permissions' }).click();
    await page.getByTestId('link-lost').waitFor({ state: 'detached' });
    await applet.hears((command) => command.type === 'revoke-all');
    assert.equal(await page.locator('.message').count(), 3);
  });
});

test('[APPLET-2] the token is out of the address at once, and without one the window says so', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    assert.equal(new URL(page.url()).hash, '');
    const stranger = await page.context().browser()?.newPage();
    assert.ok(stranger !== undefined);
    await stranger.goto(`${new URL(applet.url).origin}/#${'x'.repeat(26)}`);
    await stranger.getByText('This window does not belong to a running support program.').waitFor();
    await stranger.close();
  });
});

test('[MACOS-10] macOS’s permissions come one after the other, each with what it is now and what to do', async () => {
  await withScene('mac', {}, async ({ page, applet }) => {
    const screen = page.getByTestId('privacy-screen');
    const control = page.getByTestId('privacy-control');
    await screen.getByText('not allowed yet').waitFor();
    await screen.getByText('turn on the switch beside Support-Throwline').waitFor();
    assert.equal(await control.getByRole('button').count(), 0);
    await page.getByRole('button', { name: 'Ask macOS' }).click();
    assert.deepEqual(await applet.hears((command) => command.type === 'ask-privacy'), {
      type: 'ask-privacy',
      access: 'screen',
    });
    applet.say(privacy('asked', 'missing'));
    await page.getByRole('button', { name: 'Ask macOS' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Open System Settings' }).click();
    const opened = await applet.hears((command) => command.type === 'open-privacy');
    assert.deepEqual(opened, { type: 'open-privacy', access: 'screen' });
    applet.say(privacy('given', 'missing'));
    await screen.getByText(': allowed').waitFor();
    assert.equal(await screen.getByRole('button').count(), 0);
    await control.getByRole('button', { name: 'Ask macOS' }).waitFor();
    applet.say(privacy('given', 'given'));
    await page.getByTestId('privacy').waitFor({ state: 'detached' });
  });
});

test('[CODE-13] a second computer’s window says that the technician decides, names nobody, and ends at its small X', async () => {
  await withScene('asking', {}, async ({ page, applet }) => {
    await page.getByRole('heading', { name: 'Is this the right computer?' }).waitFor();
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Support');
    assert.equal(await page.getByRole('tab').count(), 0);
    await page.getByTestId('end').click();
    await page.getByTestId('end-confirm').click();
    await applet.hears((command) => command.type === 'end');
  });
  await withScene('waiting', {}, async ({ page, applet }) => {
    applet.say(windowUpdate.parse({ type: 'status', connection: { state: 'asking' } }));
    await page.getByTestId('view-asking').waitFor();
    assert.equal(await page.getByRole('tab').count(), 0);
    applet.say(windowUpdate.parse({ type: 'status', connection: { state: 'online' } }));
    await page.getByTestId('view-waiting').waitFor();
  });
});

test('[APPLET-6] a renamed program asks for the code and says why one did not work', async () => {
  await withScene('needs-code', {}, async ({ page, applet }) => {
    await page.getByText('This code does not work.').waitFor();
    await page.getByRole('textbox', { name: 'Enter your 6-digit code' }).fill('123 456');
    await page.getByRole('button', { name: 'Connect' }).click();
    const typed = await applet.hears((command) => command.type === 'enter-code');
    assert.deepEqual(typed, { type: 'enter-code', code: '123 456' });
    await page.getByRole('button', { name: 'Checking…' }).waitFor();
    applet.say(
      windowUpdate.parse({ type: 'status', connection: { state: 'needs-code', error: 'code-malformed' } }),
    );
    await page.getByText('A code has six digits.').waitFor();
  });
});

test('[WINDOW-7] at the end the window says what became of the program, and stays with the log until it is closed', async () => {
  await withScene('over', {}, async ({ page, applet }) => {
    await page.getByText('The support program is removing itself…').waitFor();
    applet.say({ type: 'removed' });
    await page.getByText('Everything has been removed. Nobody').waitFor();
    applet.stop();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the log as a text file' }).click();
    assert.match((await saved).suggestedFilename(), /^Session log .*\.txt$/);
    await page
      .getByTestId('end')
      .and(page.getByRole('button', { name: 'Close this window' }))
      .waitFor();
    // A page that a script may not close says who can.
    await page.getByTestId('close-window').click();
  });
});

test('[WINDOW-7] a download that stays is named, and a program that goes with the window says so', async () => {
  await withScene('over', {}, async ({ page, applet }) => {
    applet.say({ type: 'removed', left: '/home/anna/Downloads/Support.run' });
    await page.getByText('delete the file yourself: /home/anna/Downloads/Support.run').waitFor();
  });
  await withScene('active', {}, async ({ page, applet }) => {
    applet.say({ type: 'goodbye', outcome: 'closed-by-customer', removal: 'when-closed' });
    await page.getByText('When you close this window, the support program removes itself.').waitFor();
  });
});
