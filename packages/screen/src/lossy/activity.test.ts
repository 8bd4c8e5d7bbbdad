import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreen, drawNoise, drawPhoto, drawText, fill } from '../../testing/screens.ts';
import { activity } from './activity.ts';

const WIDTH = 128;
const WHOLE = { x: 0, y: 0, width: WIDTH, height: WIDTH };

test('[LOSSY-10] a photograph is soft, text is not, noise is hard, one colour is the same', () => {
  const screen = createScreen(WIDTH, WIDTH, 16);
  assert.deepEqual(activity(screen, WHOLE), { same: 1, soft: 0, hard: 0 });
  drawPhoto(screen, WHOLE);
  assert.ok(activity(screen, WHOLE).soft > 0.8);
  drawNoise(screen, WHOLE, 1);
  assert.ok(activity(screen, WHOLE).hard > 0.9);
  drawText(screen);
  const text = activity(screen, WHOLE);
  assert.ok(text.soft < 0.1 && text.same > 0.4, JSON.stringify(text));
});

test('[LOSSY-10] only what lies inside the rectangle and the view counts', () => {
  const screen = createScreen(WIDTH, WIDTH);
  drawNoise(screen, WHOLE, 1);
  fill(screen, { x: 96, y: 96, width: 32, height: 32 }, 0x102030);
  assert.equal(activity(screen, { x: 96, y: 96, width: 900, height: 900 }).same, 1);
  assert.deepEqual(activity(screen, { x: 200, y: 0, width: 9, height: 9 }), { same: 0, soft: 0, hard: 0 });
  assert.deepEqual(activity(screen, { x: 3, y: 3, width: 1, height: 9 }), { same: 0, soft: 0, hard: 0 });
});
