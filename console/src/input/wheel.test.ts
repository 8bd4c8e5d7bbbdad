import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WheelSteps } from './wheel.ts';

const pixels = (deltaY: number, deltaX = 0) => ({ deltaX, deltaY, deltaMode: 0 });

test('[CONSOLE-4] a notch is one step in every browser', () => {
  for (const deltaY of [100, 114, 120, 125]) {
    assert.deepEqual(new WheelSteps().turn(pixels(deltaY)), { dx: 0, dy: 1 }, String(deltaY));
    assert.deepEqual(new WheelSteps().turn(pixels(-deltaY)), { dx: 0, dy: -1 }, String(deltaY));
  }
  assert.deepEqual(new WheelSteps().turn({ deltaX: 0, deltaY: 3, deltaMode: 1 }), { dx: 0, dy: 1 });
});

test('[CONSOLE-4] ten notches of 120 pixels are ten steps', () => {
  const wheel = new WheelSteps();
  let steps = 0;
  for (let turn = 0; turn < 10; turn += 1) steps += wheel.turn(pixels(120))?.dy ?? 0;
  assert.equal(steps, 10);
});

test('[CONSOLE-4] small turns of a touchpad add up', () => {
  const wheel = new WheelSteps();
  const steps = Array.from({ length: 10 }, () => wheel.turn(pixels(0, 25))?.dx ?? 0);
  assert.deepEqual(steps, [0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
});

test('[CONSOLE-4] turning back is not swallowed by what was left of turning on', () => {
  const wheel = new WheelSteps();
  wheel.turn(pixels(90));
  assert.equal(wheel.turn(pixels(-50)), undefined);
  assert.deepEqual(wheel.turn(pixels(-50)), { dx: 0, dy: -1 });
});

test('[CONSOLE-4] no frame has more steps than the wire takes', () => {
  assert.deepEqual(new WheelSteps().turn(pixels(100_000)), { dx: 0, dy: 20 });
});
