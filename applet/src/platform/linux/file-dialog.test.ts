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

/** A page that posts name and size of what is chosen in it. */
const PAGE = `<!doctype html><title>chooser</title>
<input type="file" autofocus style="position:fixed;inset:0;font-size:40px"
  onchange="fetch('/chosen',{method:'POST',body:JSON.stringify([this.files[0].name,this.files[0].size])})">`;

test('[ENGINE-1] a file chosen in the system’s own dialog has its name and its bytes, in the locale C too', async (t) => {
  await using desktop = await startDesktop('800x600');
  const chosen: string[] = [];
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    request.setEncoding('utf8').on('data', (text: string) => chosen.push(text));
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
  await waitFor('the page', async () => (await windows('^chooser')).length > 0);
  await waitFor('the dialog', async () => {
    if ((await windows('^Open File')).length > 0) return true;
    await desktop.run('xdotool', 'mousemove', '200', '400', 'click', '1');
    return false;
  });
  const [dialog = ''] = await windows('^Open File');
  await desktop.run('xdotool', 'windowfocus', '--sync', dialog, 'key', 'ctrl+l');
  await desktop.run('xdotool', 'type', '--delay', '20', `${desktop.folder}/`);
  // By its code point, as GTK takes it: no layout of the test's X server bears the letter.
  await desktop.run('xdotool', 'key', 'ctrl+shift+u', 'd', 'c', 'space');
  await desktop.run('xdotool', 'type', '--delay', '20', 'berblick.txt\n');
  await waitFor('the choice', () => chosen.length > 0);
  assert.deepEqual(JSON.parse(chosen[0] ?? ''), ['Überblick.txt', 12]);
});
