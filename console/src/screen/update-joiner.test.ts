import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_UPDATE, MAX_UPDATE_PART } from '@throwline/protocol';
import { PART_PATIENCE, UpdateJoiner } from './update-joiner.ts';

const NOW = 1000;

const update = (frame: number, last: boolean, data: Uint8Array) =>
  ({ type: 'screen-update', frame, takenAt: frame * 10, last, data }) as const;
const full = (byte: number): Uint8Array => new Uint8Array(MAX_UPDATE_PART).fill(byte);

test('[PEER-7] parts are joined in their order', () => {
  const joiner = new UpdateJoiner();
  assert.equal(joiner.add(update(4, false, full(1)), NOW), undefined);
  assert.equal(joiner.add(update(4, false, full(2)), NOW), undefined);
  const whole = joiner.add(update(4, true, Uint8Array.of(3)), NOW);
  assert.deepEqual([whole?.frame, whole?.takenAt], [4, 40]);
  const { data } = whole ?? { data: new Uint8Array() };
  assert.equal(data.length, 2 * MAX_UPDATE_PART + 1);
  assert.deepEqual([data[0], data[MAX_UPDATE_PART], data.at(-1)], [1, 2, 3]);
  assert.deepEqual(joiner.add(update(5, true, Uint8Array.of(9)), NOW)?.data, Uint8Array.of(9));
});

test('[PEER-7] an update that never ended is given up for the next one', () => {
  const joiner = new UpdateJoiner();
  joiner.add(update(4, false, full(1)), NOW);
  assert.deepEqual(joiner.add(update(5, true, Uint8Array.of(2)), NOW)?.data, Uint8Array.of(2));
});

test('[PEER-8] an update larger than allowed, or than its picture can be, is refused before it is joined', () => {
  const joiner = new UpdateJoiner();
  joiner.add(update(1, false, new Uint8Array(MAX_UPDATE)), NOW);
  assert.throws(() => joiner.add(update(1, true, Uint8Array.of(0)), NOW), RangeError);
  assert.deepEqual(joiner.add(update(2, true, Uint8Array.of(7)), NOW)?.data, Uint8Array.of(7));
  joiner.expect(MAX_UPDATE_PART + 1);
  joiner.add(update(3, false, full(1)), NOW);
  assert.throws(() => joiner.add(update(3, true, Uint8Array.of(1, 2)), NOW), RangeError);
  assert.equal(joiner.held, 0);
});

test('[PEER-8] parts that hold nothing, or crumbs, end the update at the first one', () => {
  const joiner = new UpdateJoiner();
  for (const length of [0, 1, 1000])
    assert.throws(() => joiner.add(update(1, false, new Uint8Array(length)), NOW), RangeError);
  assert.throws(() => joiner.add(update(1, true, new Uint8Array()), NOW), RangeError);
});

test('[PEER-8] an update that does not go on is let go of', () => {
  const joiner = new UpdateJoiner();
  joiner.add(update(1, false, full(1)), NOW);
  joiner.tidy(NOW + PART_PATIENCE - 1);
  assert.equal(joiner.held, MAX_UPDATE_PART);
  joiner.tidy(NOW + PART_PATIENCE);
  assert.equal(joiner.held, 0);
});
