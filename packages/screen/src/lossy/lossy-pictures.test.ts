import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstDifference } from '../../testing/expected.ts';
import { lossyPair } from '../../testing/lossy.ts';
import { createScreen, drawLetter, drawNoise, drawPhoto, fill, type Screen } from '../../testing/screens.ts';
import { LOSSY_BLOCK, type LossyBlocks, type LossyRate, lossyFloorBytes } from './lossy-codec.ts';

type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'letter'; readonly letter: number; readonly column: number; readonly row: number }
  | { readonly kind: 'photo'; readonly seed: number }
  | { readonly kind: 'noise'; readonly seed: number; readonly share: number }
  | { readonly kind: 'fill'; readonly colour: number }
  | { readonly kind: 'scroll'; readonly by: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.record({
    kind: fc.constant('letter' as const),
    letter: fc.integer({ min: 1, max: 60 }),
    column: fc.nat(8),
    row: fc.nat(3),
  }),
  fc.record({ kind: fc.constant('photo' as const), seed: fc.nat(9) }),
  fc.record({
    kind: fc.constant('noise' as const),
    seed: fc.nat(99),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('fill' as const), colour: fc.nat(0xffffff) }),
  fc.record({ kind: fc.constant('scroll' as const), by: fc.integer({ min: 1, max: 9 }) }),
);

function apply(screen: Screen, one: Change): void {
  const { width, height } = screen;
  switch (one.kind) {
    case 'none':
      return;
    case 'letter':
      drawLetter(screen, one.column, one.row, one.letter, 0x2040a0);
      return;
    case 'photo':
      drawPhoto(screen, { x: 0, y: 0, width, height }, one.seed);
      return;
    case 'noise':
      drawNoise(screen, { x: 0, y: 0, width: Math.ceil(width * one.share), height }, one.seed);
      return;
    case 'fill':
      fill(screen, { x: width >> 2, y: height >> 2, width: width >> 1, height: height >> 1 }, one.colour);
      return;
    case 'scroll':
      screen.pixels.copyWithin(0, (one.by * screen.stride) / 4);
  }
}

const rate = (width: number, height: number): fc.Arbitrary<LossyRate> =>
  fc.oneof(
    fc.record({ kind: fc.constant('quality' as const), quality: fc.integer({ min: 1, max: 100 }) }),
    fc.record({
      kind: fc.constant('bytes' as const),
      maxBytes: fc.integer({ min: lossyFloorBytes(width, height), max: 20_000 }),
      maxQuality: fc.integer({ min: 1, max: 100 }),
    }),
  );

const sequence = fc
  .record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 70 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      left: fc.nat(5),
      top: fc.nat(5),
      frames: fc.array(fc.record({ change, rate: rate(width, height), intra: fc.boolean() }), {
        minLength: 1,
        maxLength: 12,
      }),
    }),
  );

const MARK = 77;

/** Where a frame may not have painted: every pixel of a block that it says it left out. */
function assertUntouched(pixels: Uint8Array, width: number, height: number, blocks: LossyBlocks): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor(y / LOSSY_BLOCK) * blocks.columns + Math.floor(x / LOSSY_BLOCK);
      const alpha = pixels[(y * width + x) * 4 + 3];
      assert.equal(alpha, blocks.painted[block] === 1 ? 255 : MARK, `pixel ${x}, ${y}`);
    }
  }
}

test('[LOSSY-1] [LOSSY-3] any frames at any rates: both ends have the same picture, and only changed blocks are painted', () => {
  fc.assert(
    fc.property(sequence, ({ width, height, left, top, frames }) => {
      const screen = createScreen(width + 10, height + 10, 8);
      const [encoder, decoder] = lossyPair(width, height);
      for (const one of frames) {
        apply(screen, one.change);
        const frame = encoder.encode(screen, left, top, { rate: one.rate, intra: one.intra });
        const pixels = new Uint8Array(width * height * 4).fill(MARK);
        const blocks = decoder.decode(frame.bytes, { pixels, offset: 0, stride: width * 4 });
        assert.equal(firstDifference(decoder.planes, encoder.planes), undefined);
        assert.deepEqual([...blocks.painted], [...frame.blocks.painted]);
        assert.equal(blocks.count, frame.blocks.count);
        assertUntouched(pixels, width, height, blocks);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});

for (const [width, height] of [
  [1, 1],
  [2, 1],
  [17, 33],
  [4096, 16],
  [5, 4096],
] as const) {
  test(`[LOSSY-1] a rectangle of ${width} × ${height}, painted into the midst of a picture`, () => {
    const screen = createScreen(width, height);
    drawPhoto(screen, { x: 0, y: 0, width, height });
    const [encoder, decoder] = lossyPair(width, height);
    const stride = width * 4 + 12;
    const offset = stride + 4;
    const pixels = new Uint8Array(offset + stride * (height + 1)).fill(MARK);
    for (const quality of [90, 30]) {
      const frame = encoder.encode(screen, 0, 0, { rate: { kind: 'quality', quality } });
      decoder.decode(frame.bytes, { pixels, offset, stride });
      drawNoise(screen, { x: 0, y: 0, width, height }, quality);
    }
    assert.equal(firstDifference(decoder.planes, encoder.planes), undefined);
    for (let y = -1; y <= height; y++) {
      for (let x = -1; x <= width; x++) {
        const isInside = x >= 0 && x < width && y >= 0 && y < height;
        assert.equal(pixels[offset + y * stride + x * 4 + 3], isInside ? 255 : MARK, `pixel ${x}, ${y}`);
      }
    }
  });
}

test('[LOSSY-3] nothing is painted while nothing changes, and a moved pointer paints only the blocks it touches', () => {
  const screen = createScreen(320, 240);
  drawPhoto(screen, { x: 0, y: 0, width: 320, height: 240 });
  const [encoder] = lossyPair(320, 240);
  const rate = { kind: 'quality', quality: 70 } as const;
  assert.equal(encoder.encode(screen, 0, 0, { rate }).blocks.count, 300);
  const still = encoder.encode(screen, 0, 0, { rate });
  assert.equal(still.blocks.count, 0);
  assert.ok(still.bytes.length < 64, `${still.bytes.length} bytes`);
  fill(screen, { x: 150, y: 100, width: 6, height: 8 }, 0xffffff);
  const { painted, count } = encoder.encode(screen, 0, 0, { rate }).blocks;
  assert.equal(count, 1);
  assert.equal(painted[6 * 20 + 9], 1);
});

test('[LOSSY-9] the same frames and limits give the same bytes', () => {
  const run = () => {
    const screen = createScreen(160, 96);
    const [encoder] = lossyPair(160, 96);
    return [1, 2, 3, 4].map((seed) => {
      drawPhoto(screen, { x: 0, y: 0, width: 160, height: 96 }, seed);
      const frame = encoder.encode(screen, 0, 0, { rate: { kind: 'bytes', maxBytes: 3_000 } });
      return Buffer.from(frame.bytes).toString('hex');
    });
  };
  assert.deepEqual(run(), run());
});
