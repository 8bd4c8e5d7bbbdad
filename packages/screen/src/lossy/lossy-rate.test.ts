import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDifference } from '../../testing/expected.ts';
import { lossyPair } from '../../testing/lossy.ts';
import { createScreen, drawNoise, drawPhoto } from '../../testing/screens.ts';
import { lossyFloorBytes, lossyMaxBytes } from './lossy-codec.ts';
import { createRateControl, percentOf } from './rate-control.ts';

const WIDTH = 320;
const HEIGHT = 240;
const WHOLE = { x: 0, y: 0, width: WIDTH, height: HEIGHT };

test('[LOSSY-2] no frame is longer than its limit, even of noise', () => {
  for (const maxBytes of [lossyFloorBytes(WIDTH, HEIGHT), 2_000, 5_000, 20_000]) {
    const screen = createScreen(WIDTH, HEIGHT);
    const [encoder] = lossyPair(WIDTH, HEIGHT);
    for (let frame = 0; frame < 8; frame++) {
      drawNoise(screen, WHOLE, frame);
      const { bytes } = encoder.encode(screen, 0, 0, { rate: { kind: 'bytes', maxBytes } });
      assert.ok(bytes.length <= maxBytes, `${bytes.length} of ${maxBytes} bytes`);
    }
  }
});

test('[LOSSY-1] both ends agree after thousands of symbols, when blocks are tried and left out', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder, decoder] = lossyPair(WIDTH, HEIGHT);
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
  let pending = 0;
  for (let frame = 0; frame < 12; frame++) {
    drawNoise(screen, WHOLE, frame);
    // The finest noise exceeds even the most bytes of a frame.
    const quality = frame % 4 === 3 ? 100 : 40;
    const made = encoder.encode(screen, 0, 0, { rate: { kind: 'quality', quality } });
    decoder.decode(made.bytes, { pixels, offset: 0, stride: WIDTH * 4 });
    assert.equal(firstDifference(decoder.planes, encoder.planes), undefined, `frame ${frame}`);
    pending += made.pending;
  }
  assert.ok(pending > 0, 'the limit was never felt');
});

test('[LOSSY-2] a limit is made use of: after some frames at least half of it', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  let length = 0;
  for (let frame = 0; frame < 12; frame++) {
    drawPhoto(screen, WHOLE, frame);
    length = encoder.encode(screen, 0, 0, { rate: { kind: 'bytes', maxBytes: 12_000 } }).bytes.length;
  }
  assert.ok(length >= 6_000 && length <= 12_000, `${length} bytes`);
});

test('[LOSSY-2] at the least limit every block is painted in its turn while all of them change', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  const maxBytes = lossyFloorBytes(WIDTH, HEIGHT);
  const seen = new Uint8Array(300);
  let pending = 0;
  for (let frame = 0; frame < 400; frame++) {
    drawNoise(screen, WHOLE, frame);
    const { blocks, ...made } = encoder.encode(screen, 0, 0, { rate: { kind: 'bytes', maxBytes } });
    for (let block = 0; block < seen.length; block++)
      seen[block] = (seen[block] ?? 0) | (blocks.painted[block] ?? 0);
    pending = Math.max(pending, made.pending);
  }
  assert.ok(pending > 0, 'the limit was never felt');
  assert.equal(seen.indexOf(0), -1);
});

test('[LOSSY-2] what did not fit comes by itself once nothing changes', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  const rate = { kind: 'bytes', maxBytes: lossyFloorBytes(WIDTH, HEIGHT) } as const;
  let pending = 0;
  for (let frame = 0; frame < 20 && pending === 0; frame++) {
    drawNoise(screen, WHOLE, frame);
    pending = encoder.encode(screen, 0, 0, { rate }).pending;
  }
  assert.ok(pending > 0, 'the limit was never felt');
  for (let frame = 0; frame < 400 && pending > 0; frame++)
    pending = encoder.encode(screen, 0, 0, { rate }).pending;
  assert.equal(pending, 0);
});

test('[LOSSY-2] the finest noise stays below the most bytes of a frame', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  for (let frame = 0; frame < 3; frame++) {
    drawNoise(screen, WHOLE, frame);
    const { bytes } = encoder.encode(screen, 0, 0, { rate: { kind: 'quality', quality: 100 } });
    assert.ok(bytes.length <= lossyMaxBytes(WIDTH, HEIGHT));
  }
});

test('[LOSSY-2] numbers that are no rate, and rectangles outside the view, are refused', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  const refuses = (x: number, rate: Parameters<typeof encoder.encode>[3]['rate']) =>
    assert.throws(() => encoder.encode(screen, x, 0, { rate }), RangeError);
  for (const quality of [0, 101, 50.5, Number.NaN]) refuses(0, { kind: 'quality', quality });
  refuses(0, { kind: 'bytes', maxBytes: lossyFloorBytes(WIDTH, HEIGHT) - 1 });
  refuses(0, { kind: 'bytes', maxBytes: Number.NaN });
  refuses(0, { kind: 'bytes', maxBytes: 9_999, maxQuality: 0 });
  for (const x of [-1, 1, 0.5]) refuses(x, { kind: 'quality', quality: 50 });
  for (const [width, height] of [
    [0, 1],
    [1, 4097],
    [1.5, 1],
  ] as const) {
    assert.throws(() => lossyPair(width, height), RangeError);
  }
});

test('[LOSSY-2] the rate control follows what slices cost, and stays within what it is allowed', () => {
  const control = createRateControl();
  let bytes = 0;
  for (let frame = 0; frame < 12; frame++) {
    control.begin([4_000, 4_000, 4_000, 4_000], 10_000, 80);
    bytes = 0;
    for (let slice = 0; slice < 4; slice++) {
      const quality = control.next();
      assert.ok(quality >= 1 && quality <= 80);
      const cost = (40 * 4_000) / percentOf(quality);
      control.spent(cost);
      bytes += cost;
    }
  }
  assert.ok(bytes > 7_000 && bytes < 11_000, `${bytes} bytes`);
});
