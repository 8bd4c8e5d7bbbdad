import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type AppletFrame, MAX_UPDATE_PART, readAppletFrame } from '@throwline/protocol';
import { createChangeTracker, createDecoder, type Decoder } from '@throwline/screen';
import { PlatformError } from '../platform/platform-error.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FakeScreen } from '../testing/fake-screen.ts';
import { ScreenEngine } from './screen-engine.ts';
import type { FromScreen } from './screen-messages.ts';

let kernel: Uint8Array;
before(async () => {
  const { buildKernel } = await import(new URL('../../../packages/screen/build.mjs', import.meta.url).href);
  kernel = readFileSync(await buildKernel());
});

function setUp(width = 256, height = 128) {
  const clock = new FakeClock();
  const screens: FakeScreen[] = [];
  const posted: FromScreen[] = [];
  const due: (() => void)[] = [];
  const engine = new ScreenEngine({
    openSource() {
      const screen = new FakeScreen(width, height);
      screens.push(screen);
      return screen;
    },
    makeTracker: (w, h) => createChangeTracker({ width: w, height: h, kernel }),
    compress: (bytes) => zstdCompressSync(bytes),
    clock,
    soon: (act) => due.push(act),
    post: (message) => posted.push(message),
  });
  /** What has been posted since, after everything that is due has happened. */
  const take = (): FromScreen[] => {
    for (const act of due.splice(0)) act();
    return posted.splice(0);
  };
  const screen = (): FakeScreen => {
    const last = screens.at(-1);
    assert.ok(last);
    return last;
  };
  return { clock, engine, screens, screen, take };
}

function framesOf(messages: readonly FromScreen[], viewer: number): AppletFrame[] {
  return messages.flatMap((message) =>
    message.type === 'frame' && message.viewer === viewer ? [readAppletFrame(message.payload)] : [],
  );
}

function updatesOf(messages: readonly FromScreen[], viewer: number) {
  return framesOf(messages, viewer).filter((frame) => frame.type === 'screen-update');
}

function newDecoder(): Decoder {
  return createDecoder({
    decompress: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size }),
    maxWidth: 4096,
    maxHeight: 4096,
  });
}

test('[VIEW-4] the first view is whole: layout, cursor, and every pixel', () => {
  const { engine, take, clock } = setUp();
  engine.handle({ type: 'protect', processes: { kind: 'none' } });
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  const messages = take();
  assert.deepEqual(messages[0], {
    type: 'shown-area',
    viewer: 2,
    view: 1,
    area: { x: 0, y: 0, width: 256, height: 128 },
  });
  const frames = framesOf(messages, 2);
  assert.deepEqual(
    frames.map(({ type }) => type),
    ['screen-layout', 'hidden-areas', 'cursor-shape', 'cursor-position', 'screen-update'],
  );
  const [update] = updatesOf(messages, 2);
  assert.ok(update);
  assert.equal(update.takenAt, clock.monotonic());
  assert.equal(update.frame, 1);
  assert.deepEqual(
    { ...newDecoder().apply(update.data), rects: [] },
    { width: 256, height: 128, moves: [], rects: [], resized: true, isLossy: false },
  );
});

test('[VIEW-2] only the part that has changed is captured; all of it when what is hidden has changed', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 2, version: 2, shapes: 0 });
  const decoder = newDecoder();
  const show = (): void => {
    for (const { data, frame } of updatesOf(take(), 2)) {
      decoder.apply(data);
      engine.handle({ type: 'shown', viewer: 2, frame });
    }
  };
  show();
  const paint = (shade: number): void => {
    screen().paint({ x: 120, y: 30, width: 20, height: 10 }, shade);
    screen().paint({ x: 150, y: 50, width: 10, height: 10 }, shade);
    clock.advance(17);
    show();
  };
  const shadeAt = (x: number, y: number): number | undefined => decoder.pixels[(y * 128 + x) * 4];

  paint(9);
  assert.deepEqual(screen().captured, { x: 128, y: 30, width: 32, height: 30 });
  assert.deepEqual([shadeAt(0, 30), shadeAt(11, 39), shadeAt(12, 39), shadeAt(31, 59)], [9, 9, 0, 9]);
  screen().masks = [{ x: 200, y: 100, width: 20, height: 20 }];
  paint(10);
  assert.deepEqual(screen().captured, { x: 128, y: 0, width: 128, height: 128 });
  assert.deepEqual([shadeAt(0, 30), shadeAt(72, 100)], [10, 0x80]);
  paint(11);
  assert.deepEqual(screen().captured, { x: 128, y: 30, width: 32, height: 30 });
  assert.deepEqual([shadeAt(0, 30), shadeAt(72, 100)], [11, 0x80]);
});

