import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Rect } from '../platform.ts';
import { openColouredWindows } from './testing/coloured-window.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import { type Hands, openHands } from './testing/hands.ts';
import { pressed as held } from './testing/pressed.ts';
import { windowNamed } from './testing/typing.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Hands } from './x11-hands.ts';

const ENTER = 36;
const LETTER_A = 38;

let desktop: TestDesktop;
let hands: Hands;
let watch: X11Hands;
let windowId: string;

before(async () => {
  desktop = await startDesktop('800x600');
  const window = desktop.start('xterm', '-geometry', '40x10+300+200', '-title', 'the window');
  windowId = await waitFor('the window', () => windowNamed(desktop, 'the window'));
  await desktop.run('xdotool', 'windowactivate', '--sync', windowId);
  hands = openHands(desktop.display);
  watch = new X11Hands(desktop.display, { kind: 'processes', roots: [window.pid] });
});
after(async () => {
  watch?.close();
  hands?.close();
  await desktop[Symbol.asyncDispose]();
});

const pointAt = (x: number, y: number) =>
  desktop.run('xdotool', 'mousemove', '--window', windowId, String(x), String(y));
/** Clicks, and waits until the window manager, which may hold events back, has let the button go up. */
async function click(): Promise<void> {
  hands.click();
  await waitFor('the button up', () => held(desktop.display).buttons === 0);
}
const pressed = (): boolean => watch.takePress() < Number.POSITIVE_INFINITY;

test('[CONSENT-14] a press of a real mouse over the window is told, once', async () => {
  await pointAt(100, 20);
  assert.equal(pressed(), false);
  await click();
  assert.equal(pressed(), true);
  assert.equal(pressed(), false);
});

test('[CONSENT-14] what a program clicks and types through XTEST is nobody’s hand', async () => {
  await pointAt(100, 20);
  await desktop.run('xdotool', 'click', '1', 'key', 'Return', 'key', 'space');
  assert.equal(pressed(), false);
});

test('[CONSENT-14] a press elsewhere, a wheel and other keys answer nothing', async () => {
  await pointAt(100, 20);
  hands.wheel();
  hands.key(LETTER_A);
  assert.equal(pressed(), false);
  await desktop.run('xdotool', 'mousemove', '10', '590');
  await click();
  assert.equal(pressed(), false);
});

test('[CONSENT-14] Enter of a real keyboard counts while the window has the focus', async () => {
  // The window manager answers this after the click before, during which it may hold the keyboard back.
  await desktop.run('xdotool', 'windowactivate', '--sync', windowId);
  await waitFor('the focus', async () => (await desktop.run('xdotool', 'getwindowfocus')) === windowId);
  hands.key(ENTER);
  assert.equal(pressed(), true);
  const other = desktop.start('xterm', '-geometry', '20x5+10+10');
  await waitFor('the focus elsewhere', async () => {
    const focus = await desktop.run('xdotool', 'getwindowfocus');
    return focus !== windowId;
  });
  hands.key(ENTER);
  assert.equal(pressed(), false);
  await other.close();
});

test('[CONSENT-13] the window is open on the desktop until something lies over it, or it is put away', async () => {
  const look = watch.look();
  assert.equal(look.kind, 'open');
  const place: Rect = look.kind === 'open' ? look.place : assert.fail();
  {
    const corner = {
      rect: { x: place.x + place.width - 5, y: place.y - 20, width: 40, height: 30 },
      colour: 1,
    };
    using _ = openColouredWindows(desktop.display, [corner]);
    assert.equal(watch.look().kind, 'hidden');
  }
  await waitFor('the window in the open', () => watch.look().kind === 'open');
  await desktop.run('xdotool', 'windowminimize', windowId);
  await waitFor('the window put away', () => watch.look().kind === 'hidden');
});
