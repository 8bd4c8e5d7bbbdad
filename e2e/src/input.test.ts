import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desktop } from '@throwline/testbed/desktop.ts';
import { anythingPressed, untilNothingPressed } from '@throwline/testbed/keys.ts';
import { grantControl, type Stage } from '@throwline/testbed/stage.ts';
import { clickRemote, moveRemote } from '@throwline/testbed/technician-steps.ts';
import { openTerminal, type Terminal } from '@throwline/testbed/terminal.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Page } from 'playwright-core';
import { testsOnStage } from './on-stage.ts';
import { shoot } from './pictures.ts';

/*
 * The technician's hands: through the real page, relay and applet into real programs on the customer's desktop. What
 * arrived is read from files that those programs write, and from the X server's own state of keys and buttons.
 */

const test = testsOnStage('input', { tabs: true });

/** French, German and others; what a keyboard has, what needs dead keys, and what no keyboard has. */
const TEXT = 'Ça coûte 10 €, Zoë? Größe: ÄÖÜ äöü ß @#{[|]}~\\ «œuvre» Ελλάδα 你好 👍🏽';

for (const layout of ['de', 'fr', 'us']) {
  test(`[INPUT-2] text arrives as it was typed on a customer’s ${layout} keyboard`, async (stage) => {
    const { desktop, page } = stage;
    useLayout(desktop, layout);
    const terminal = openTerminal(desktop, 90, 10, ['sh', '-c', `cat > typed-${layout}`]);
    await focusRemote(stage, terminal);
    await page.keyboard.type(TEXT);
    await page.keyboard.press('Enter');
    assert.equal(await fileOnce(desktop, `typed-${layout}`), `${TEXT}\n`);
    await terminal.close();
  });

  test(`[INPUT-4] editing keys and Ctrl chords work in a shell on a ${layout} keyboard`, async (stage) => {
    const { desktop, page } = stage;
    useLayout(desktop, layout);
    const keys = page.keyboard;
    const terminal = openTerminal(desktop, 80, 10, ['bash', '--norc', '--noprofile', '-i']);
    await focusRemote(stage, terminal);
    // "echo abc > edited", made of something else by every key that edits a line.
    await keys.type('cho axcc > edite');
    await keys.press('Home');
    await keys.type('e');
    await keys.press('End');
    await keys.type('d!');
    await keys.press('Backspace');
    for (let step = 0; step < ' > edited'.length; step++) await keys.press('ArrowLeft');
    await keys.press('Backspace');
    await keys.press('ArrowLeft');
    await keys.press('ArrowLeft');
    await keys.press('Delete');
    await keys.type('b');
    await keys.press('Enter');
    assert.equal(await fileOnce(desktop, 'edited'), 'abc\n');
    // A command that never ends by itself is ended by Ctrl+C, and says so: 128 + SIGINT.
    await keys.type('touch started; sleep 9999');
    await keys.press('Enter');
    await until('the command to run', () => existsSync(join(desktop.home, 'started')));
    await keys.press('Control+c');
    await keys.type('echo $? > status; cp edited again');
    await keys.press('Enter');
    assert.equal(await fileOnce(desktop, 'status'), '130\n');
    assert.equal(await fileOnce(desktop, 'again'), 'abc\n');
    execFileSync('rm', ['edited', 'again', 'started', 'status'], { cwd: desktop.home });
    await keys.press('ArrowUp');
    await keys.press('ArrowUp');
    await keys.press('ArrowUp');
    await keys.press('Enter');
    assert.equal(await fileOnce(desktop, 'edited'), 'abc\n', 'the third line from the end once more');
    execFileSync('rm', ['edited'], { cwd: desktop.home });
    await terminal.close();
    await untilNothingPressed(desktop);
  });
}