test('[VIEW-2] an idle screen costs nothing: no capture, no timer, no frame', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  take();
  engine.handle({ type: 'shown', viewer: 2, frame: 1 });
  clock.advance(20);
  take();
  const captures = screen().captures;
  clock.advance(60_000);
  assert.deepEqual(take(), []);
  assert.equal(screen().captures, captures);
  assert.equal(clock.timers, 0);
});

test('[VIEW-3] damage after a pause is captured at once; a burst at most 60 times a second', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  take();
  clock.advance(1000);
  screen().paint({ x: 0, y: 0, width: 10, height: 10 }, 1);
  assert.equal(updatesOf(take(), 2).length, 1);
  screen().paint({ x: 0, y: 0, width: 10, height: 10 }, 2);
  assert.equal(updatesOf(take(), 2).length, 0);
  clock.advance(17);
  assert.equal(updatesOf(take(), 2).length, 1);
});

test('[VIEW-1] three updates on their way at most; then the newest picture, once', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  const decoder = newDecoder();
  let last = 0;
  const follow = (): number => {
    const updates = updatesOf(take(), 2);
    for (const { data, frame } of updates) {
      decoder.apply(data);
      last = frame;
    }
    return updates.length;
  };
  follow();
  for (let shade = 1; shade <= 9; shade += 1) {
    screen().paint({ x: 0, y: 0, width: 10, height: 10 }, shade);
    clock.advance(17);
    follow();
  }
  assert.equal(last, 3);
  const captures = screen().captures;
  engine.handle({ type: 'shown', viewer: 2, frame: 99 });
  clock.advance(17);
  assert.equal(follow(), 0);
  assert.equal(screen().captures, captures);
  engine.handle({ type: 'shown', viewer: 2, frame: 2 });
  clock.advance(17);
  assert.equal(follow(), 1);
  assert.deepEqual([...decoder.pixels.subarray(0, 3)], [9, 9, 9]);
});

test('[VIEW-2] while no viewer has room the screen is looked at 12 times a second, for two seconds', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  take();
  let shade = 0;
  const play = (milliseconds: number): number => {
    const before = screen().captures;
    for (let passed = 0; passed < milliseconds; passed += 10) {
      shade += 1;
      screen().paint({ x: 0, y: 0, width: 10, height: 10 }, shade);
      clock.advance(10);
      take();
    }
    return screen().captures - before;
  };
  play(100);
  const looks = play(1000);
  assert.ok(looks >= 11 && looks <= 13, `${looks}`);
  play(1000);
  assert.equal(play(5000), 0);
  assert.equal(clock.timers, 0);
  engine.handle({ type: 'shown', viewer: 2, frame: 3 });
  clock.advance(20);
  const [update] = updatesOf(take(), 2);
  assert.equal(update?.frame, 4);
});

test('[VIEW-2] nor is it looked at without room while something is scrolled', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  take();
  /** A page of spots, as far down as it has been scrolled: no two of its rows look alike. */
  const page = (scrolled: number): void => {
    for (let y = 0; y < 128; y += 1) {
      for (let x = 0; x < 256; x += 4) {
        const spot = ((y + scrolled) * 1024 + x) * 2_654_435_761;
        screen().paint({ x, y, width: 4, height: 1 }, (spot >>> 16) & 0xff);
      }
    }
  };
  let scrolled = 0;
  const play = (milliseconds: number): number => {
    const before = screen().captures;
    for (let passed = 0; passed < milliseconds; passed += 20) {
      scrolled += 4;
      page(scrolled);
      clock.advance(20);
      take();
    }
    return screen().captures - before;
  };
  play(100);
  assert.equal(play(1000), 0);
});

test('[VIEW-1] viewers of one picture share its captures, each at its own pace', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  engine.handle({ type: 'view', viewer: 3, view: 2, monitor: 0, version: 2, shapes: 0 });
  const first = take();
  assert.equal(updatesOf(first, 2).length + updatesOf(first, 3).length, 2);
  assert.equal(screen().captures, 1);
  for (let shade = 1; shade <= 6; shade += 1) {
    screen().paint({ x: 40, y: 40, width: 8, height: 8 }, shade);
    clock.advance(17);
    engine.handle({ type: 'shown', viewer: 3, frame: shade });
    take();
  }
  assert.equal(screen().captures, 7);
});

test('[VIEW-9] while nothing is known of the link, pictures that do not fit wait for the first acknowledgement', () => {
  const { engine, take, screen, clock } = setUp(1024, 512);
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 4, shapes: 0 });
  const [first, ...more] = updatesOf(take(), 2);
  assert.ok(first);
  assert.deepEqual(more, []);
  engine.handle({ type: 'shown', viewer: 2, frame: first.frame });
  screen().paintNoise({ x: 0, y: 0, width: 1024, height: 512 });
  clock.advance(17);
  const sent = updatesOf(take(), 2);
  assert.equal(sent.length, 1);
  for (let waited = 0; waited < 10; waited += 1) {
    clock.advance(50);
    assert.deepEqual(updatesOf(take(), 2), []);
  }
  engine.handle({ type: 'shown', viewer: 2, frame: first.frame + 1 });
  clock.advance(17);
  assert.equal(updatesOf(take(), 2).length, 3);
});

