import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type WindowUpdate, windowUpdate } from '@throwline/protocol';
import axe from 'axe-core';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import {
  bothGranted,
  consent,
  IDS,
  LAST_ACTIVE,
  nextEvent,
  privacy,
  question,
  SCENE_NAMES,
  SCENES,
  type Scene,
} from './dev/scenes.ts';
import { type ScriptedApplet, startScriptedApplet } from './dev/scripted-applet.ts';

let browser: Browser;

before(async () => {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url))]);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(() => browser.close());

interface Opened {
  readonly page: Page;
  readonly applet: ScriptedApplet;
}

type PageOptions = Parameters<Browser['newPage']>[0] & { readonly clock?: 'stopped' };

async function withScene(
  scene: Scene,
  { clock, ...options }: PageOptions,
  act: (opened: Opened) => Promise<void>,
): Promise<void> {
  const applet = await startScriptedApplet(SCENES[scene]());
  const page = await browser.newPage({ viewport: { width: 480, height: 640 }, ...options });
  try {
    if (clock === 'stopped') await page.clock.install();
    await page.goto(applet.url);
    await page.locator(shownBy(scene)).waitFor();
    if (clock === 'stopped') await page.clock.pauseAt(Date.now() + 10_000);
    await act({ page, applet });
  } finally {
    await page.close();
    applet.stop();
  }
}

function shownBy(scene: Scene): string {
  const marks: Record<Scene, string> = {
    opening: 'view-opening',
    lost: 'view-lost',
    connecting: 'view-connecting',
    'needs-code': 'view-needs-code',
    waiting: 'view-waiting',
    active: 'nothing-granted',
    granted: 'grant-control-input',
    question: 'prompt',
    mac: 'privacy-screen',
    'mac-control': 'open-control',
    reconnecting: 'reconnecting',
    refused: 'view-refused',
    over: 'view-over',
  };
  return `[data-testid="${marks[scene]}"]`;
}

const events = (...list: unknown[]): WindowUpdate => windowUpdate.parse({ type: 'events', events: list });

async function larger(page: Page, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await page.getByRole('button', { name: 'larger text' }).click();
}

const VARIANTS = [
  { name: 'light', options: { colorScheme: 'light' }, steps: 0 },
  {
    name: 'dark, small, 250 %',
    options: { colorScheme: 'dark', viewport: { width: 360, height: 560 } },
    steps: 6,
  },
] as const;

interface Look {
  readonly scene: Scene;
  readonly name: string;
  /** What the customer does in the scene to come to see it. */
  readonly act: (page: Page, applet: ScriptedApplet) => Promise<void>;
}

const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).click();

/** Every scene as it opens, and what else can be open in one. */
const LOOKS: readonly Look[] = [
  ...SCENE_NAMES.map((scene) => ({ scene, name: scene, act: async () => undefined })),
  { scene: 'active', name: 'files', act: tab('Send a file') },
  { scene: 'granted', name: 'a file on its way', act: tab('Send a file') },
  { scene: 'waiting', name: 'files, not yet', act: tab('Send a file') },
  { scene: 'active', name: 'the log', act: tab('Session log') },
  { scene: 'over', name: 'the log at the end', act: (page) => page.getByText('Session log').click() },
  { scene: 'active', name: 'ending asked', act: (page) => page.getByTestId('end').click() },
  {
    scene: 'waiting',
    name: 'no help asked for',
    act: (page) => page.getByRole('button', { name: 'I did not ask for help' }).click(),
  },
  {
    scene: 'active',
    name: 'a notice',
    act: async (page, applet) => {
      const refused = { type: 'rejected', code: 'too-many-files', message: 'Too many files are waiting.' };
      applet.say(windowUpdate.parse(refused));
      await page.getByTestId('notice').waitFor();
    },
  },
  {
    scene: 'active',
    name: 'a message that was not sent',
    act: async (page, applet) => {
      await page.getByTestId('chat-input').fill('Hello?');
      await page.getByTestId('chat-send').click();
      const said = await applet.hears((command) => command.type === 'chat');
      assert.ok(said.type === 'chat');
      const message = 'Messages came faster than allowed.';
      applet.say(
        windowUpdate.parse({ type: 'rejected', code: 'too-many-messages', message, about: said.id }),
      );
      await page.getByText('Not sent.').waitFor();
    },
  },
  {
    scene: 'active',
    name: 'the program is lost',
    act: async (page, applet) => {
      applet.cut();
      await page.getByTestId('link-lost').waitFor();
    },
  },
];

