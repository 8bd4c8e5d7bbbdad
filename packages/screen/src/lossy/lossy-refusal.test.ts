import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDifference } from '../../testing/expected.ts';
import { lossyPair } from '../../testing/lossy.ts';
import { createScreen, drawNoise, drawPhoto, seeded } from '../../testing/screens.ts';
import { DecodeError, type DecodeErrorCode } from '../decode-error.ts';
import type { LossyDecoder } from './lossy-codec.ts';
import { LOSSY_HEADER, lossyMaxBytes } from './lossy-format.ts';

const WIDTH = 100;
const HEIGHT = 70;
const STRIDE = WIDTH * 4;

/** An intra frame, a difference to it and a difference to that. */
function frames(): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  const next = (quality: number) =>
    encoder.encode(screen, 0, 0, { rate: { kind: 'quality', quality } }).bytes;
  drawPhoto(screen, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  const first = next(60);
  screen.pixels.copyWithin(0, WIDTH * 3 + 2);
  const second = next(80);
  drawNoise(screen, { x: 20, y: 10, width: 50, height: 30 }, 3);
  return [first, second, next(40)];
}

/** Decodes what must be refused or taken; a refusal must change nothing. Gives the refusal's code. */
function attempt(decoder: LossyDecoder, bytes: Uint8Array): DecodeErrorCode | undefined {
  const pixels = new Uint8Array(STRIDE * HEIGHT).fill(9);
  const before = decoder.planes.slice();
  try {
    decoder.decode(bytes, { pixels, offset: 0, stride: STRIDE });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof DecodeError, `${error}`);
    assert.equal(firstDifference(decoder.planes, before), undefined);
    assert.ok(pixels.every((byte) => byte === 9));
    return error.code;
  }
}

const with8 = (bytes: Uint8Array, at: number, value: number) => {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
};
const withBitBytes = (bytes: Uint8Array, value: number) => {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(LOSSY_HEADER.bitBytes, value, true);
  return changed;
};
const longer = (bytes: Uint8Array, by: number) => {
  const changed = new Uint8Array(bytes.length + by);
  changed.set(bytes);
  return changed;
};

const refusals: readonly [
  string,
  DecodeErrorCode,
  (intra: Uint8Array, difference: Uint8Array) => Uint8Array,
][] = [
  ['nothing', 'truncated', () => new Uint8Array()],
  ['half a header', 'truncated', (intra) => intra.subarray(0, 10)],
  ['a header alone', 'truncated', (intra) => intra.subarray(0, LOSSY_HEADER.size)],
  ['a later version', 'unknown-version', (intra) => with8(intra, LOSSY_HEADER.version, 2)],
  ['another flag', 'unknown-flags', (intra) => with8(intra, LOSSY_HEADER.flags, 3)],
  ['another width', 'size-refused', (intra) => with8(intra, LOSSY_HEADER.width, 99)],
  ['another height', 'size-refused', (intra) => with8(intra, LOSSY_HEADER.height, 71)],
  ['more plain bits than bytes', 'truncated', (intra) => withBitBytes(intra, intra.length - 19)],
  ['four thousand million plain bits', 'truncated', (intra) => withBitBytes(intra, 0xffff_ffff)],
  ['more than any frame', 'oversized', (intra) => longer(intra, lossyMaxBytes(WIDTH, HEIGHT))],
  ['a byte behind the symbols', 'bad-lossy', (intra) => longer(intra, 1)],
  ['a missing last byte', 'bad-lossy', (intra) => intra.subarray(0, intra.length - 1)],
  ['a difference without a base', 'missing-base', (_, difference) => difference],
  ['a difference said to be none', 'bad-lossy', (_, difference) => with8(difference, LOSSY_HEADER.flags, 1)],
];

for (const [name, code, make] of refusals) {
  test(`[LOSSY-5] ${name}: ${code}`, () => {
    const [intra, difference] = frames();
    const [, decoder] = lossyPair(WIDTH, HEIGHT);
    assert.equal(attempt(decoder, make(intra, difference)), code);
    assert.equal(attempt(decoder, intra), undefined);
    assert.equal(attempt(decoder, difference), undefined);
  });
}

