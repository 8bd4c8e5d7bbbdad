import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rect } from './platform.ts';
import {
  into,
  NO_FRAME,
  NO_PLACES,
  STRIP_SIZE,
  scaledPlaces,
  stripRoom,
  USUAL_SCALE,
  WHOLE_SIZE,
  wholeRoom,
} from './window-room.ts';

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

test('[SIGHT-9] the window grows with its text, as far as there is room, and stays at the edge that it was put to', () => {
  const area = { x: 0, y: 0, width: 1280, height: 800 };
  const large = { ratio: 1, text: 2.5 };
  const first = wholeRoom(area, NO_FRAME, large);
  assert.deepEqual([first.width, first.height], [Math.round(WHOLE_SIZE.width * 1.6), 800]);
  const right = { x: 700, y: 100, width: 400, height: 300 };
  const grown = scaledPlaces({ whole: right, strip: undefined }, USUAL_SCALE, large, area).whole;
  assert.deepEqual(grown, { x: 460, y: 100, width: 640, height: 480 });
  const left = { x: 10, y: 600, width: 400, height: 200 };
  const atFoot = scaledPlaces({ whole: left, strip: undefined }, USUAL_SCALE, large, area).whole;
  assert.deepEqual(atFoot, { x: 10, y: 480, width: 640, height: 320 });
  assert.deepEqual(
    scaledPlaces({ whole: right, strip: right }, large, { ratio: 2, text: 2.5 }, area),
    NO_PLACES,
  );
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
