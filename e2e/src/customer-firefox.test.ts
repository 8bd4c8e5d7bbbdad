import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type FirefoxTab, openFirefox } from '@throwline/testbed/firefox.ts';
import { ApiTechnician } from '@throwline/testbed/installation.ts';
import { type ServerProcess, startServerProcess } from '@throwline/testbed/server.ts';
import { ANNA } from '@throwline/testbed/technician-steps.ts';
import { until } from '@throwline/testbed/wait.ts';
import { z } from 'zod';
import { keepImage } from './pictures.ts';

/* The customer's way in Debian's Firefox: the address, the code, the button, the file in the download folder. */

let server: ServerProcess;
let firefox: FirefoxTab;

before(async () => {
  server = await startServerProcess();
  firefox = await openFirefox({ width: 1000, height: 800 });
});
after(async () => {
  await firefox?.close();
  await server?.close();
});

test('[PAGE-2] [PAGE-9] [PAGE-11] in Firefox: code, Start Download, and the file is in the download folder, byte for byte', async () => {
  const technician = await ApiTechnician.setUp(server, ANNA);
  const { code } = await technician.createSession();
  try {
    await firefox.goto(server.url);
    await firefox.type(code);
    await clickOn('Start Download');

    const built = readFileSync(join(server.dataFolder, 'applets', 'linux-x64.run'));
    const name = await until('the download', () => {
      const { downloads } = firefox;
      const files = existsSync(downloads) ? readdirSync(downloads) : [];
      // Firefox makes an empty file of that name first and puts the whole one in its place.
      return files.find(
        (file) => file.endsWith('.run') && statSync(join(downloads, file)).size === built.length,
      );
    });
    assert.match(name, /^Support-Throwline-[0-9a-z]{26}\.run$/);
    assert.ok(readFileSync(join(firefox.downloads, name)).equals(built));
    assert.ok((built.length * 8) / 16e6 <= 15, `${built.length} bytes take 15 s at 16 Mbit/s`);

    // The page has followed by itself, and shows the steps of this very browser with all their pictures.
    await until('the page to say so', async () =>
      (await text()).includes('The support program has been sent to this computer.'),
    );
    assert.match(await text(), /These are the steps for Firefox on Linux\./);
    const broken = await firefox.run(
      'return [...document.images].filter((i) => i.naturalWidth === 0).map((i) => i.src);',
    );
    assert.deepEqual(broken, []);
  } finally {
    keepImage(await firefox.screenshot(), 'support-firefox');
  }
});

async function text(): Promise<string> {
  return z.string().parse(await firefox.run('return document.body.innerText;'));
}

/** Clicks with the mouse on the middle of the button with this name. */
async function clickOn(name: string): Promise<void> {
  const { x, y } = z.object({ x: z.number(), y: z.number() }).parse(
    await firefox.run(`
      const button = [...document.querySelectorAll('button')].find((each) => each.textContent === '${name}');
      const box = button.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };`),
  );
  await firefox.click(x, y);
}