test('[INPUT-7] wheel, right click and drag reach a program as such', async (stage) => {
  const { desktop, page } = stage;
  // xterm's mouse reports: 1002 tells of presses, releases and drags, 1006 writes them as "\e[<button;column;rowM".
  const report = `printf '\\033[?1002h\\033[?1006h'; stty raw -echo; touch mouse; exec cat > mouse`;
  const terminal = openTerminal(desktop, 60, 12, ['sh', '-c', report]);
  await until('the program to listen', () => existsSync(join(desktop.home, 'mouse')));
  const said = async (words: string): Promise<void> => {
    const expected = words.replaceAll('ESC', '\x1b');
    await until(`the report ${words}`, () =>
      readFileSync(join(desktop.home, 'mouse'), 'utf8').endsWith(expected),
    );
  };
  const at = terminal.cell(4, 2);
  await clickRemote(page, at.x, at.y, { button: 'right' });
  await said('ESC[<2;5;3MESC[<2;5;3m');
  await clickRemote(page, at.x, at.y, { button: 'middle' });
  await said('ESC[<1;5;3MESC[<1;5;3m');
  await page.mouse.wheel(0, 100);
  await said('ESC[<65;5;3M');
  await page.mouse.wheel(0, -200);
  await said('ESC[<64;5;3MESC[<64;5;3M');
  await page.mouse.down();
  const end = terminal.cell(20, 8);
  await moveRemote(page, end.x, end.y);
  await said('ESC[<0;5;3MESC[<32;21;9M');
  await page.mouse.up();
  await said('ESC[<0;21;9m');
  await terminal.close();
});

test('[INPUT-7] text is selected by dragging, and pasted with the middle button', async (stage) => {
  const { desktop, page } = stage;
  const terminal = openTerminal(desktop, 60, 8, ['sh', '-c', 'stty -icanon; exec cat > pasted']);
  await focusRemote(stage, terminal);
  await page.keyboard.type('a selected word');
  await page.keyboard.press('Enter');
  await until('the line', () => readFileSync(join(desktop.home, 'pasted'), 'utf8').endsWith('\n'));
  const row = terminal.cell(0, 0).y;
  await moveRemote(page, terminal.left + 2 * terminal.cellWidth + 1, row);
  await page.mouse.down();
  await moveRemote(page, terminal.left + 10 * terminal.cellWidth + 1, row);
  await page.mouse.up();
  await clickRemote(page, terminal.cell(30, 3).x, terminal.cell(30, 3).y, { button: 'middle' });
  await until(
    'the pasted word',
    () => readFileSync(join(desktop.home, 'pasted'), 'utf8') === 'a selected word\nselected',
  );
  await terminal.close();
});

const RELEASES: readonly {
  readonly rule: string;
  readonly when: string;
  /** Whether a mouse button is held, too; not where the customer uses the same mouse. */
  readonly button: boolean;
  readonly act: (stage: Stage) => Promise<void>;
  readonly undo: (stage: Stage) => Promise<void>;
}[] = [
  {
    rule: 'CONSOLE-5',
    when: 'the technician writes in the chat instead',
    button: true,
    act: ({ page }) => page.getByLabel('Message to the customer').focus(),
    undo: async () => undefined,
  },
  {
    rule: 'CONSOLE-5',
    when: 'the console’s tab goes to the background',
    button: true,
    async act({ page, profile }) {
      await (await profile.newPage()).bringToFront();
      await until('the tab to be hidden', () => page.evaluate(() => document.hidden));
    },
    async undo({ page, profile }) {
      for (const other of profile.pages()) if (other !== page) await other.close();
      await page.bringToFront();
      await until('the tab to be visible', () => page.evaluate(() => !document.hidden));
    },
  },
  {
    rule: 'INPUT-9',
    when: 'the technician gives control back',
    button: true,
    // Without the mouse, which would move the focus, and with it let go by itself.
    act: ({ page }) =>
      page.getByRole('button', { name: 'Stop controlling' }).evaluate((button) => {
        if (button instanceof HTMLElement) button.click();
      }),
    undo: grantControl,
  },
  {
    rule: 'INPUT-9',
    when: 'the customer takes permission back',
    button: false,
    act: ({ window }) => window.click(window.page.getByTestId('revoke-all')),
    undo: grantControl,
  },
  {
    rule: 'LINE-1',
    when: 'the technician’s page stands still',
    button: true,
    // Not waited for: the page is deaf meanwhile. Twice as long as it takes to be noticed.
    async act({ page }) {
      void page.evaluate(() => {
        const end = performance.now() + 4_000;
        while (performance.now() < end);
      });
    },
    undo: ({ page }) => page.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor(),
  },
  {
    rule: 'LINE-3',
    when: 'the server stands still, and both sides read it',
    button: true,
    async act({ server, page, window }) {
      process.kill(server.pid(), 'SIGSTOP');
      await page.getByText('The customer’s computer is not responding').waitFor();
      await window.page.getByTestId('reconnecting').waitFor();
    },
    async undo({ server, page, window }) {
      process.kill(server.pid(), 'SIGCONT');
      await page.getByText('The customer’s computer is not responding').waitFor({ state: 'hidden' });
      await window.page.getByTestId('reconnecting').waitFor({ state: 'hidden' });
    },
  },
  {
    rule: 'APPLET-4',
    when: 'the network drops',
    button: true,
    async act({ server, page }) {
      await server.kill();
      await page.getByText('The picture is frozen').waitFor();
    },
    async undo({ server, page }) {
      await server.restart();
      await page.getByText('The picture is frozen').waitFor({ state: 'hidden' });
    },
  },
];

