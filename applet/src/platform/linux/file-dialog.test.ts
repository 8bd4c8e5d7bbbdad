import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { launchEngine } from '../../window/engine-launch.ts';
import { LINUX_ENGINE_HOST } from './engine-host.ts';
import { findLinuxEngines } from './engines.ts';
import { startDesktop } from './testing/desktop.ts';
import { waitFor } from './testing/wait-for.ts';

/** A page that posts that it is drawn, then name and size of what is chosen in it. */
const PAGE = `<!doctype html><title>chooser</title>
<input type="file" autofocus style="position:fixed;inset:0;font-size:40px"
  onchange="fetch('/chosen',{method:'POST',body:JSON.stringify([this.files[0].name,this.files[0].size])})">
<script>requestAnimationFrame(() => requestAnimationFrame(() => fetch('/drawn',{method:'POST',body:'drawn'})))</script>`;

test('[ENGINE-1] a file chosen in the system’s own dialog has its name and its bytes, in the locale C too', async (t) => {
  await using desktop = await startDesktop('800x600');
  const told: string[] = [];
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    request.setEncoding('utf8').on('data', (text: string) => told.push(text));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const [engine] = findLinuxEngines(process.env.PATH ?? '', undefined);
  assert.ok(engine?.kind === 'chromium');
  const running = await launchEngine({
    host: LINUX_ENGINE_HOST,
    engine,
    address: `http://127.0.0.1:${address.port}/`,
    folder: desktop.folder,
    place: { x: 0, y: 0, width: 400, height: 600 },
    environment: { ...process.env, DISPLAY: desktop.display, LC_ALL: 'C', XDG_SESSION_TYPE: 'x11' },
    ended: () => undefined,
  });
  t.after(() => running.end());
  writeFileSync(join(desktop.folder, 'Überblick.txt'), 'twelve bytes');

  const windows = async (name: string): Promise<string[]> => {
    // It ends with 1 where nothing is found.
    const found = await desktop.run('sh', '-c', `xdotool search --onlyvisible --name '${name}' || true`);
    return found === '' ? [] : found.split('\n');
  };
  await waitFor('the page', () => told.shift() === 'drawn');
  await desktop.run('xdotool', 'mousemove', '120', '45', 'click', '1');
  const dialog = await waitFor('the dialog', async () => (await windows('^Open File'))[0]);
  await desktop.run('xdotool', 'windowfocus', '--sync', dialog, 'key', 'ctrl+l');
  await desktop.run('xdotool', 'type', '--delay', '20', `${desktop.folder}/`);
  // By its code point, as GTK takes it: no layout of the test's X server bears the letter.
  await desktop.run('xdotool', 'key', 'ctrl+shift+u', 'd', 'c', 'space');
  await desktop.run('xdotool', 'type', '--delay', '20', 'berblick.txt');
  await waitFor('the choice', async () => {
    if (told.length > 0) return true;
    // A first Return can go to the list of completions.
    if ((await windows('^Open File')).length > 0) await desktop.run('xdotool', 'key', 'Return');
    return false;
  });
  assert.deepEqual(JSON.parse(told[0] ?? ''), ['Überblick.txt', 12]);
});
