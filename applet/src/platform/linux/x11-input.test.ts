import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { NAMED_KEYS } from '@throwline/protocol/peer/named-keys.ts';
import { KEYCODES, type Keymap, readKeymap } from '@throwline/testbed/keymap.ts';
import type { InputEvent } from '../platform.ts';
import { releaseStuckInput } from './stuck-input.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import { openEventWindow } from './testing/event-window.ts';
import { pressed } from './testing/pressed.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Input } from './x11-input.ts';

const NOTHING_PRESSED = { keycodes: [], buttons: 0 };

describe('mouse and keys', () => {
  let desktop: TestDesktop;
  let input: X11Input;
  let window: ReturnType<typeof openEventWindow>;

  before(async () => {
    desktop = await startDesktop('800x600', false);
  });
  after(() => desktop[Symbol.asyncDispose]());
  beforeEach(() => {
    window = openEventWindow(desktop.display);
    input = new X11Input(desktop.display);
    input.protect({ kind: 'none' });
  });
  afterEach(() => {
    input.close();
    window.close();
  });

  async function done(...events: readonly InputEvent[]): Promise<void> {
    for (const event of events) assert.equal(await input.inject(event), 'done');
  }
  const seen = async (count: number) => {
    await waitFor(
      `${count} events`,
      () => window.events.filter(({ name }) => name !== 'motion').length >= count,
    );
    return window.events.filter(({ name }) => name !== 'motion');
  };
  const key = (name: (typeof NAMED_KEYS)[number]['name'], down: boolean): InputEvent => ({
    kind: 'key',
    key: name,
    down,
  });

  test('[INPUT-7] buttons go down and up at the place that was said', async () => {
    for (const [bit, button] of [1, 2, 3, 8, 9].entries()) {
      window.events.length = 0;
      await done(
        { kind: 'pointer', x: 100 + bit, y: 50, buttons: 1 << bit },
        { kind: 'pointer', x: 100 + bit, y: 50, buttons: 0 },
      );
      assert.deepEqual(
        (await seen(2)).map(({ name, detail, x, y }) => ({ name, detail, x, y })),
        [
          { name: 'button-press', detail: button, x: 100 + bit, y: 50 },
          { name: 'button-release', detail: button, x: 100 + bit, y: 50 },
        ],
      );
    }
  });

  test('[INPUT-7] a drag moves with the button down', async () => {
    await done(
      { kind: 'pointer', x: 10, y: 10, buttons: 1 },
      { kind: 'pointer', x: 200, y: 150, buttons: 1 },
      { kind: 'pointer', x: 300, y: 200, buttons: 0 },
    );
    await seen(2);
    const leftDown = 1 << 8;
    assert.deepEqual(
      window.events.map(({ name, state, x, y }) => ({ name, down: (state & leftDown) !== 0, x, y })),
      [
        { name: 'motion', down: false, x: 10, y: 10 },
        { name: 'button-press', down: false, x: 10, y: 10 },
        { name: 'motion', down: true, x: 200, y: 150 },
        { name: 'motion', down: true, x: 300, y: 200 },
        { name: 'button-release', down: true, x: 300, y: 200 },
      ],
    );
  });

  test('[INPUT-7] a place beyond the desktop counts as its edge, and nonsense as its corner', async () => {
    for (const [x, y, place] of [
      [99_999, 99_999, 'x:799 y:599'],
      [-5, 20.9, 'x:0 y:20'],
      [Number.NaN, Number.POSITIVE_INFINITY, 'x:0 y:599'],
    ] as const) {
      await done({ kind: 'pointer', x, y, buttons: 0 });
      assert.ok((await desktop.run('xdotool', 'getmouselocation')).startsWith(place));
    }
  });

  test('[INPUT-7] the wheel turns by notches in four directions, at most 20 at once', async () => {
    await done(
      { kind: 'wheel', columns: 0, rows: 2 },
      { kind: 'wheel', columns: 0, rows: -1 },
      { kind: 'wheel', columns: 1, rows: 0 },
      { kind: 'wheel', columns: -1, rows: 0 },
      { kind: 'wheel', columns: 0, rows: 1e9 },
    );
    const presses = (await seen(50))
      .filter(({ name }) => name === 'button-press')
      .map(({ detail }) => detail);
    assert.deepEqual(presses, [5, 5, 4, 7, 6, ...Array.from({ length: 20 }, () => 5)]);
  });

  test('[INPUT-1] every named key can be pressed and released on every layout', async () => {
    for (const layout of ['us', 'de', 'fr']) {
      await desktop.run('setxkbmap', layout);
      for (const { name } of NAMED_KEYS) {
        window.events.length = 0;
        await done(key(name, true), key(name, false));
        const [press, release] = await seen(2);
        assert.deepEqual([press?.name, release?.name], ['key-press', 'key-release'], name);
        assert.equal(press?.detail, release?.detail, name);
      }
    }
    // Each lock key was pressed an odd number of times.
    await done(
      ...(['CapsLock', 'NumLock', 'ScrollLock'] as const).flatMap((name) => [
        key(name, true),
        key(name, false),
      ]),
    );
    assert.deepEqual(pressed(desktop.display), NOTHING_PRESSED);
  });

  test('[INPUT-4] a shortcut presses the key that bears the letter, with the modifiers that are held', async () => {
    const control = 4;
    for (const [layout, keycode] of [
      ['us', 52],
      ['de', 29],
      ['fr', 25 + 0],
    ] as const) {
      await desktop.run('setxkbmap', layout);
      window.events.length = 0;
      const codepoint = (layout === 'fr' ? 'Z' : 'z').codePointAt(0) ?? 0;
      await done(
        key('ControlLeft', true),
        { kind: 'chord', codepoint, down: true },
        { kind: 'chord', codepoint, down: false },
        key('ControlLeft', false),
      );
      const [, press, release] = await seen(4);
      assert.deepEqual([press?.name, press?.detail, press?.state], ['key-press', keycode, control], layout);
      assert.deepEqual([release?.name, release?.detail], ['key-release', keycode], layout);
    }
  });

  test('[INPUT-12] a layout without Latin letters gets a shortcut at their place on a Latin keyboard', async () => {
    const places = { a: 38, c: 54, v: 55, z: 52, '/': 61 };
    for (const layout of ['ru', 'gr', 'ara', 'us,ru']) {
      await desktop.run('setxkbmap', layout);
      // A letter that was typed is on loan to a spare key, which no program takes for a shortcut's.
      window.events.length = 0;
      await done({ kind: 'character', codepoint: 0x61 });
      await seen(2);
      for (const [letter, keycode] of Object.entries(places)) {
        // Russian and Arabic have a slash of their own.
        if (letter === '/' && layout !== 'gr') continue;
        const codepoint = letter.charCodeAt(0);
        window.events.length = 0;
        await done(
          key('ControlLeft', true),
          { kind: 'chord', codepoint, down: true },
          { kind: 'chord', codepoint, down: false },
          key('ControlLeft', false),
        );
        const [, press, release] = await seen(4);
        assert.deepEqual(
          [press?.name, press?.detail, press?.state],
          ['key-press', keycode, 4],
          layout + letter,
        );
        assert.deepEqual([release?.name, release?.detail], ['key-release', keycode], layout + letter);
      }
    }
    await desktop.run('setxkbmap', 'us');
  });

  test('[INPUT-15] each letter and digit is a shortcut on each layout: on its own key, or on its place', async () => {
    const keymap = async (layout: string) => {
      await desktop.run('setxkbmap', layout);
      return readKeymap({ env: { ...process.env, DISPLAY: desktop.display } });
    };
    const standard = await keymap('us');
    const keyOf = (map: Keymap, letter: string) =>
      KEYCODES.MAIN_BLOCK.find((keycode) => map.plain(keycode) === letter);
    for (const layout of ['us', 'de', 'fr', 'us(intl)', 'ru', 'ara', 'jp']) {
      const own = await keymap(layout);
      const letters = [...'abcdefghijklmnopqrstuvwxyz'];
      const expected = letters.map((letter) => keyOf(own, letter) ?? keyOf(standard, letter));
      window.events.length = 0;
      await done(
        key('ControlLeft', true),
        ...letters.flatMap((letter): InputEvent[] => {
          const codepoint = letter.charCodeAt(0);
          return [
            { kind: 'chord', codepoint, down: true },
            { kind: 'chord', codepoint, down: false },
          ];
        }),
        key('ControlLeft', false),
      );
      const presses = (await seen(2 + 2 * letters.length)).filter(({ name }) => name === 'key-press');
      assert.deepEqual(
        presses.slice(1).map(({ detail }) => detail),
        expected,
        layout,
      );
      assert.ok(
        presses.slice(1).every(({ state }) => state === 4),
        layout,
      );
    }
    await desktop.run('setxkbmap', 'us');
  });

  test('[INPUT-13] on a left-handed mouse left is left, and down is down', async () => {
    const buttonsSeen = async (count: number) =>
      (await seen(count)).map(({ name, detail }) => [name, detail]);
    await desktop.run('xmodmap', '-e', 'pointer = 3 2 1 5 4');
    await done(
      { kind: 'pointer', x: 10, y: 10, buttons: 1 },
      { kind: 'pointer', x: 10, y: 10, buttons: 0 },
      { kind: 'pointer', x: 10, y: 10, buttons: 0b100 },
      { kind: 'pointer', x: 10, y: 10, buttons: 0 },
      { kind: 'wheel', columns: 0, rows: 1 },
    );
    assert.deepEqual(await buttonsSeen(6), [
      ['button-press', 1],
      ['button-release', 1],
      ['button-press', 3],
      ['button-release', 3],
      ['button-press', 5],
      ['button-release', 5],
    ]);
    await done({ kind: 'pointer', x: 10, y: 10, buttons: 1 });
    await seen(7);
    input.releaseAll();
    await seen(8);
    assert.deepEqual(pressed(desktop.display), NOTHING_PRESSED);
    await desktop.run('xmodmap', '-e', 'pointer = default');
    window.events.length = 0;
    await done({ kind: 'pointer', x: 10, y: 10, buttons: 1 }, { kind: 'pointer', x: 10, y: 10, buttons: 0 });
    assert.deepEqual(await buttonsSeen(2), [
      ['button-press', 1],
      ['button-release', 1],
    ]);
  });

  test('[INPUT-4] Ctrl+Alt+Del are three keys', async () => {
    await done(key('ControlLeft', true), key('AltLeft', true), key('Delete', true));
    assert.equal((await seen(3))[2]?.state, 4 | 8);
    input.releaseAll();
    assert.deepEqual(pressed(desktop.display), NOTHING_PRESSED);
  });

  test('[INPUT-8] a second press of a held key is a repetition; the server repeats nothing by itself', async () => {
    await done(key('ArrowDown', true), key('ArrowDown', true), key('ArrowDown', true));
    assert.match(await desktop.run('xset', 'q'), /auto repeat:\s+on/);
    await done(key('ArrowDown', false));
    const names = (await seen(6)).map(({ name }) => name);
    assert.deepEqual(names, [
      'key-press',
      'key-release',
      'key-press',
      'key-release',
      'key-press',
      'key-release',
    ]);
  });

  test('[INPUT-9] releaseAll lets go of keys and buttons', async () => {
    await done(
      key('ShiftLeft', true),
      key('Enter', true),
      { kind: 'chord', codepoint: 0x61, down: true },
      { kind: 'pointer', x: 5, y: 5, buttons: 0b101 },
    );
    assert.equal(pressed(desktop.display).keycodes.length, 3);
    const repeats = await desktop.run('xset', 'q');
    input.releaseAll();
    assert.deepEqual(pressed(desktop.display), NOTHING_PRESSED);
    await waitFor('repetition as before', async () => (await desktop.run('xset', 'q')) !== repeats);
  });

  test('[INPUT-9] releaseAll drops what waits', async () => {
    const waiting = [0x61, ...Array.from({ length: 200 }, (_, index) => 0x4e00 + index)].map((codepoint) =>
      input.inject({ kind: 'character', codepoint }),
    );
    input.releaseAll();
    const outcomes = new Set(await Promise.all(waiting));
    assert.deepEqual(outcomes, new Set(['done', 'dropped']));
  });

  test('[INPUT-10] nothing stays pressed when the process exits or fails', async () => {
    for (const ending of [
      'process.exit(3)',
      'throw new Error("end")',
      'setTimeout(() => process.exit(), 1)',
    ]) {
      await runHolding(ending);
      assert.deepEqual(pressed(desktop.display), NOTHING_PRESSED, ending);
    }
  });

  test('[INPUT-10] after SIGKILL keys stay pressed on the server until they are let go for it', async () => {
    const settings = await desktop.run('xset', 'q');
    await runHolding('process.kill(process.pid, "SIGKILL")');
    assert.notEqual(await desktop.run('xset', 'q'), settings);
    assert.deepEqual(pressed(desktop.display), { keycodes: [36, 50], buttons: 1 });
    assert.equal(releaseStuckInput(desktop.display), 2);
    assert.equal(await desktop.run('xset', 'q'), settings);
    assert.deepEqual(pressed(desktop.display), NOTHING_PRESSED);
  });

  async function runHolding(ending: string): Promise<void> {
    const script = `
      import { X11Input } from ${JSON.stringify(new URL('./x11-input.ts', import.meta.url).href)};
      const input = new X11Input(${JSON.stringify(desktop.display)});
      input.protect({ kind: 'none' });
      await input.inject({ kind: 'key', key: 'ShiftLeft', down: true });
      await input.inject({ kind: 'key', key: 'Enter', down: true });
      await input.inject({ kind: 'pointer', x: 1, y: 1, buttons: 1 });
      ${ending};`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    await once(child, 'exit');
  }

  test('[INPUT-11] a display that goes away is reported and ends nothing', async () => {
    const doomed = await startDesktop('320x200', false);
    const gone = new Promise<void>((resolve) => {
      const lost = new X11Input(doomed.display, () => {
        assert.doesNotThrow(() => lost.releaseAll());
        lost.close();
        resolve();
      });
    });
    doomed.killServer();
    await gone;
    assert.throws(() => new X11Input(doomed.display), { code: 'display-refused' });
    await doomed[Symbol.asyncDispose]();
  });
});
