import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placePicture, toRemote } from './viewport.ts';

const FULL_HD = { width: 1920, height: 1080 };

test('[CONSOLE-4] fitting keeps the shape, within the box, in its middle', () => {
  assert.deepEqual(placePicture(FULL_HD, { width: 960, height: 800 }, 1, 'fit'), {
    left: 0,
    top: 130,
    width: 960,
    height: 540,
    scale: 0.5,
  });
});

test('[CONSOLE-4] fitting never enlarges beyond one pixel for one pixel', () => {
  const { width, scale } = placePicture({ width: 800, height: 600 }, { width: 2000, height: 2000 }, 1, 'fit');
  assert.equal(width, 800);
  assert.equal(scale, 1);
});

test('[CONSOLE-4] 1:1 gives each remote pixel one pixel of the screen, whatever its density', () => {
  for (const ratio of [1, 1.25, 1.5, 2]) {
    const { width, height } = placePicture(FULL_HD, { width: 500, height: 400 }, ratio, 'actual');
    assert.equal(width, 1920 / ratio);
    assert.equal(height, 1080 / ratio);
  }
});

test('[CONSOLE-4] the picture begins on a whole pixel of the screen, wherever its box begins', () => {
  for (const ratio of [1, 1.5, 2]) {
    const origin = { x: 0.3, y: 169.59375 };
    const { left, top } = placePicture(FULL_HD, { width: 2001, height: 1301 }, ratio, 'actual', origin);
    for (const at of [(origin.x + left) * ratio, (origin.y + top) * ratio]) {
      assert.ok(Math.abs(at - Math.round(at)) < 1e-9, `${at} at ${ratio}`);
    }
    assert.ok(left >= 0 && top >= 0);
  }
});

test('[CONSOLE-4] a box without room yet does not make the picture vanish', () => {
  assert.equal(placePicture(FULL_HD, { width: 0, height: 0 }, 1, 'fit').scale, 1);
});

test('[CONSOLE-4] the pointer meets the pixel that is seen under it', () => {
  const picture = { left: 100, top: 50, width: 960, height: 540 };
  assert.deepEqual(toRemote({ x: 100, y: 50 }, picture, FULL_HD), { x: 0, y: 0 });
  assert.deepEqual(toRemote({ x: 580, y: 320 }, picture, FULL_HD), { x: 960, y: 540 });
  assert.deepEqual(toRemote({ x: 1059.9, y: 589.9 }, picture, FULL_HD), { x: 1919, y: 1079 });
});

test('[CONSOLE-4] the pointer never leaves the picture', () => {
  const picture = { left: 100, top: 50, width: 960, height: 540 };
  assert.deepEqual(toRemote({ x: -5, y: 9999 }, picture, FULL_HD), { x: 0, y: 1079 });
});
