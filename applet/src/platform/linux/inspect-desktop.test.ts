import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspectDesktop } from './inspect-desktop.ts';
import { startDesktop } from './testing/desktop.ts';

/** A folder for sockets. */
function runtimeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

test('[APPLET-5] an X11 desktop is one, whatever variables are left over from Wayland', async (t) => {
  await using desktop = await startDesktop('640x480', false);
  const runtime = runtimeFolder(t);
  for (const left of [
    {},
    { XDG_SESSION_TYPE: 'x11', WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: runtime },
    { XDG_SESSION_TYPE: 'wayland' },
  ]) {
    const found = inspectDesktop({ DISPLAY: desktop.display, ...left });
    assert.ok(found.kind === 'usable', JSON.stringify(found));
    assert.equal(found.display, desktop.display);
    assert.equal(found.primary?.width, 640);
    assert.equal(found.environment.DISPLAY, desktop.display);
    assert.equal(found.environment.WAYLAND_DISPLAY, undefined, 'browsers are not misled either');
    assert.equal(found.environment.XDG_SESSION_TYPE, 'x11');
  }
});

test('[APPLET-5] a desktop of 256 colours, on which browsers stay black, is named, with what helps', async () => {
  await using desktop = await startDesktop('640x480x8', false);
  const found = inspectDesktop({ DISPLAY: desktop.display });
  assert.ok(found.kind === 'none');
  assert.match(found.reason, /256 colours.*24 bits/);
});

test('[APPLET-5] Wayland is recognised by its own display, and by the X display that it carries', async (t) => {
  const runtime = runtimeFolder(t);
  const weston = spawn(
    'weston',
    ['--backend=headless-backend.so', '--xwayland', '--socket=wayland-7', '--idle-time=0'],
    { env: { ...process.env, XDG_RUNTIME_DIR: runtime }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  t.after(async () => {
    weston.kill();
    if (weston.exitCode === null && weston.signalCode === null) await once(weston, 'exit');
  });
  const display = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (part: Buffer): void => {
      text += part;
      const [, found] = /listening on display (:\d+)\n/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    };
    weston.stdout.on('data', read);
    weston.stderr.on('data', read);
    weston.once('error', reject);
    weston.once('exit', () => reject(new Error(`weston ended: ${text}`)));
  });
  const wayland = { WAYLAND_DISPLAY: 'wayland-7', XDG_RUNTIME_DIR: runtime };
  for (const environment of [
    { DISPLAY: display, XDG_SESSION_TYPE: 'x11' },
    { DISPLAY: display, ...wayland },
    wayland,
    { ...wayland, DISPLAY: ':4999' },
  ]) {
    const found = inspectDesktop(environment);
    assert.ok(found.kind === 'window-only', JSON.stringify([environment, found]));
    assert.match(found.reason, /Wayland/);
  }
});

test('[APPLET-5] no display at all', (t) => {
  const runtime = runtimeFolder(t);
  writeFileSync(join(runtime, 'wayland-1.lock'), '');
  for (const environment of [
    {},
    { DISPLAY: '', XDG_SESSION_TYPE: 'tty' },
    { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-1', XDG_RUNTIME_DIR: runtime },
  ]) {
    const found = inspectDesktop(environment);
    assert.ok(found.kind === 'none');
    assert.match(found.reason, /no desktop here/);
  }
  assert.equal(inspectDesktop({ DISPLAY: ':4999' }).kind, 'none');
});