test('[VIEW-4] one monitor is shown alone, and everything relative to it', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 2, version: 2, shapes: 0 });
  const messages = take();
  assert.deepEqual(messages[0], {
    type: 'shown-area',
    viewer: 2,
    view: 1,
    area: { x: 128, y: 0, width: 128, height: 128 },
  });
  screen().paint({ x: 0, y: 0, width: 64, height: 64 }, 7);
  clock.advance(17);
  assert.deepEqual(framesOf(take(), 2), []);
  screen().masks = [{ x: 120, y: 10, width: 20, height: 20 }];
  screen().movePointer(138, 5);
  screen().paint({ x: 128, y: 0, width: 64, height: 64 }, 8);
  clock.advance(17);
  const frames = framesOf(take(), 2);
  assert.deepEqual(frames.slice(0, 2), [
    { type: 'hidden-areas', areas: [{ x: 0, y: 10, width: 12, height: 20 }] },
    { type: 'cursor-position', x: 10, y: 5 },
  ]);
  engine.handle({ type: 'view', viewer: 2, view: 2, monitor: 77, version: 2, shapes: 0 });
  clock.advance(17);
  const [layout] = framesOf(take(), 2);
  assert.ok(layout?.type === 'screen-layout');
  assert.equal(layout.monitor, 0);
});

test('[VIEW-10] a pointer that changes all the time is sent as a part of the link carries it, and its last shape always', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  const [first] = updatesOf(take(), 2);
  assert.ok(first);
  engine.handle({ type: 'shown', viewer: 2, frame: first.frame });
  const shapes: number[] = [];
  const look = (): void => {
    for (const frame of framesOf(take(), 2)) {
      if (frame.type === 'cursor-shape') shapes.push(frame.rgba[0] ?? 0);
    }
  };
  const side = 48;
  const seconds = 2;
  for (let serial = 0; serial < seconds * 60; serial += 1) {
    screen().showCursor(side, serial + 2);
    clock.advance(17);
    look();
  }
  const bytes = shapes.length * side * side * 4;
  assert.ok(shapes.length > 1 && bytes < seconds * 40_000, `${bytes} bytes in ${seconds} seconds`);
  clock.advance(1000);
  look();
  assert.equal(shapes.at(-1), seconds * 60 + 1);
  clock.advance(10_000);
  screen().showCursor(side, 200);
  clock.advance(17);
  look();
  assert.equal(shapes.at(-1), 200, 'after a rest a shape comes at once');
});

test('[VIEW-5] another resolution begins the picture anew, without being asked', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  take();
  screen().resize(320, 200);
  clock.advance(17);
  const messages = take();
  const [layout] = framesOf(messages, 2);
  assert.ok(layout?.type === 'screen-layout');
  assert.deepEqual(layout.shown, { x: 0, y: 0, width: 320, height: 200 });
  const [update] = updatesOf(messages, 2);
  assert.ok(update);
  assert.equal(update.frame, 2);
  assert.equal(newDecoder().apply(update.data).width, 320);
});

test('[VIEW-6] while the customer’s window cannot be told apart nothing is shown; then everything', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  screen().identified = false;
  assert.equal(updatesOf(take(), 2).length, 0);
  clock.advance(200);
  assert.equal(updatesOf(take(), 2).length, 0);
  screen().identified = true;
  clock.advance(200);
  assert.equal(updatesOf(take(), 2).length, 1);
});

test('[PEER-1] a large update goes out in parts that fit their envelopes', () => {
  const { engine, take, screen, clock } = setUp(1024, 512);
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  screen().paintNoise({ x: 0, y: 0, width: 1024, height: 512 });
  const [first] = updatesOf(take(), 2);
  assert.ok(first);
  // So soon that the link is known to carry the rest in a tenth of a second.
  clock.advance(10);
  engine.handle({ type: 'shown', viewer: 2, frame: first.frame });
  clock.advance(7);
  const updates = updatesOf(take(), 2);
  assert.ok(updates.some(({ last }) => !last));
  assert.ok(updates.every(({ data }) => data.length <= MAX_UPDATE_PART));
  assert.deepEqual(
    updates.filter(({ last }) => last).map(({ frame }) => frame),
    [...new Set(updates.map(({ frame }) => frame))],
  );
});

