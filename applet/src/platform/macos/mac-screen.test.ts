import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureResult, Monitor, Rect, ScreenEvent } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';
import { MacScreen } from './mac-screen.ts';
import { FakeMac, WALLPAPER } from './testing/fake-mac.ts';

const OWN = 500;
const OTHER = 700;
const WHOLE: Rect = { x: 0, y: 0, width: 40, height: 30 };

/** A screen with a clock that the test turns. */
function screenOf(mac: FakeMac) {
  let time = 0;
  const timers: { readonly pause: number; readonly act: () => void; next: number }[] = [];
  const screen = new MacScreen({
    calls: mac.calls,
    numbered: (monitors: readonly Omit<Monitor, 'id'>[]) =>
      monitors.map((monitor, index) => ({ ...monitor, id: index + 1 })),
    now: () => time,
    every(pause, act) {
      const timer = { pause, act, next: time + pause };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  const events: ScreenEvent[] = [];
  screen.listen((event) => events.push(event));
  screen.protect({ kind: 'processes', roots: [OWN] });
  const pass = (milliseconds: number): void => {
    for (const end = time + milliseconds; time < end; ) {
      time += 10;
      for (const timer of [...timers]) {
        if (timer.next > time) continue;
        timer.next = time + timer.pause;
        timer.act();
      }
    }
  };
  return { screen, events, pass, timers };
}

/** The shade of a pixel, of a picture that has to be there. */
function shadeAt(result: CaptureResult, x: number, y: number): number | undefined {
  assert.equal(result.kind, 'pixels');
  return result.kind === 'pixels' ? result.view.data[y * result.view.stride + x * 4] : undefined;
}

const ownWindow = { id: 1, owner: OWN, bounds: { x: 10, y: 10, width: 10, height: 10 }, shade: 0xee };
const editor = { id: 2, owner: OTHER, bounds: { x: 5, y: 5, width: 20, height: 20 }, shade: 0x44 };

test('[GUARD-8] the applet’s window is in no picture: what is behind it is seen, exactly', () => {
  const mac = new FakeMac();
  mac.windows = [ownWindow, editor];
  const { screen } = screenOf(mac);
  const picture = screen.capture(WHOLE);
  assert.equal(shadeAt(picture, 15, 15), editor.shade);
  assert.equal(shadeAt(picture, 6, 6), editor.shade);
  assert.equal(shadeAt(picture, 30, 3), WALLPAPER);
  assert.equal(screen.protectedWindowsSeen, 1);
  assert.equal(mac.alive, 0);
});

test('[GUARD-8] windows of the engine’s child processes are its own, too', () => {
  const mac = new FakeMac();
  mac.windows = [{ ...ownWindow, owner: 502 }, editor];
  mac.families.set(OWN, [501]);
  mac.families.set(501, [502, OWN]);
  assert.equal(shadeAt(screenOf(mac).screen.capture(WHOLE), 15, 15), editor.shade);
});

test('[GUARD-10] while no window of the applet is known nothing is shown; a minimised one is known', () => {
  const mac = new FakeMac();
  mac.windows = [editor];
  const { screen } = screenOf(mac);
  assert.deepEqual(screen.capture(WHOLE), { kind: 'unidentified' });
  mac.windows = [editor, { ...ownWindow, isMinimised: true }];
  assert.equal(screen.capture(WHOLE).kind, 'pixels');
  mac.hasDesktop = false;
  assert.deepEqual(screen.capture(WHOLE), { kind: 'unidentified' });
  assert.equal(mac.alive, 0);
});

test('[CAPTURE-1] a region is cut to the desktop', () => {
  const mac = new FakeMac();
  mac.windows = [ownWindow, editor];
  const { screen } = screenOf(mac);
  const picture = screen.capture({ x: 24, y: 24, width: 100, height: 100 });
  assert.deepEqual(picture.kind === 'pixels' && picture.region, { x: 24, y: 24, width: 16, height: 6 });
  assert.equal(shadeAt(picture, 0, 0), editor.shade);
  assert.equal(shadeAt(picture, 1, 1), WALLPAPER);
  assert.deepEqual(screen.capture({ x: 40, y: 0, width: 10, height: 10 }), { kind: 'outside' });
});

test('[MACOS-6] displays of different fineness make one desktop; a coarse display’s pixels become squares', () => {
  const mac = new FakeMac();
  mac.displays = [
    { bounds: { x: 0, y: 0, width: 20, height: 10 }, scale: 2, isBuiltIn: true },
    { bounds: { x: -16, y: 2, width: 16, height: 8 }, scale: 1 },
  ];
  mac.windows = [
    { ...ownWindow, isMinimised: true },
    { ...editor, bounds: { x: -15, y: 3, width: 1, height: 1 } },
  ];
  mac.place = { x: 5, y: 5 };
  const { screen } = screenOf(mac);
  const { width, height, monitors } = screen.layout();
  assert.deepEqual([width, height], [72, 20]);
  assert.deepEqual(monitors, [
    { id: 1, name: 'Built-in display', primary: true, x: 32, y: 0, width: 40, height: 20 },
    { id: 2, name: 'Display 2', primary: false, x: 0, y: 4, width: 32, height: 16 },
  ]);
  assert.deepEqual(screen.pointer(), { x: 42, y: 10 });
  const coarse = screen.capture({ x: 0, y: 4, width: 32, height: 16 });
  const shades = [1, 2, 3, 4].map((x) => shadeAt(coarse, x, 3));
  assert.deepEqual(shades, [WALLPAPER, editor.shade, editor.shade, WALLPAPER]);
  assert.equal(shadeAt(coarse, 2, 1), WALLPAPER);
  assert.equal(shadeAt(coarse, 2, 2), editor.shade);
});

test('[MACOS-7] pixels are looked at at once, more often while they change, and only when somebody took the last ones', () => {
  const mac = new FakeMac();
  mac.windows = [ownWindow, editor];
  const { screen, events, pass } = screenOf(mac);
  const looks = (milliseconds: number, changing: boolean): number => {
    let count = 0;
    for (let time = 0; time < milliseconds; time += 10) {
      if (changing) mac.windows = [ownWindow, { ...editor, shade: (time / 10) % 200 }];
      pass(10);
      if (!events.some(({ kind }) => kind === 'changed')) continue;
      events.length = 0;
      count += 1;
      screen.takeChanges();
      screen.capture(WHOLE);
    }
    return count;
  };
  assert.equal(events[0]?.kind, 'changed');
  looks(2000, false);
  const calm = looks(2000, false);
  const lively = looks(2000, true);
  assert.ok(calm <= 10 && lively >= 25, `${calm} and ${lively} looks in 2 s`);
  events.length = 0;
  pass(1000);
  assert.equal(events.filter(({ kind }) => kind === 'changed').length, 1);
});

test('[CAPTURE-3] the pointer’s moves are told', () => {
  const mac = new FakeMac();
  const { events, pass } = screenOf(mac);
  mac.place = { x: 7, y: 9 };
  pass(100);
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'pointer'),
    [{ kind: 'pointer', x: 7, y: 9 }],
  );
});

test('[CAPTURE-4] a display that comes or goes is told, and its pixels can be had', () => {
  const mac = new FakeMac();
  mac.windows = [ownWindow, editor];
  const { screen, events, pass } = screenOf(mac);
  mac.displays = [];
  pass(1100);
  assert.equal(
    events.some(({ kind }) => kind === 'layout'),
    false,
  );
  mac.displays = [{ bounds: { x: 0, y: 0, width: 60, height: 30 }, scale: 1 }];
  pass(1100);
  const told = events.find((event) => event.kind === 'layout');
  assert.equal(told?.layout.width, 60);
  assert.equal(shadeAt(screen.capture({ ...WHOLE, width: 60 }), 59, 0), WALLPAPER);
});

test('[CAPTURE-6] other formats of pixels are refused', () => {
  const mac = new FakeMac();
  mac.windows = [ownWindow, editor];
  const { screen } = screenOf(mac);
  for (const bitmapInfo of [0x2001, 0x4006, 0x2106, 0]) {
    mac.bitmapInfo = bitmapInfo;
    assert.throws(() => screen.capture(WHOLE), { code: 'depth-unsupported' });
  }
  assert.equal(mac.alive, 0, 'also after an error everything is given back');
});

test('[MACOS-8] without the permission, or without a display, the screen is not opened', () => {
  const mac = new FakeMac();
  mac.canCapture = false;
  assert.throws(
    () => screenOf(mac),
    new PlatformError('permission-missing', 'macOS does not let the support program see the screen.'),
  );
  mac.canCapture = true;
  mac.displays = [];
  assert.throws(() => screenOf(mac), { code: 'display-refused' });
});

test('a closed screen asks for nothing any more', () => {
  const { screen, timers } = screenOf(new FakeMac());
  assert.equal(timers.length, 3);
  screen.close();
  assert.equal(timers.length, 0);
});
