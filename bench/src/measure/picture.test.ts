import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDENTICAL, likeness } from './picture.ts';

const grey = (value: number, alpha = 255): number[] => [value, value, value, alpha];

test('equal pictures are identical, whatever their alpha', () => {
  assert.deepEqual(likeness(Uint8Array.from(grey(7)), Uint8Array.from(grey(7, 0))), {
    psnr: IDENTICAL,
    exact: 1,
  });
});

test('a pixel that is off by one is not exact, and the ratio says how far off the whole is', () => {
  const { psnr, exact } = likeness(
    Uint8Array.from([...grey(10), ...grey(20)]),
    Uint8Array.from([...grey(10), ...grey(21)]),
  );
  assert.equal(exact, 0.5);
  // Mean squared error 1/2.
  assert.equal(psnr.toFixed(2), (10 * Math.log10(255 ** 2 * 2)).toFixed(2));
});
