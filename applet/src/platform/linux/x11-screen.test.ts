import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { CaptureResult, Rect, ScreenEvent } from '../platform.ts';
import { writeStraight } from './cursor.ts';
import { openColouredWindows } from './testing/coloured-window.ts';
import { startDesktop, type TestDesktop } from './testing/desktop.ts';
import { setMode } from './testing/set-mode.ts';
import { waitFor } from './testing/wait-for.ts';
import { X11Screen, type X11ScreenOptions } from './x11-screen.ts';

describe('the screen', () => {
  let desktop: TestDesktop;
  before(async () => {
    desktop = await startDesktop('1280x800', false);
    await desktop.run('xsetroot', '-solid', '#102030');
  });
  after(() => desktop[Symbol.asyncDispose]());

  function open(
    options: X11ScreenOptions = {},
    { display } = desktop,
  ): { screen: X11Screen; events: ScreenEvent[] } & Disposable {
    const screen = new X11Screen(display, options);
    const events: ScreenEvent[] = [];
    screen.protect({ kind: 'none' });
    screen.listen((event) => events.push(event));
    return { screen, events, [Symbol.dispose]: () => screen.close() };
  }

  for (const sharedMemory of [true, false]) {
    test(`[CAPTURE-1] pixels are those on the screen, ${sharedMemory ? 'shared' : 'copied'}`, async () => {
      using opened = open({ sharedMemory });
      await desktop.run('xsetroot', '-solid', '#102030');
      for (const region of [
        { x: 0, y: 0, width: 1280, height: 800 },
        { x: 3, y: 5, width: 7, height: 2 },
        { x: 1279, y: 799, width: 1, height: 1 },
      ]) {
        const { view } = pixels(opened.screen.capture(region));
        assert.deepEqual(
          [view.width, view.height, view.data.length],
          [region.width, region.height, view.stride * region.height],
        );
        for (let offset = 0; offset < view.data.length; offset += 4) {
          if (
            view.data[offset] !== 0x30 ||
            view.data[offset + 1] !== 0x20 ||
            view.data[offset + 2] !== 0x10
          ) {
            assert.fail(`byte ${offset} of ${JSON.stringify(region)}`);
          }
        }
      }
    });
  }

  test('[CAPTURE-1] a region is cut to the desktop; outside of it there is nothing', () => {
    using opened = open();
    assert.deepEqual(pixels(opened.screen.capture({ x: -10, y: 790, width: 20, height: 50 })).region, {
      x: 0,
      y: 790,
      width: 10,
      height: 10,
    });
    assert.deepEqual(opened.screen.capture({ x: 1280, y: 0, width: 5, height: 5 }), { kind: 'outside' });
    assert.deepEqual(opened.screen.capture({ x: 0, y: 0, width: 0, height: 5 }), { kind: 'outside' });
  });

  test('[CAPTURE-2] changes are announced once and cover what changed', async () => {
    using opened = open();
    const { screen, events } = opened;
    await waitFor('the first change', () => events.length > 0);
    assert.deepEqual(screen.takeChanges(), [{ x: 0, y: 0, width: 1280, height: 800 }]);
    screen.takeChanges();
    events.length = 0;
    desktop.start('xterm', '-geometry', '20x5+600+300');
    const collected: Rect[] = [];
    await waitFor('changes where the terminal is', () => {
      if (events.some(({ kind }) => kind === 'changed')) {
        assert.equal(events.filter(({ kind }) => kind === 'changed').length, 1);
        events.length = 0;
        collected.push(...screen.takeChanges());
      }
      return collected.some(
        ({ x, y, width, height }) => x <= 605 && y <= 305 && x + width >= 650 && y + height >= 320,
      );
    });
    for (const { x, y } of collected) assert.ok(x >= 590 && y >= 290);
  });

  test('[CAPTURE-2] where the display cannot tell, everything counts as changed now and then', async () => {
    using opened = open({ damage: false });
    for (let round = 0; round < 3; round += 1) {
      await waitFor('a change', () => opened.events.some(({ kind }) => kind === 'changed'));
      opened.events.length = 0;
      assert.deepEqual(opened.screen.takeChanges(), [{ x: 0, y: 0, width: 1280, height: 800 }]);
    }
  });

  test('[CAPTURE-3] the pointer: place and picture', async () => {
    using opened = open();
    const { screen, events } = opened;
    await desktop.run('xdotool', 'mousemove', '77', '88');
    await waitFor('the place', () =>
      events.some((event) => event.kind === 'pointer' && event.x === 77 && event.y === 88),
    );
    assert.deepEqual(screen.pointer(), { x: 77, y: 88 });
    // The server shows no pointer at all until a program has set one.
    desktop.start('xterm', '-geometry', '40x10+40+40');
    const shape = await waitFor(
      'the picture',
      () => events.find((event) => event.kind === 'cursor-shape')?.shape,
    );
    assert.equal(shape.pixels.length, shape.width * shape.height * 4);
    assert.ok(shape.hotspotX < shape.width && shape.hotspotY < shape.height);
    assert.ok(shape.pixels.some((byte) => byte !== 0));
    assert.deepEqual(screen.cursorShape(), shape);
  });

  test('[CAPTURE-3] cursor pixels become straight RGBA', () => {
    const target = new Uint8Array(12);
    writeStraight(target, 0, 0xff102030);
    writeStraight(target, 4, 0x80402000);
    writeStraight(target, 8, 0x00000000);
    assert.deepEqual([...target], [0x10, 0x20, 0x30, 0xff, 0x80, 0x40, 0, 0x80, 0, 0, 0, 0]);
  });

  /** Draws on a desktop of this size, to its very corners, and compares each captured pixel with what was drawn. */
  async function comparePixels(
    { run, display }: TestDesktop,
    screens: readonly X11Screen[],
    width: number,
    height: number,
    ground: number,
  ) {
    const corner = { width: 31, height: 17 };
    const [right, bottom] = [width - corner.width, height - corner.height];
    const windows = [
      { rect: { x: 0, y: 0, ...corner }, colour: 0xc01020 },
      { rect: { x: right, y: 0, ...corner }, colour: 0x10c020 },
      { rect: { x: 0, y: bottom, ...corner }, colour: 0x1020c0 },
      { rect: { x: right, y: bottom, ...corner }, colour: 0xc0c010 },
    ];
    await run('xsetroot', '-solid', `#${ground.toString(16).padStart(6, '0')}`);
    using _ = openColouredWindows(display, windows);
    const expected = new Uint32Array(width * height).fill(ground);
    for (const { rect, colour } of windows) {
      for (let y = rect.y; y < rect.y + rect.height; y++) {
        expected.fill(colour, y * width + rect.x, y * width + rect.x + rect.width);
      }
    }
    for (const screen of screens) {
      // More than there is: what is beyond the edge is no part of the picture.
      const { view, region } = pixels(screen.capture({ x: 0, y: 0, width: 4000, height: 4000 }));
      assert.deepEqual(region, { x: 0, y: 0, width, height });
      assert.deepEqual([view.width, view.height], [width, height]);
      const rows = new DataView(view.data.buffer, view.data.byteOffset, view.data.byteLength);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const pixel = rows.getUint32(y * view.stride + x * 4, true) & 0xffffff;
          const drawn = expected[y * width + x];
          if (pixel !== drawn) assert.fail(`${x}, ${y}: ${pixel.toString(16)}, not ${drawn?.toString(16)}`);
        }
      }
    }
  }

  test('[CAPTURE-4] after each change of resolution, the pixels are those on the screen', async () => {
    // Its own: nothing else may stand on it.
    await using bare = await startDesktop('1280x800', false);
    using shared = open({}, bare);
    using copied = open({ sharedMemory: false }, bare);
    const screens = [shared.screen, copied.screen];
    const [monitor] = shared.screen.layout().monitors;
    assert.ok(monitor);
    await comparePixels(bare, screens, 1280, 800, 0x102030);
    // The upright one is what a turned monitor comes to. Xvfb itself turns nothing: its RandR offers no rotation.
    for (const { width, height, ground } of [
      { width: 800, height: 600, ground: 0x304050 },
      { width: 600, height: 800, ground: 0x415161 },
      { width: 333, height: 251, ground: 0x526272 },
      { width: 1280, height: 800, ground: 0x102030 },
    ]) {
      for (const { screen } of [shared, copied]) screen.takeChanges();
      await setMode(bare, monitor.name, width, height);
      for (const { screen, events } of [shared, copied]) {
        await waitFor(`the layout of ${width} × ${height}`, () =>
          events.some(
            (event) =>
              event.kind === 'layout' && event.layout.width === width && event.layout.height === height,
          ),
        );
        events.length = 0;
        const everything = { x: 0, y: 0, width, height };
        const isAll = (change: Rect) => JSON.stringify(change) === JSON.stringify(everything);
        assert.ok(screen.takeChanges().some(isAll), 'everything counts as changed');
      }
      await comparePixels(bare, screens, width, height, ground);
    }
  });

  test('[CAPTURE-4] [CAPTURE-8] a change of resolution and of monitors is told and survived', async () => {
    using opened = open();
    const { screen, events } = opened;
    const layoutOf = (width: number, count: number) =>
      events.find(
        (event) =>
          event.kind === 'layout' && event.layout.width === width && event.layout.monitors.length === count,
      );
    const [monitor] = screen.layout().monitors;
    assert.ok(monitor);
    assert.equal(monitor.primary || screen.layout().monitors.length === 1, true);
    pixels(screen.capture({ x: 0, y: 0, width: 1280, height: 800 }));
    await setMode(desktop, monitor.name, 800, 600);
    await waitFor('the smaller layout', () => layoutOf(800, 1));
    const { region } = pixels(screen.capture({ x: 0, y: 0, width: 1280, height: 800 }));
    assert.deepEqual(region, { x: 0, y: 0, width: 800, height: 600 });
    await desktop.run('xrandr', '--setmonitor', 'left', '400/100x600/150+0+0', monitor.name);
    await desktop.run('xrandr', '--setmonitor', 'right', '400/100x600/150+400+0', 'none');
    await waitFor('two monitors', () => layoutOf(800, 2));
    await setMode(desktop, monitor.name, 1280, 800);
    await waitFor('the larger layout', () => layoutOf(1280, 2));
    const { monitors } = screen.layout();
    assert.deepEqual(monitors.map(({ name }) => name).sort(), ['left', 'right']);
    assert.equal(new Set(monitors.map(({ id }) => id)).size, 2);
    using again = open();
    assert.deepEqual(again.screen.layout().monitors, monitors, 'a screen opened later numbers them alike');
    pixels(screen.capture({ x: 0, y: 0, width: 1280, height: 800 }));
    // What reaches beyond the desktop has no pixels there; what lies beside it has none at all.
    for (const name of ['left', 'right']) await desktop.run('xrandr', '--delmonitor', name);
    await desktop.run('xrandr', '--setmonitor', 'left', '400/100x600/150+-100+-50', monitor.name);
    await desktop.run('xrandr', '--setmonitor', 'right', '400/100x600/150+1000+400', 'none');
    await desktop.run('xrandr', '--setmonitor', 'nowhere', '400/100x600/150+-400+0', 'none');
    const rect = (name: string) => {
      const found = screen.layout().monitors.find((each) => each.name === name);
      return found && [found.x, found.y, found.width, found.height];
    };
    await waitFor('the left one', () => rect('left')?.join() === '0,0,300,550');
    await waitFor('the right one', () => rect('right')?.join() === '1000,400,280,400');
    assert.equal(rect('nowhere'), undefined);
    for (const name of ['left', 'right', 'nowhere']) await desktop.run('xrandr', '--delmonitor', name);
  });

  test('[CAPTURE-5] works in a worker thread with a connection of its own', async () => {
    const url = JSON.stringify(new URL('./x11-screen.ts', import.meta.url).href);
    const worker = new Worker(
      `import(${url}).then(({ X11Screen }) => {
        const { parentPort, workerData } = require('node:worker_threads');
        const screen = new X11Screen(workerData);
        screen.protect({ kind: 'none' });
        screen.listen((event) => {
          if (event.kind !== 'changed') return;
          const [change] = screen.takeChanges();
          if (change === undefined) return;
          const result = screen.capture(change);
          parentPort.postMessage(result.kind === 'pixels' ? result.view.data.length : result.kind);
          screen.close();
        });
      });`,
      { eval: true, workerData: desktop.display },
    );
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    assert.equal(answer, 1280 * 800 * 4);
    await worker.terminate();
  });

  for (const [depth, shown] of [
    [15, [0x31, 0x21, 0x10]],
    [16, [0x31, 0x20, 0x10]],
    [30, [0x30, 0x20, 0x10]],
  ] as const) {
    test(`[CAPTURE-6] a desktop of ${depth} bits is shown, shared and copied`, async () => {
      const other = await startDesktop(`323x200x${depth}`, false);
      await other.run('xsetroot', '-solid', '#102030');
      for (const sharedMemory of [true, false]) {
        const screen = new X11Screen(other.display, { sharedMemory });
        screen.protect({ kind: 'none' });
        const { view } = pixels(screen.capture({ x: 1, y: 1, width: 321, height: 199 }));
        assert.equal(view.data.length, view.stride * 199);
        for (const pixel of [0, 320, 321 * 199 - 1]) {
          assert.deepEqual([...view.data.subarray(pixel * 4, pixel * 4 + 3)], shown, `pixel ${pixel}`);
        }
        screen.close();
      }
      await other[Symbol.asyncDispose]();
    });
  }

  test('[CAPTURE-6] a desktop with a colour table is refused with a code', async () => {
    const shallow = await startDesktop('320x200x8', false);
    assert.throws(() => new X11Screen(shallow.display), { code: 'depth-unsupported' });
    await shallow[Symbol.asyncDispose]();
  });

  test('[CAPTURE-7] a display that goes away is reported and ends nothing', async () => {
    const doomed = await startDesktop('320x200', false);
    const screen = new X11Screen(doomed.display);
    screen.protect({ kind: 'none' });
    const gone = new Promise<void>((resolve) => {
      screen.listen((event) => {
        if (event.kind === 'gone') resolve();
      });
    });
    doomed.killServer();
    await gone;
    assert.throws(() => screen.capture({ x: 0, y: 0, width: 1, height: 1 }), { code: 'display-gone' });
    screen.close();
    await doomed[Symbol.asyncDispose]();
  });
});

function pixels(result: CaptureResult): Extract<CaptureResult, { kind: 'pixels' }> {
  if (result.kind !== 'pixels') assert.fail(`the capture gave ${result.kind}`);
  return result;
}