for (const { name, options, steps } of VARIANTS) {
  test(`[WINDOW-8] no finding by axe-core, and both Xs in sight, in any state: ${name}`, async () => {
    for (const { scene, name: look, act } of LOOKS) {
      const given = { ...options, bypassCSP: true, reducedMotion: 'reduce' } as const;
      await withScene(scene, given, async ({ page, applet }) => {
        await larger(page, steps);
        await act(page, applet);
        await page.evaluate(axe.source);
        const found = await page.evaluate(
          `axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))`,
        );
        assert.deepEqual(found, [], look);
        await page.mouse.wheel(0, 10_000);
        const large = await inSight(page.getByTestId('revoke-all'), page);
        const small = await inSight(page.getByTestId('end'), page);
        assert.ok(large.x < 20 && large.y < 20 && large.width >= 48, `${look} ${JSON.stringify(large)}`);
        assert.ok(small.x > large.x + 200 && small.width < large.width, `${look} ${JSON.stringify(small)}`);
        const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.equal(wide, 0, `${look} does not scroll sideways`);
      });
    }
  });
}

async function inSight(locator: Locator, page: Page): Promise<{ x: number; y: number; width: number }> {
  const box = await locator.boundingBox();
  const size = page.viewportSize();
  assert.ok(box !== null && size !== null);
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height);
  return box;
}

test('[WINDOW-1] the large red X takes everything back at once, in every state of the window', async () => {
  for (const scene of ['granted', 'waiting', 'reconnecting'] as const) {
    await withScene(scene, {}, async ({ page, applet }) => {
      await page.getByRole('button', { name: 'Take back all permissions' }).click();
      await applet.hears((command) => command.type === 'revoke-all');
    });
  }
});

test('[WINDOW-1] the large red X is the first stop of the keyboard', async () => {
  await withScene('granted', {}, async ({ page, applet }) => {
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
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press('Tab');
    if (
      (await page
        .locator(':focus')
        .getAttribute('data-testid')
        .catch(() => null)) === testId
    )
      return;
  }
  assert.fail(`${testId} is not reached by keyboard`);
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

test('[CONSENT-5] a question names who, from where and what; Yes and No weigh the same', async () => {
  await withScene('question', {}, async ({ page }) => {
    const dialog = page.getByRole('alertdialog', {
      name: 'Anna Berger from Northwind Helpdesk would like to see and control your computer.',
    });
    await dialog.getByText('It ends by itself after 10 minutes').waitFor();
    const style = `(e) => { const s = getComputedStyle(e); return [s.backgroundColor, s.color, s.fontSize, s.fontWeight, s.borderColor, s.width, s.height] }`;
    const [yes, no] = await Promise.all(
      ['Yes', 'No'].map((name) => dialog.getByRole('button', { name }).evaluate(`(${style})`)),
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
    assert.deepEqual(applet.heard, []);
  });
});

test('[CONSENT-5] an answer within half a second of the question was meant for something else', async () => {
  await withScene('active', { clock: 'stopped' }, async ({ page, applet }) => {
    applet.say(consent([], [question(['view-screen'])]));
    await page.getByTestId('answer-yes').click();
    await page.clock.runFor(400);
    await page.getByTestId('answer-yes').click();
    assert.deepEqual(applet.heard, []);
    await page.clock.runFor(200);
    await page.getByTestId('answer-yes').click();
    await applet.hears((command) => command.type === 'answer');
    assert.deepEqual(applet.heard, [{ type: 'answer', requestId: IDS.request, yes: true }]);
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
    await page.getByRole('button', { name: 'Take back: Control mouse and keyboard' }).click();
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

test('[TEAM-7] the window says who is here and who may ask; the chat says who wrote, came and went', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    const helpers = page.getByTestId('helpers');
    await helpers.getByText('Your technicians: Anna Berger and Björn Lund', { exact: true }).waitFor();
    await helpers.getByText('Only Anna Berger can ask to see your screen').waitFor();
    assert.equal(await page.getByText('not here right now').count(), 0);
    const chat = page.getByTestId('chat-messages');
    await chat.getByText('Björn Lund has joined.').waitFor();
    await chat.locator('.message', { hasText: 'Shall I help' }).getByText('Björn Lund').waitFor();
    await chat.locator('.message', { hasText: 'Good morning' }).getByText('Anna Berger').waitFor();
    const gone = { id: 'b'.repeat(26), name: 'Björn Lund' };
    applet.say(
      events(
        nextEvent(LAST_ACTIVE, 'server', { type: 'technician-disconnected', technician: gone }),
        nextEvent(LAST_ACTIVE + 1, 'anna', {
          type: 'colleague-left',
          technician: gone,
          reason: 'removed',
        }),
      ),
    );
    await chat.getByText('Anna Berger took Björn Lund out of the session.').waitFor();
    await helpers.getByText('Your technician: Anna Berger', { exact: true }).waitFor();
  });
});

test('[FILE-1] a file is offered, sent only after the technician accepts, and can be cancelled', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.getByRole('tab', { name: 'Send a file' }).click();
    await page.getByText('Files up to 1 GB each').waitFor();
    const file = { name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from('twelve bytes') };
    await page.getByTestId('file-input').setInputFiles(file);
    const offer = await applet.hears((command) => command.type === 'offer-file');
    assert.ok(offer.type === 'offer-file');
    assert.deepEqual([offer.name, offer.size], ['report.txt', 12]);
    applet.say(
      events(nextEvent(LAST_ACTIVE, 'customer', { ...offer, type: 'file-offered' })),
      events(nextEvent(LAST_ACTIVE + 1, 'anna', { type: 'file-accepted', fileId: offer.fileId })),
    );
    await page.getByRole('progressbar', { name: 'Sending report.txt' }).waitFor();
    assert.deepEqual(applet.posted, []);
    applet.say(windowUpdate.parse({ type: 'send-file', fileId: offer.fileId }));
    await applet.receives(offer.fileId, 12);
    await page.getByRole('button', { name: 'Cancel: report.txt' }).click();
    await applet.hears((command) => command.type === 'cancel-file' && command.fileId === offer.fileId);
  });
});

test('[WINDOW-10] a pasted screenshot is offered as a file with the time in its name; text stays text', async () => {
  await withScene(
    'active',
    { permissions: ['clipboard-read', 'clipboard-write'] },
    async ({ page, applet }) => {
      await page.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(8, 8);
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      const png = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png, 'text/plain': 'words' })]);
    })()`);
      await page.getByTestId('chat-input').focus();
      await page.keyboard.press('Control+v');
      assert.equal(await page.getByTestId('chat-input').inputValue(), 'words');
      assert.deepEqual(applet.heard, []);
      const size = await page.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(8, 8);
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      const png = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      return png.size;
    })()`);
      assert.ok(Number(size) > 0);
      await page.keyboard.press('Control+v');
      const offer = await applet.hears((command) => command.type === 'offer-file');
      assert.ok(offer.type === 'offer-file' && offer.size > 0);
      assert.match(offer.name, /^Screenshot \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/);
      await page.getByRole('tab', { name: 'Send a file', selected: true }).waitFor();
      await page.getByTestId('file').getByText(offer.name).waitFor();
    },
  );
});

