import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rect } from './platform.ts';
import { into, NO_FRAME, STRIP_SIZE, stripRoom, WHOLE_SIZE, wholeRoom } from './window-room.ts';

const FRAME = { left: 1, right: 1, top: 30, bottom: 6 };
const isWithin = (rect: Rect, area: Rect): boolean =>
  rect.x >= area.x &&
  rect.y >= area.y &&
  rect.x + rect.width <= area.x + area.width &&
  rect.y + rect.height <= area.y + area.height;

test('[SIGHT-6] the window is wholly on the screen, however small that is', () => {
  for (const [width, height] of [
    [800, 600],
    [1024, 600],
    [1280, 800],
    [640, 480],
    [360, 640],
  ] as const) {
    for (const frame of [NO_FRAME, FRAME]) {
      for (const area of [
        { x: 0, y: 0, width, height },
        { x: 1920, y: -40, width, height: height - 28 },
      ]) {
        assert.ok(isWithin(wholeRoom(area, frame), area));
        assert.ok(isWithin(stripRoom(area, 'top'), area));
        assert.ok(isWithin(stripRoom(area, 'bottom'), area));
      }
    }
  }
});

test('[SIGHT-6] where there is room it has its size, with the frame besides', () => {
  const room = wholeRoom({ x: 0, y: 0, width: 1280, height: 900 }, FRAME);
  assert.deepEqual([room.width - 2, room.height - 36], [WHOLE_SIZE.width, WHOLE_SIZE.height]);
});

test('[SIGHT-3] the strip takes at most 6 % of a screen of 1280×800', () => {
  assert.ok(STRIP_SIZE.width * STRIP_SIZE.height <= 0.06 * 1280 * 800);
  const fine = { x: 0, y: 0, width: 2560, height: 1600 };
  for (const scale of [1, 1.5, 2, 3]) {
    const { width, height } = stripRoom(fine, 'top', scale);
    assert.ok(width * height <= 0.06 * 2560 * 1600);
    assert.ok(width >= STRIP_SIZE.width * Math.min(scale, 2));
  }
});

test('[SIGHT-6] what is moved in keeps its size where it can', () => {
  const area = { x: 0, y: 0, width: 100, height: 100 };
  assert.deepEqual(into({ x: 90, y: -20, width: 30, height: 30 }, area), {
    x: 70,
    y: 0,
    width: 30,
    height: 30,
  });
  assert.deepEqual(into({ x: 90, y: -20, width: 300, height: 30 }, area), {
    x: 0,
    y: 0,
    width: 100,
    height: 30,
  });
});