test('[VIEW-7] the screen is let go with the last viewer, and had again with the next', () => {
  const { engine, take, screens } = setUp();
  engine.handle({ type: 'protect', processes: { kind: 'processes', roots: [7] } });
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  take();
  engine.handle({ type: 'stop', viewer: 2 });
  assert.deepEqual(take(), []);
  assert.equal(screens[0]?.isClosed, true);
  engine.handle({ type: 'view', viewer: 2, view: 2, monitor: 0, version: 2, shapes: 0 });
  assert.deepEqual(screens[1]?.protected, { kind: 'processes', roots: [7] });
});

test('[VIEW-7] a lost display is told once, and ends all views', () => {
  const { engine, take, screen, screens } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  engine.handle({ type: 'view', viewer: 3, view: 2, monitor: 1, version: 2, shapes: 0 });
  take();
  screen().disappear();
  assert.deepEqual(take(), [{ type: 'failed', code: 'display-gone', message: 'The display is gone.' }]);
  assert.equal(screens[0]?.isClosed, true);
});

test('[VIEW-7] a display that cannot be opened is told', () => {
  const posted: FromScreen[] = [];
  const engine = new ScreenEngine({
    openSource() {
      throw new PlatformError('display-refused', 'no');
    },
    makeTracker: () => assert.fail(),
    compress: () => assert.fail(),
    clock: new FakeClock(),
    soon: () => assert.fail(),
    post: (message) => posted.push(message),
  });
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  assert.deepEqual(posted, [
    { type: 'failed', code: 'display-refused', message: 'no' },
    { type: 'view-taken', viewer: 2 },
  ]);
});

test('[VIEW-11] a shape that a console keeps is named, at once; the one used longest ago makes room', () => {
  const { engine, take, screen, clock } = setUp();
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 2 });
  take();
  const shapesOf = (): string[] =>
    framesOf(take(), 2).flatMap((frame) => {
      if (frame.type === 'named-shape') return [`${frame.name} is ${frame.rgba[0]}`];
      return frame.type === 'kept-shape' ? [`${frame.name}`] : frame.type === 'cursor-shape' ? ['whole'] : [];
    });
  const told: string[] = [];
  // The layout's own shape has the first name.
  for (const serial of [11, 12, 11, 12, 13, 12, 11]) {
    screen().showCursor(32, serial);
    clock.advance(10_000);
    told.push(...shapesOf());
  }
  assert.deepEqual(told, ['1 is 11', '0 is 12', '1', '0', '1 is 13', '0', '1 is 11']);
  // As fast as it changes, what is kept is not held back.
  for (const serial of [12, 11, 12]) {
    screen().showCursor(32, serial);
    clock.advance(17);
    told.push(...shapesOf());
  }
  assert.deepEqual(told.slice(-3), ['0', '1', '0']);
});

test('[SCREEN-12] a console that said nothing of versions, or an old one, is sent updates of version 1', () => {
  for (const version of [1, 2, 3, 4]) {
    const { engine, take } = setUp();
    engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version, shapes: 0 });
    assert.equal(updatesOf(take(), 2)[0]?.data[0], version);
  }
});

test('[VIEW-7] memory is taken before anybody views and kept from view to view, without a look at the screen', () => {
  const { engine, screens, take, screen, clock } = setUp();
  engine.prepare();
  engine.prepare();
  assert.deepEqual(
    screens.map(({ isPrepared, isClosed, captures }) => [isPrepared, isClosed, captures]),
    [[true, true, 0]],
  );
  assert.deepEqual(take(), []);
  for (const view of [1, 2]) {
    engine.handle({ type: 'view', viewer: 2, view, monitor: 0, version: 2, shapes: 0 });
    screen().paint({ x: 0, y: 0, width: 64, height: 64 }, view + 1);
    clock.advance(17);
    const decoder = newDecoder();
    for (const { data } of updatesOf(take(), 2)) decoder.apply(data);
    assert.deepEqual([decoder.pixels[0], decoder.pixels[64 * 4]], [view + 1, 0]);
    engine.handle({ type: 'stop', viewer: 2 });
  }
  assert.equal(screens.length, 3);
});

test('[VIEW-7] a display that cannot be opened ahead is told to whoever views', () => {
  const failures: string[] = [];
  const engine = new ScreenEngine({
    openSource() {
      throw new PlatformError('display-refused', 'no');
    },
    makeTracker: (w, h) => createChangeTracker({ width: w, height: h, kernel }),
    compress: (bytes) => zstdCompressSync(bytes),
    clock: new FakeClock(),
    soon: (act) => act(),
    post: (message) => {
      if (message.type === 'failed') failures.push(message.code);
    },
  });
  engine.prepare();
  assert.deepEqual(failures, []);
  engine.handle({ type: 'view', viewer: 2, view: 1, monitor: 0, version: 2, shapes: 0 });
  assert.deepEqual(failures, ['display-refused']);
});