for (const { rule, when, button, act, undo } of RELEASES) {
  test(`[${rule}] no key or button stays pressed when ${when}`, async (stage) => {
    const { desktop, page } = stage;
    const terminal = openTerminal(desktop, 40, 6, ['cat']);
    await focusRemote(stage, terminal);
    await page.keyboard.down('Shift');
    await page.keyboard.down('ArrowRight');
    if (button) await page.mouse.down();
    await until('keys to be down', () => anythingPressed(desktop));
    await act(stage);
    await untilNothingPressed(desktop);
    if (button) await page.mouse.up();
    await page.keyboard.up('ArrowRight');
    await page.keyboard.up('Shift');
    await undo(stage);
    // What came late has pressed nothing either, and control works again.
    await focusRemote(stage, terminal);
    await untilNothingPressed(desktop);
    await terminal.close();
  });
}

test('[GUARD-1] clicks on the applet’s window change nothing there', async (stage) => {
  const { page, window } = stage;
  const button = await window.locate(window.page.getByTestId('revoke-all'));
  await clickRemote(page, button.x, button.y);
  await page.getByTestId('control-state').filter({ hasText: 'You cannot control' }).waitFor();
  const chat = await window.locate(window.page.getByTestId('chat-input'));
  await clickRemote(page, chat.x, chat.y);
  await page.keyboard.type('typed by the technician');
  // The answer to this click comes after everything before it.
  await backOnGround(stage);
  assert.equal(await window.page.getByTestId('nothing-granted').count(), 0);
  assert.equal(await window.page.getByTestId('chat-input').inputValue(), '');
});

test('[GUARD-3] keys do not reach the applet’s window when it has the focus', async (stage) => {
  const { desktop, page, window } = stage;
  await window.click(window.page.getByTestId('chat-input'));
  await until('the focus there', () => /^Support/.test(desktop.xdo('getwindowfocus', 'getwindowname')));
  await page.getByTestId('remote-keyboard').focus();
  await page.keyboard.type('typed by the technician');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+a');
  await page.getByTestId('control-state').filter({ hasText: 'You cannot control' }).waitFor();
  await backOnGround(stage);
  assert.equal(await window.page.getByTestId('chat-input').inputValue(), '');
  assert.equal(await window.page.getByTestId('chat-messages').getByText('typed by').count(), 0);
  await untilNothingPressed(desktop);
});

