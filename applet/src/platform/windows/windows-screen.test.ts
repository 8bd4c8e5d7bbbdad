import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitFor } from '../linux/testing/wait-for.ts';
import { MASK_GREY } from '../mask-paint.ts';
import type { Rect } from '../platform.ts';
import { type GuestDesk, type GuestWindow, startDesk } from './testing/guests.ts';
import { openWindow, picture } from './testing/seen.ts';

const MAGENTA = 'ff01fe';
const GREEN = '10c020';
const GREY = MASK_GREY.toString(16).repeat(3);
const NOTHING = { kind: 'none' } as const;
const ARROW = 32512;
const TEXT_POINTER = 32513;

let desk: GuestDesk;
before(async () => {
  desk = await startDesk();
});
after(() => desk[Symbol.asyncDispose]());

/** Waits until a place has this colour. */
async function see(x: number, y: number, colour: string): Promise<void> {
  const region = { x, y, width: 1, height: 1 };
  await waitFor(`${colour} at ${x},${y}`, async () => (await picture(desk, region)).at(x, y) === colour);
}

async function withWindow(
  rect: Rect,
  colour: string,
  act: (window: GuestWindow) => Promise<void>,
): Promise<void> {
  const window = await openWindow(desk, rect, colour);
  try {
    await act(window);
  } finally {
    window.close();
    await waitFor('the window’s end', () => desk.calls.hasEnded(window.processId));
  }
}

test('[GUARD-10] before it is said what is to be hidden, nothing is handed out', async () => {
  const seen = await desk.calls.capture({ x: 0, y: 0, width: 10, height: 10 });
  assert.equal(seen.kind, 'unidentified');
});

test('[CAPTURE-1] the pixels are those on the screen; a region is cut to the desktop', async () => {
  await desk.calls.protect(NOTHING);
  await withWindow({ x: 100, y: 50, width: 30, height: 20 }, MAGENTA, async () => {
    await see(100, 50, MAGENTA);
    const seen = await picture(desk, { x: 95, y: 45, width: 40, height: 30 });
    for (let y = 45; y < 75; y += 1) {
      for (let x = 95; x < 135; x += 1) {
        const isInside = x >= 100 && x < 130 && y >= 50 && y < 70;
        assert.equal(seen.at(x, y) === MAGENTA, isInside, `${x},${y}`);
      }
    }
    const cut = await picture(desk, { x: 1270, y: -5, width: 50, height: 20 });
    assert.deepEqual(cut.region, { x: 1270, y: 0, width: 10, height: 15 });
    assert.equal(cut.data.length, 10 * 15 * 4);
    const outside = await desk.calls.capture({ x: 1280, y: 0, width: 5, height: 5 });
    assert.equal(outside.kind, 'outside');
  });
});

test('[CAPTURE-2] changes are announced once, until they are taken; then again', async () => {
  await desk.calls.protect(NOTHING);
  await withWindow({ x: 100, y: 50, width: 30, height: 20 }, MAGENTA, async (window) => {
    for (const x of [200, 300]) {
      await desk.calls.takeEvents();
      assert.deepEqual(await desk.calls.takeChanges(), [{ x: 0, y: 0, width: 1280, height: 800 }]);
      await window.calls.move({ x, y: 50, width: 30, height: 20 });
      let announced = 0;
      await waitFor('an announcement', async () => {
        announced += (await desk.calls.takeEvents()).filter((kind) => kind === 'changed').length;
        return announced > 0;
      });
      assert.equal(announced, 1);
    }
  });
});

test('[CAPTURE-3] the pointer’s place and its coming are told', async () => {
  await desk.calls.protect(NOTHING);
  await desk.calls.takeEvents();
  assert.equal(await desk.calls.inject({ kind: 'pointer', x: 77, y: 88, buttons: 0 }), 'done');
  await waitFor('the pointer', async () => (await desk.calls.takeEvents()).includes('pointer'));
  assert.deepEqual(await desk.calls.pointer(), { x: 77, y: 88 });
  const shape = await desk.calls.cursor();
  assert.ok(shape !== undefined && shape.pixels.length === shape.width * shape.height * 4);
});

test('[CAPTURE-3] pictures of pointers are read: coloured ones and such as invert what lies below', async () => {
  for (const number of [ARROW, TEXT_POINTER]) {
    const shape = await desk.calls.ownCursor(number);
    assert.ok(shape !== undefined);
    assert.equal(shape.pixels.length, shape.width * shape.height * 4);
    assert.ok(shape.hotspotX < shape.width && shape.hotspotY < shape.height);
    const alphas = shape.pixels.filter((_, index) => index % 4 === 3);
    assert.ok(alphas.includes(255) && alphas.includes(0));
  }
  const arrow = await desk.calls.ownCursor(ARROW);
  assert.deepEqual([arrow?.hotspotX, arrow?.hotspotY], [0, 0]);
});

