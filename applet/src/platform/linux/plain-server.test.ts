import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startDesktop } from './testing/desktop.ts';
import { windowNamed } from './testing/typing.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Input } from './x11-input.ts';
import { X11Screen } from './x11-screen.ts';

test('[GUARD-10] a server without X-Resource, DAMAGE and shared memory: windows are known by their process id', async () => {
  await using desktop = await startDesktop('800x600', true, ['X-Resource', 'DAMAGE', 'MIT-SHM']);
  // Its window comes only after the file, so that what is before it can be looked at.
  const go = join(desktop.folder, 'go');
  const xterm = "exec xterm -T own -geometry 30x10+200+200 -bg '#ff01fe'";
  const program = desktop.start('sh', '-c', `until [ -e '${go}' ]; do sleep 0.05; done; ${xterm}`);
  const input = new X11Input(desktop.display);
  const screen = new X11Screen(desktop.display);
  const onWindow = { kind: 'pointer', x: 260, y: 260, buttons: 1 } as const;
  const region = { x: 250, y: 250, width: 20, height: 20 };
  input.protect({ kind: 'processes', roots: [program.pid] });
  screen.protect({ kind: 'processes', roots: [program.pid] });
  assert.equal(await input.inject(onWindow), 'refused-unidentified');
  assert.equal(screen.capture(region).kind, 'unidentified');
  writeFileSync(go, '');
  const id = await waitFor('the window', () => windowNamed(desktop, 'own'));
  await waitFor('the window to be known', async () => (await input.inject(onWindow)) === 'refused-protected');
  await desktop.run('xdotool', 'windowactivate', '--sync', id);
  assert.equal(await input.inject({ kind: 'character', codepoint: 0x78 }), 'refused-protected');
  assert.equal(await input.inject({ ...onWindow, x: 700, y: 550, buttons: 0 }), 'done');
  const result = screen.capture(region);
  assert.ok(result.kind === 'pixels');
  assert.deepEqual(result.masks, [region]);
  assert.ok(result.view.data.every((byte) => byte === 0x80));
  screen.close();
  input.close();
});
