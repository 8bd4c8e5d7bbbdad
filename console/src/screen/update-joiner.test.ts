import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_UPDATE } from '@throwline/protocol';
import { UpdateJoiner } from './update-joiner.ts';

const part = (frame: number, last: boolean, ...bytes: number[]) =>
  ({ type: 'screen-update', frame, takenAt: frame * 10, last, data: Uint8Array.from(bytes) }) as const;

test('[PEER-7] parts are joined in their order', () => {
  const joiner = new UpdateJoiner();
  assert.equal(joiner.add(part(4, false, 1, 2)), undefined);
  assert.equal(joiner.add(part(4, false, 3)), undefined);
  assert.deepEqual(joiner.add(part(4, true, 4)), {
    frame: 4,
    takenAt: 40,
    data: Uint8Array.of(1, 2, 3, 4),
  });
  assert.deepEqual(joiner.add(part(5, true, 9))?.data, Uint8Array.of(9));
});

test('[PEER-7] an update that never ended is given up for the next one', () => {
  const joiner = new UpdateJoiner();
  joiner.add(part(4, false, 1));
  assert.deepEqual(joiner.add(part(5, true, 2))?.data, Uint8Array.of(2));
});

test('[PEER-7] an update larger than allowed is refused before it is joined', () => {
  const joiner = new UpdateJoiner();
  const data = new Uint8Array(MAX_UPDATE);
  joiner.add({ ...part(1, false), data });
  assert.throws(() => joiner.add(part(1, false, 0)), RangeError);
  assert.deepEqual(joiner.add(part(2, true, 7))?.data, Uint8Array.of(7));
});
