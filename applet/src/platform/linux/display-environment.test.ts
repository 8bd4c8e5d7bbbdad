import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectDesktop } from './display-environment.ts';

test('[APPLET-5] the desktop is told apart by its environment', () => {
  assert.deepEqual(detectDesktop({ DISPLAY: ':1' }), { kind: 'x11', display: ':1' });
  assert.deepEqual(detectDesktop({ DISPLAY: ':1', XDG_SESSION_TYPE: 'x11' }), { kind: 'x11', display: ':1' });
  assert.equal(detectDesktop({ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }).kind, 'wayland');
  assert.equal(detectDesktop({ DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' }).kind, 'wayland');
  assert.equal(detectDesktop({}).kind, 'no-display');
  assert.equal(detectDesktop({ DISPLAY: '', XDG_SESSION_TYPE: 'tty' }).kind, 'no-display');
});