test('[CONSENT-4] an open question is answered by no click and no key of the technician', async (stage) => {
  const { desktop, page, window } = stage;
  await window.click(window.page.getByTestId('take-back-control-input'));
  await page.getByRole('button', { name: 'Ask to see and control' }).click();
  const yes = window.page.getByTestId('answer-yes');
  await yes.waitFor();
  const place = await window.locate(yes);
  await clickRemote(page, place.x, place.y);
  for (const keys of ['Alt+Tab', 'Enter', 'Space', 'y']) await page.keyboard.press(keys);
  await page.getByTestId('remote-keyboard').evaluate((field) => field.removeAttribute('disabled'));
  await page.getByTestId('remote-keyboard').focus();
  for (const keys of ['Tab', 'Enter', 'Space', 'Alt+Tab', 'Enter']) await page.keyboard.press(keys);
  // The chat goes the same way after it; and the question still stands.
  await page.getByLabel('Message to the customer').fill('Please answer.');
  await page.keyboard.press('Enter');
  await window.page.getByTestId('chat-messages').getByText('Please answer.').waitFor();
  assert.ok(await yes.isVisible());
  assert.ok(await page.getByTestId('permission-pending').isVisible());
  assert.equal(anythingPressed(desktop), false);
  await window.answer(true);
  await page.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor();
});

test('[SIGHT-3] [SIGHT-5] the strip is small, and what the technician does to it is undone', async (stage) => {
  const { desktop, page, window } = stage;
  await window.click(window.page.getByTestId('make-small'));
  await window.page.waitForFunction(() => innerHeight <= 105);
  const [id = ''] = desktop.xdo('search', '--onlyvisible', '--class', 'throwline-support').split('\n');
  const info = (): string =>
    execFileSync('xwininfo', ['-id', id, '-frame'], { env: desktop.env, encoding: 'utf8' });
  const frame = await window.page.evaluate(() => outerWidth * outerHeight);
  assert.ok(frame <= 0.06 * 1280 * 800, `${frame} pixels`);
  const terminal = openTerminal(desktop, 90, 10, ['sh']);
  await focusRemote(stage, terminal);
  await page.keyboard.type(`xdotool windowminimize ${id} windowmove ${id} 200 700; touch minimised`);
  await page.keyboard.press('Enter');
  await until('the act', () => existsSync(join(desktop.home, 'minimised')));
  await until(
    'the strip to be back',
    () => info().includes('IsViewable') && /upper-left Y:\s+\d?\d\n/.test(info()),
  );
  await page.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor();
  await focusRemote(stage, terminal);
  // What is said of control lags behind: what was typed while the window was away has gone nowhere, in part or whole.
  await until('control', async () => {
    await page.keyboard.press('Enter');
    await page.keyboard.type('touch again');
    await page.keyboard.press('Enter');
    return existsSync(join(desktop.home, 'again'));
  });
  await terminal.close();
  await window.open();
});

test('[SIGHT-11] the console says that the customer’s screen is locked, until it is unlocked', async ({
  desktop,
  page,
}) => {
  const state = page.getByTestId('control-state');
  const locker = desktop.run('i3lock', '--nofork', '--color', '204060');
  await state.filter({ hasText: 'The customer’s screen is locked' }).waitFor();
  await shoot(page, 'console-locked');
  await locker.stop();
  await state.filter({ hasText: 'You have control' }).waitFor();
});

function useLayout(desktop: Desktop, layout: string): void {
  execFileSync('setxkbmap', ['-layout', layout], { env: desktop.env });
}

/** Clicks into a terminal through the console and waits until it has the focus. */
async function focusRemote(
  { page, desktop }: { page: Page; desktop: Desktop },
  terminal: Terminal,
): Promise<void> {
  const { x, y } = terminal.cell(8, 3);
  await clickRemote(page, x, y);
  await until('the focus on the terminal', () => desktop.xdo('getwindowfocus') === terminal.id);
}

/** Clicks on the bare ground and waits until the customer's pointer is there: whatever was sent before has been handled. */
async function backOnGround({ page, desktop }: { page: Page; desktop: Desktop }): Promise<void> {
  await clickRemote(page, 5, 790);
  await until('the pointer on the ground', () =>
    /X=5\s+Y=790/.test(desktop.xdo('getmouselocation', '--shell')),
  );
  await page.getByTestId('control-state').filter({ hasText: 'You have control' }).waitFor();
}

/** What is in a file of the customer's home folder, once there is something. */
async function fileOnce(desktop: Desktop, name: string): Promise<string> {
  const path = join(desktop.home, name);
  return until(`something in ${name}`, () => (existsSync(path) && readFileSync(path, 'utf8')) || undefined);
}
