import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitPointer, isBlank } from './cursor-fit.ts';

test('[CONSOLE-10] a pointer that browsers take is shown as it is, a larger one smaller, pointing where it did', () => {
  const cases = [
    [
      [24, 24, 3, 1],
      [24, 24, 3, 1],
    ],
    [
      [128, 128, 127, 0],
      [128, 128, 127, 0],
    ],
    [
      [129, 129, 128, 128],
      [128, 128, 127, 127],
    ],
    [
      [256, 64, 128, 32],
      [128, 32, 64, 16],
    ],
    [
      [1, 256, 0, 255],
      [1, 128, 0, 127],
    ],
  ] as const;
  for (const [[width, height, hotX, hotY], expected] of cases) {
    const fitted = fitPointer({ width, height, hotX, hotY });
    assert.deepEqual([fitted.width, fitted.height, fitted.hotX, fitted.hotY], expected);
  }
});

test('[CONSOLE-10] a pointer without a pixel to be seen is told from one that has one', () => {
  assert.equal(isBlank(new Uint8Array(16 * 16 * 4)), true);
  assert.equal(isBlank(new Uint8Array(0)), true);
  assert.equal(isBlank(new Uint8Array([255, 255, 255, 3])), true);
  assert.equal(isBlank(new Uint8Array([255, 255, 255, 3, 0, 0, 0, 255])), false);
});
