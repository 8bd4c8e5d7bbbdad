import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { launchEngine } from '../../window/engine-launch.ts';
import { LINUX_ENGINE_HOST } from './engine-host.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import { type, windowNamed } from './testing/typing.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Input } from './x11-input.ts';

const PAGE = `<!doctype html><meta charset="utf-8"><title>file page</title>
<style>input{position:fixed;inset:0;font-size:100px}</style><input type="file">
<script>
const tell = (what) => fetch('/report', { method: 'POST', body: JSON.stringify(what) });
document.querySelector('input').onchange = async ({ target: { files: [file] } }) =>
  tell({ name: file.name, text: await file.text() });
tell('loaded');
</script>`;

test('[ENGINE-1] a file with an umlaut, chosen in the real file dialog, arrives whole and under its name, in the locale C too', async () => {
  await using desktop = await startDesktop();
  const told: unknown[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') told.push(JSON.parse(await new Response(request).text()));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
  });
  await using _ = server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const [folder, theirs] = [join(desktop.folder, 'run'), join(desktop.folder, 'Aé')];
  await mkdir(folder);
  await mkdir(theirs);
  await writeFile(join(theirs, 'Überblick.txt'), 'Grüße');
  const { LC_CTYPE: __, LANG: ___, ...environment } = process.env;
  const engine = await launchEngine({
    host: LINUX_ENGINE_HOST,
    engine: { kind: 'chromium', path: '/usr/bin/chromium', ownFolder: undefined },
    address: `http://127.0.0.1:${address.port}/`,
    folder,
    place: { x: 100, y: 100, width: 400, height: 500 },
    environment: { ...environment, HOME: desktop.folder, DISPLAY: desktop.display, LC_ALL: 'C' },
    ended: () => undefined,
  });
  try {
    await waitFor('the page', () => told.includes('loaded'));
    const find = (title: string) => waitFor(`the window ${title}`, () => windowNamed(desktop, title));
    await desktop.run('xdotool', 'windowactivate', '--sync', await find('file page'));
    await desktop.run('xdotool', 'mousemove', '300', '350', 'click', '1');
    const dialog = await find('Open File');
    await desktop.run('xdotool', 'windowactivate', '--sync', dialog);
    const input = new X11Input(desktop.display);
    input.protect({ kind: 'none' });
    assert.deepEqual(await type(input, join(theirs, 'Überblick.txt')), []);
    const { x, y } = await openButton(desktop, dialog);
    // GTK looks for the file while it is typed, and opens nothing before it has found it.
    await waitFor('the dialog to be gone', async () => {
      if ((await windowNamed(desktop, 'Open File')) === undefined) return true;
      await desktop.run('xdotool', 'mousemove', String(x), String(y), 'click', '1');
      return false;
    });
    await waitFor('the file', () => told.length > 1);
    assert.deepEqual(told[1], { name: 'Überblick.txt', text: 'Grüße' });
    input.close();
  } finally {
    await engine.end();
  }
});

/** The middle of the button at the lower right of GTK's dialog. */
async function openButton(desktop: TestDesktop, dialog: string): Promise<{ x: number; y: number }> {
  const text = await desktop.run('xwininfo', '-id', dialog);
  const number = (name: string) => Number(new RegExp(`${name}:\\s+(-?\\d+)`).exec(text)?.[1]);
  const right = number('Absolute upper-left X') + number('Width');
  const bottom = number('Absolute upper-left Y') + number('Height');
  return { x: right - 45, y: bottom - 25 };
}
