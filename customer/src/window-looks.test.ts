import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { windowUpdate } from '@throwline/protocol';
import { drawnEdges } from '@throwline/testbed/edges.ts';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { SCENE_NAMES, type Scene } from './dev/scenes.ts';
import type { ScriptedApplet } from './dev/scripted-applet.ts';
import { inSight, larger, windowTests } from './testing/opened-window.ts';

const withScene = windowTests();

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
  ...SCENE_NAMES.filter((scene) => scene !== 'strip').map((scene) => ({
    scene,
    name: scene,
    act: async () => undefined,
  })),
  {
    scene: 'granted',
    name: 'a strip',
    act: async (page, applet) => {
      applet.say(windowUpdate.parse({ type: 'shape', shape: 'strip' }));
      await page.setViewportSize({ width: 558, height: 80 });
      await page.getByTestId('strip').waitFor();
    },
  },
  { scene: 'active', name: 'files', act: tab('Send a file') },
  { scene: 'granted', name: 'a file on its way', act: tab('Send a file') },
  { scene: 'waiting', name: 'files, not yet', act: tab('Send a file') },
  { scene: 'active', name: 'the log', act: tab('Session log') },
  { scene: 'over', name: 'the log at the end', act: (page) => page.getByText('Session log').click() },
  {
    scene: 'active',
    name: 'ending asked',
    act: async (page) => {
      await page.getByTestId('end').click();
      await inSight(page.getByTestId('end-confirm'), page);
      await inSight(page.getByTestId('end-cancel'), page);
    },
  },
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

suite('every look', { concurrency: true }, () => {
  for (const { name, options, steps } of VARIANTS) {
    test(`[WINDOW-8] [IDENTITY-1] no finding by axe-core, edges drawn, and both Xs in sight, in any state: ${name}`, async () => {
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
          assert.deepEqual((await drawnEdges(page)).faint, [], look);
          await page.mouse.wheel(0, 10_000);
          const large = await inSight(page.getByTestId('revoke-all'), page);
          const small = await inSight(page.getByTestId('end'), page);
          assert.ok(large.x < 20 && large.y < 20 && large.width >= 48, `${look} ${JSON.stringify(large)}`);
          assert.ok(small.x > large.x + 200 && small.width < large.width, `${look} ${JSON.stringify(small)}`);
          for (const id of ['revoke-all', 'end'])
            assert.ok(await isUncovered(page.getByTestId(id)), `${look}: nothing stands over ${id}`);
          const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
          assert.equal(wide, 0, `${look} does not scroll sideways`);
        });
      }
    });
  }
});

/** Whether a click on an element's middle reaches it. */
async function isUncovered(element: Locator): Promise<boolean> {
  return element.evaluate((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
}

test('[MACOS-10] the pictures of the steps grow with the text', async () => {
  await withScene('mac', {}, async ({ page }) => {
    const width = async (): Promise<number> =>
      (await page.locator('.picture').first().boundingBox())?.width ?? 0;
    const usual = await width();
    await larger(page, 6);
    const large = await width();
    assert.ok(large > 1.5 * usual && large < 480, `${usual} and ${large} pixels`);
  });
});
