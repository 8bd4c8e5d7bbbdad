import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../testing/screens.ts';
import { compress } from '../testing/zstd.ts';
import { createZstdDecompress } from './zstd-browser.ts';

const decompress = await createZstdDecompress();

test("[SCREEN-1] the browser's decompressor gives back what Node compressed", () => {
  const random = seeded(20265);
  for (const length of [1, 2, 100, 4_096, 70_000, 3 * 3840 * 2160]) {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i += 97) bytes[i] = Math.floor(random() * 256);
    assert.ok(Buffer.from(bytes).equals(decompress(compress(bytes), length)));
  }
});

test("[SCREEN-9] the browser's decompressor gives the size asked for or throws", () => {
  const frame = compress(new Uint8Array(1_000).fill(3));
  for (const size of [1, 999, 1_001, 100_000]) assert.throws(() => decompress(frame, size));
  for (const size of [0, -1, 1.5, Number.NaN]) assert.throws(() => decompress(frame, size), RangeError);
  assert.throws(() => decompress(frame.slice(0, -1), 1_000));
  assert.throws(() => decompress(new Uint8Array(50), 1_000));
  assert.throws(() => decompress(new Uint8Array(0), 1_000));
  // It works on after all of that.
  assert.deepEqual(decompress(frame, 1_000), new Uint8Array(1_000).fill(3));
});
