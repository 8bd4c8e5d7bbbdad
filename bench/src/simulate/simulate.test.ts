import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { simulate } from './simulate.ts';

const recording = readFileSync(new URL('../../../packages/screen/recordings/typing.tlr', import.meta.url));

test('each letter is seen over a fast link and over a slow one, the slower by its way', () => {
  const [fast, slow] = [1e9, 1e6].map((rate) => simulate(recording, { rate, roundTrip: 100, loss: 0 }));
  assert.equal(fast?.exactFrames, fast?.frames);
  assert.equal(slow?.exactFrames, slow?.frames);
  assert.ok(fast !== undefined && slow !== undefined && fast.last.exact < slow.last.exact + 20);
  assert.ok(fast.last.exact >= 50 && fast.bytes === slow.bytes);
});

test('the same recording and link give the same figures', () => {
  const shape = { rate: 2e5, roundTrip: 80, loss: 0 };
  assert.deepEqual(simulate(recording, shape), simulate(recording, shape));
});

test('a link that loses packets is refused', () => {
  assert.throws(() => simulate(recording, { rate: 1e6, roundTrip: 80, loss: 0.01 }), RangeError);
});