test('[WINDOW-10] nothing that is pasted is offered while no file can be sent', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    const left = await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
      return document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }));
    })()`);
    assert.equal(left, true);
    assert.deepEqual(applet.heard, []);
  });
});

test('[FILE-3] a file that is too large is refused beforehand, with the limit said', async () => {
  await withScene('active', {}, async ({ page, applet }) => {
    await page.evaluate(`(() => {
      const file = new File(['x'], 'huge.iso');
      Object.defineProperty(file, 'size', { value: 1024 ** 3 + 1 });
      const drop = new Event('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(drop, 'dataTransfer', { value: { files: [file] } });
      document.querySelector('main').dispatchEvent(drop);
    })()`);
    await page.getByText('huge.iso is too large. Files up to 1 GB can be sent.').waitFor();
    assert.deepEqual(applet.heard, []);
  });
});

test('[FILE-1] files dropped before the session has started are not taken, and the window says when', async () => {
  await withScene('waiting', {}, async ({ page, applet }) => {
    await page.evaluate(`(() => {
      const drop = new Event('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(drop, 'dataTransfer', { value: { files: [new File(['x'], 'a.txt')] } });
      document.querySelector('main').dispatchEvent(drop);
    })()`);
    await page.getByTestId('notice').getByText('as soon as the technician has started').waitFor();
    assert.deepEqual(applet.heard, []);
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

test('[WINDOW-2] the font size holds for the whole window and after a reload', async () => {
  await withScene('active', {}, async ({ page }) => {
    const size = (): Promise<string> =>
      page
        .locator('main h2')
        .first()
        .evaluate((e) => getComputedStyle(e).fontSize);
    assert.equal(await size(), '16px');
    await larger(page, 6);
    assert.equal(await size(), '40px');
    assert.equal(await page.getByRole('button', { name: 'larger text' }).isDisabled(), true);
    await page.reload();
    await page.getByTestId('nothing-granted').waitFor();
    assert.equal(await size(), '40px');
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
    const stranger = await browser.newPage();
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

test('[WINDOW-7] at the end the window says what became of the program', async () => {
  await withScene('over', {}, async ({ page, applet }) => {
    await page.getByText('The support program is removing itself…').waitFor();
    applet.stop();
    await page.getByText('Everything has been removed.').waitFor();
    await page.getByRole('button', { name: 'Close this window' }).waitFor();
  });
});