test('[LOSSY-7] a frame that is repeated, left out or too early is refused, and the right one is still taken', () => {
  const [first, second, third] = frames();
  const [, decoder] = lossyPair(WIDTH, HEIGHT);
  assert.equal(attempt(decoder, first), undefined);
  assert.equal(attempt(decoder, third), 'missing-base');
  assert.equal(attempt(decoder, second), undefined);
  assert.equal(attempt(decoder, second), 'missing-base');
  assert.equal(attempt(decoder, third), undefined);
});

test('[LOSSY-7] an intra frame is taken at any time, by a new decoder too', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder, decoder] = lossyPair(WIDTH, HEIGHT);
  const rate = { kind: 'quality', quality: 50 } as const;
  for (let frame = 0; frame < 3; frame++) {
    drawPhoto(screen, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, frame);
    assert.equal(attempt(decoder, encoder.encode(screen, 0, 0, { rate }).bytes), undefined);
  }
  const [, newcomer] = lossyPair(WIDTH, HEIGHT);
  for (const intra of [true, false]) {
    const { bytes } = encoder.encode(screen, 0, 0, { rate, intra });
    for (const one of [decoder, newcomer]) {
      assert.equal(attempt(one, bytes), undefined);
      assert.equal(firstDifference(one.planes, encoder.planes), undefined);
    }
  }
});

test('[LOSSY-6] a target that is too small is refused before anything is decoded', () => {
  const [first] = frames();
  const [, decoder] = lossyPair(WIDTH, HEIGHT);
  const target = { pixels: new Uint8Array(STRIDE * HEIGHT), offset: 0, stride: STRIDE };
  for (const wrong of [
    { offset: 1 },
    { offset: -1 },
    { stride: STRIDE - 1 },
    { stride: STRIDE + 1 },
    { offset: 0.5 },
  ]) {
    assert.throws(() => decoder.decode(first, { ...target, ...wrong }), RangeError);
  }
  decoder.decode(first, target);
});

test('[LOSSY-5] [LOSSY-6] mutated frames are taken or refused, never worse, and right ones are still understood', () => {
  const [first, second, third] = frames();
  const random = seeded(4711);
  const below = (limit: number) => Math.floor(random() * limit);
  const counts = { taken: 0, refused: 0 };
  const [, decoder] = lossyPair(WIDTH, HEIGHT);
  for (let round = 0; round < 3_000; round++) {
    assert.equal(attempt(decoder, first), undefined);
    const sample = round % 3 === 0 ? first : second;
    const mutated = sample.slice(0, random() < 0.1 ? below(sample.length) : sample.length);
    const reach = random() < 0.3 ? 40 : mutated.length;
    for (let i = 0; i <= below(3); i++) mutated[below(Math.min(reach, mutated.length))] = below(256);
    const code = attempt(decoder, mutated);
    counts[code === undefined ? 'taken' : 'refused']++;
    // An intra frame, wrong as it may be, begins anew; after a refusal all goes on as if nothing had been.
    if (code === undefined) continue;
    assert.equal(attempt(decoder, second), undefined);
    assert.equal(attempt(decoder, third), undefined);
  }
  assert.ok(counts.taken > 0 && counts.refused > 0, JSON.stringify(counts));
});

test('[LOSSY-5] [LOSSY-6] random bytes behind a right header are taken or refused, never worse', () => {
  const [first] = frames();
  const random = seeded(4712);
  const [, decoder] = lossyPair(WIDTH, HEIGHT);
  for (let round = 0; round < 2_000; round++) {
    const length = Math.floor(random() * 400);
    const bytes = new Uint8Array(LOSSY_HEADER.size + length);
    bytes.set(first.subarray(0, LOSSY_HEADER.size));
    for (let i = LOSSY_HEADER.size; i < bytes.length; i++) bytes[i] = random() * 256;
    attempt(decoder, withBitBytes(bytes, Math.floor(random() * length)));
  }
  assert.equal(attempt(decoder, first), undefined);
});