test('[GUARD-8] the protected window is in no picture, also where it was a moment ago', async () => {
  await withWindow({ x: 300, y: 100, width: 60, height: 40 }, MAGENTA, async (window) => {
    await desk.calls.protect(NOTHING);
    await see(300, 100, MAGENTA);
    await desk.calls.protect({ kind: 'processes', roots: [window.processId] });
    const before = await picture(desk, { x: 290, y: 90, width: 200, height: 60 });
    assert.deepEqual(before.masks, [{ x: 300, y: 100, width: 60, height: 40 }]);
    assert.equal(before.windows, 1);
    assert.equal(before.at(300, 100), GREY);
    await window.calls.move({ x: 400, y: 100, width: 60, height: 40 });
    const moved = await picture(desk, { x: 290, y: 90, width: 200, height: 60 });
    for (let y = 90; y < 150; y += 1) {
      for (let x = 290; x < 490; x += 1) assert.notEqual(moved.at(x, y), MAGENTA);
    }
    assert.deepEqual([moved.at(310, 110), moved.at(380, 110), moved.at(410, 110)], [GREY, GREY, GREY]);
    await waitFor('the trail’s end', async () => {
      const later = await picture(desk, { x: 290, y: 90, width: 200, height: 60 });
      assert.equal(later.at(410, 110), GREY);
      return later.at(310, 110) !== GREY;
    });
    await window.calls.show(false);
    await waitFor('its last trace to go', async () => {
      const later = await picture(desk, { x: 400, y: 100, width: 60, height: 40 });
      assert.notEqual(later.at(410, 110), MAGENTA);
      return later.masks.length === 0;
    });
  });
});

test('[GUARD-9] a window in front is shown once it has stood there, one that lets light through never', async () => {
  await withWindow({ x: 300, y: 300, width: 200, height: 150 }, MAGENTA, async (hidden) => {
    await desk.calls.protect({ kind: 'processes', roots: [hidden.processId] });
    await withWindow({ x: 320, y: 310, width: 160, height: 130 }, GREEN, async () => {
      const region = { x: 300, y: 300, width: 200, height: 150 };
      await waitFor('the window in front', async () => (await picture(desk, region)).at(400, 375) === GREEN);
      const seen = await picture(desk, region);
      assert.equal(seen.at(305, 305), GREY);
      // Of its edge Windows does not say how far it is see-through.
      assert.equal(seen.at(322, 312), GREY);
    });
    const glass = await openWindow(desk, { x: 320, y: 310, width: 160, height: 130 }, GREEN, 128);
    const masks = await picture(desk, { x: 300, y: 300, width: 200, height: 150 });
    assert.equal(masks.at(400, 375), GREY);
    glass.close();
  });
});

test('[GUARD-10] while the protected processes have no window, nothing is handed out', async () => {
  await withWindow({ x: 0, y: 0, width: 10, height: 10 }, GREEN, async (window) => {
    await desk.calls.protect({ kind: 'processes', roots: [window.processId] });
    assert.equal((await desk.calls.capture({ x: 0, y: 0, width: 10, height: 10 })).kind, 'pixels');
  });
  await waitFor('the refusal', async () => {
    const { kind } = await desk.calls.capture({ x: 0, y: 0, width: 10, height: 10 });
    return kind === 'unidentified';
  });
});

test('[CAPTURE-4] a change of resolution is told, and pictures are of the new one', async () => {
  await desk.calls.protect(NOTHING);
  const before = await desk.calls.layout();
  assert.deepEqual([before.width, before.height, before.monitors.length], [1280, 800, 1]);
  await withWindow({ x: 10, y: 10, width: 50, height: 50 }, GREEN, async (window) => {
    await desk.calls.takeEvents();
    assert.ok(await window.calls.resize(1024, 768));
    await waitFor('the new layout', async () => (await desk.calls.takeEvents()).includes('layout'));
    const now = await desk.calls.layout();
    assert.deepEqual([now.width, now.height], [1024, 768]);
    assert.equal(now.monitors[0]?.id, before.monitors[0]?.id);
    const seen = await picture(desk, { x: 1000, y: 0, width: 100, height: 60 });
    assert.deepEqual(seen.region, { x: 1000, y: 0, width: 24, height: 60 });
    await see(20, 20, GREEN);
  });
});
