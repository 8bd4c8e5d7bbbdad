import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { InputOutcome, PixelView } from '../platform.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import { type EventPage, openEventPage, PAGE_COLOUR } from './testing/event-page.ts';
import { keyboardIsGrabbed, pressed } from './testing/pressed.ts';
import { openTypedFile, windowNamed } from './testing/typing.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Input } from './x11-input.ts';
import { X11Screen } from './x11-screen.ts';

const LEFT = 1;

describe('the protected window', () => {
  let desktop: TestDesktop;
  let page: EventPage;
  let input: X11Input;
  let screen: X11Screen;
  let other: string;

  before(async () => {
    desktop = await startDesktop('1024x768');
    await openTypedFile(desktop, 'other');
    other = (await windowNamed(desktop, 'other')) ?? '';
    await desktop.run('xdotool', 'windowmove', '--sync', other, '620', '10');
    page = await openEventPage(desktop);
    input = new X11Input(desktop.display);
    screen = new X11Screen(desktop.display);
    input.protect({ kind: 'processes', roots: [page.pid] });
    screen.protect({ kind: 'processes', roots: [page.pid] });
  });
  after(async () => {
    input.close();
    screen.close();
    await page[Symbol.asyncDispose]();
    await desktop[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    input.releaseAll();
    await desktop.run('xdotool', 'mousemove', '700', '700');
    await desktop.run('xdotool', 'windowmove', '--sync', page.windowId, '200', '200');
    await desktop.run('xdotool', 'windowactivate', '--sync', page.windowId);
    await localClick();
    await desktop.run('xdotool', 'mousemove', '700', '700');
    // Events arrive in order: once this key has been reported, so has all before it.
    await desktop.run('xdotool', 'key', 'F8');
    await page.waitForEvent('keyup F8');
  });

  /** A click by the customer's own hand: proves that the page reports what reaches it, and that all before has been reported. */
  async function localClick(): Promise<void> {
    await desktop.run('xdotool', 'mousemove', '--window', page.windowId, '50', '60', 'click', '1');
    await page.waitForEvent('click');
  }

  async function assertNothingArrived(): Promise<void> {
    await desktop.run('xdotool', 'key', 'F9');
    const events = await page.waitForEvent('keyup F9');
    assert.deepEqual(events, ['keydown F9', 'keyup F9']);
  }

  const point = (x: number, y: number, buttons = 0) => input.inject({ kind: 'pointer', x, y, buttons });

  test('[GUARD-1] clicks, wheel and moves do not reach it', async () => {
    for (const buttons of [0, 1, 2, 4, 8, 16]) {
      assert.equal(await point(300, 300, buttons), 'refused-protected');
      assert.equal(await point(300, 300), 'refused-protected');
    }
    assert.equal(await point(700, 700, 0), 'done');
    await assertNothingArrived();
  });

  test('[GUARD-1] the wheel does nothing while the customer has the pointer over it', async () => {
    await desktop.run('xdotool', 'mousemove', '--window', page.windowId, '50', '60');
    await page.waitForEvent('mousemove');
    assert.equal(await input.inject({ kind: 'wheel', columns: 0, rows: 3 }), 'refused-protected');
    await assertNothingArrived();
  });

  test('[GUARD-2] its title bar and borders are part of it', async () => {
    const { x, y } = await placeOf(page.windowId);
    assert.equal(await point(x + 100, y - 5, LEFT), 'refused-protected');
    await assertNothingArrived();
  });

  test('[GUARD-3] keys, characters and chords do not reach it while it has the focus', async () => {
    for (const event of [
      { kind: 'key', key: 'Enter', down: true },
      { kind: 'key', key: 'Tab', down: true },
      { kind: 'key', key: 'F4', down: true },
      { kind: 'key', key: 'AltLeft', down: true },
      { kind: 'character', codepoint: 0x79 },
      { kind: 'character', codepoint: 0x20ac },
      { kind: 'chord', codepoint: 0x77, down: true },
    ] as const) {
      assert.equal(await input.inject(event), 'refused-protected');
    }
    await assertNothingArrived();
  });

  test('[GUARD-4] a key held when it gets the focus types nothing into it', async () => {
    await desktop.run('xdotool', 'windowactivate', '--sync', other);
    assert.equal(await input.inject({ kind: 'key', key: 'Enter', down: true }), 'done');
    await desktop.run('xdotool', 'windowactivate', '--sync', page.windowId);
    // Twice as long as the server waits before a key repeats by itself.
    await desktop.run('sleep', '1.4');
    assert.equal(await input.inject({ kind: 'key', key: 'Enter', down: true }), 'refused-protected');
    await desktop.run('xdotool', 'key', 'F9');
    const events = await page.waitForEvent('keyup F9');
    assert.deepEqual(
      events.filter((event) => event.includes('Enter')),
      [],
    );
    assert.equal(await input.inject({ kind: 'key', key: 'Enter', down: false }), 'done');
    assert.deepEqual(pressed(desktop.display).keycodes, []);
  });

  test('[GUARD-5] focus moved back and forth in a race lets no key through', async () => {
    const race = desktop.run(
      'sh',
      '-c',
      `for i in $(seq 60); do xdotool windowfocus ${other} windowfocus ${page.windowId}; done`,
    );
    const outcomes = new Map<InputOutcome, number>();
    let over = false;
    void race.then(() => {
      over = true;
    });
    while (!over) {
      for (const event of [
        { kind: 'character', codepoint: 0x78 },
        { kind: 'key', key: 'ArrowDown', down: true },
        { kind: 'key', key: 'ArrowDown', down: false },
      ] as const) {
        const outcome = await input.inject(event);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await race;
    await desktop.run('xdotool', 'windowactivate', '--sync', page.windowId);
    await desktop.run('xdotool', 'key', 'F9');
    const events = await page.waitForEvent('keyup F9');
    assert.deepEqual(
      events.filter((event) => /^(keydown|keypress|input) (?!F9)/.test(event)),
      [],
    );
    assert.ok((outcomes.get('refused-protected') ?? 0) > 0, 'some keys met the protected window');
    assert.ok((outcomes.get('done') ?? 0) > 0, 'some keys met the other window');
  });

  test('[GUARD-5] Alt+Tab by remote keys focuses it, and no key reaches it', async () => {
    await desktop.run('xdotool', 'windowactivate', '--sync', other);
    assert.equal(await input.inject({ kind: 'key', key: 'AltLeft', down: true }), 'done');
    assert.equal(await input.inject({ kind: 'key', key: 'Tab', down: true }), 'done');
    assert.equal(await input.inject({ kind: 'key', key: 'Tab', down: false }), 'done');
    await waitFor('the window manager to switch', () => keyboardIsGrabbed(desktop.display));
    assert.equal(await input.inject({ kind: 'key', key: 'AltLeft', down: false }), 'done');
    await waitFor(
      'the focus',
      async () => (await desktop.run('xdotool', 'getactivewindow')) === page.windowId,
    );
    assert.equal(await input.inject({ kind: 'character', codepoint: 0x79 }), 'refused-protected');
    await desktop.run('xdotool', 'key', 'F9');
    const events = await page.waitForEvent('keyup F9');
    assert.deepEqual(
      events.filter((event) => event.startsWith('keydown')),
      ['keydown F9'],
    );
  });

  test('[GUARD-6] what is dragged cannot be dropped on it', async () => {
    assert.equal(await point(700, 100, LEFT), 'done');
    assert.equal(await point(650, 400, LEFT), 'done');
    for (let x = 590; x > 300; x -= 30) assert.equal(await point(x, 300, LEFT), 'refused-protected');
    // The customer pushes the pointer over the window; the button goes up somewhere else all the same.
    await desktop.run('xdotool', 'mousemove', '--window', page.windowId, '50', '60');
    assert.equal(await point(300, 300, 0), 'refused-protected');
    assert.match(await desktop.run('xdotool', 'getmouselocation'), /x:650 y:400/);
    await desktop.run('xdotool', 'windowactivate', '--sync', page.windowId, 'key', 'F9');
    const events = await page.waitForEvent('keyup F9');
    assert.deepEqual(
      events.filter((event) => /^(mouseup|click|drop|drag)/.test(event)),
      [],
    );
  });

  test('[GUARD-7] while its menu is open, clicks elsewhere are refused too', async () => {
    await desktop.run('xdotool', 'mousemove', '--window', page.windowId, '50', '60', 'click', '3');
    await waitFor('the menu', async () => (await point(900, 700, LEFT)) === 'refused-protected');
    assert.equal(await point(900, 700, 0), 'refused-protected');
    await desktop.run('xdotool', 'key', 'Escape');
    await waitFor('the menu to close', async () => (await point(900, 700, 0)) === 'done');
    await page.waitForEvent('contextmenu');
  });

  test('[GUARD-8] none of its pixels are in a picture while it moves about', async () => {
    let shots = 0;
    let over = false;
    const mover = desktop
      .run('sh', '-c', `for i in $(seq 40); do xdotool windowmove ${page.windowId} $((i*13)) $((i*9)); done`)
      .then(() => {
        over = true;
      });
    while (!over) {
      const result = screen.capture({ x: 0, y: 0, width: 1024, height: 768 });
      assert.equal(result.kind, 'pixels');
      if (result.kind !== 'pixels') return;
      assert.equal(pixelsOfPage(result.view), 0);
      assert.ok(result.masks.length > 0);
      shots += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await mover;
    assert.ok(shots > 10);
    assert.equal(screen.protectedWindowsSeen, 1);
  });

  test('[GUARD-8] without protection its pixels are there', () => {
    const bare = new X11Screen(desktop.display);
    bare.protect({ kind: 'none' });
    const result = bare.capture({ x: 0, y: 0, width: 1024, height: 768 });
    assert.ok(result.kind === 'pixels' && pixelsOfPage(result.view) > 50_000);
    bare.close();
  });

  test('[GUARD-9] an opaque window in front stays visible', async () => {
    await desktop.run('xdotool', 'windowmove', '--sync', other, '300', '250');
    await desktop.run('xdotool', 'windowactivate', '--sync', other);
    const { x, y } = await placeOf(other);
    const region = { x: x + 20, y: y + 20, width: 50, height: 50 };
    screen.capture(region);
    await waitFor('the window in front to settle', () => {
      const result = screen.capture(region);
      return result.kind === 'pixels' && result.masks.length === 0;
    });
    assert.equal(await point(x + 30, y + 30), 'done');
    await desktop.run('xdotool', 'windowmove', '--sync', other, '620', '10');
  });

  test('[GUARD-12] while a compositor runs, what lies over it is hidden with it', async () => {
    await desktop.run('xdotool', 'windowmove', '--sync', other, '300', '250');
    await desktop.run('xdotool', 'windowactivate', '--sync', other);
    const { x, y } = await placeOf(other);
    const region = { x: x + 20, y: y + 20, width: 50, height: 50 };
    const isHidden = () => {
      const result = screen.capture(region);
      return result.kind === 'pixels' && result.masks.length > 0;
    };
    await waitFor('the window in front to settle', () => !isHidden());
    // Windows without the focus shine through: a window's own opacity says nothing of it.
    const compositor = desktop.start('picom', '--backend', 'xrender', '--inactive-opacity', '0.5');
    await waitFor('the compositor', isHidden);
    await desktop.run('xdotool', 'windowactivate', '--sync', page.windowId);
    await desktop.run('xdotool', 'windowactivate', '--sync', other);
    assert.ok(isHidden());
    await compositor.close();
    await waitFor('the window in front', () => !isHidden());
    await desktop.run('xdotool', 'windowmove', '--sync', other, '620', '10');
  });

  test('[GUARD-10] refuses everything while nobody can be told apart', async () => {
    const unset = new X11Input(desktop.display);
    const unsetScreen = new X11Screen(desktop.display);
    const event = { kind: 'pointer', x: 900, y: 700, buttons: 0 } as const;
    const everything = { x: 0, y: 0, width: 10, height: 10 };
    assert.equal(await unset.inject(event), 'refused-unidentified');
    assert.equal(unsetScreen.capture(everything).kind, 'unidentified');
    for (const roots of [[], [process.pid * 2 + 1]]) {
      unset.protect({ kind: 'processes', roots });
      unsetScreen.protect({ kind: 'processes', roots });
      assert.equal(await unset.inject(event), 'refused-unidentified');
      assert.equal(await unset.inject({ kind: 'character', codepoint: 0x78 }), 'refused-unidentified');
      assert.equal(unsetScreen.capture(everything).kind, 'unidentified');
    }
    unset.close();
    unsetScreen.close();
  });

  async function placeOf(windowId: string): Promise<{ x: number; y: number }> {
    const text = await desktop.run('xwininfo', '-id', windowId);
    const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
    return { x: number(/Absolute upper-left X:\s+(-?\d+)/), y: number(/Absolute upper-left Y:\s+(-?\d+)/) };
  }
});

function pixelsOfPage(view: PixelView): number {
  let count = 0;
  for (let offset = 0; offset < view.data.length; offset += 4) {
    if (
      view.data[offset] === PAGE_COLOUR.blue &&
      view.data[offset + 1] === PAGE_COLOUR.green &&
      view.data[offset + 2] === PAGE_COLOUR.red
    ) {
      count += 1;
    }
  }
  return count;
}
