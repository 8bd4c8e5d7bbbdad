import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstDifference } from '../testing/expected.ts';
import { kernel } from '../testing/kernel.ts';
import { lossyKernels } from '../testing/lossy.ts';
import { mutate } from '../testing/mutate.ts';
import { createScreen, drawPhoto, drawText, seeded } from '../testing/screens.ts';
import { compress, decompress } from '../testing/zstd.ts';
import { createChangeTracker } from './change-tracker.ts';
import { DecodeError } from './decode-error.ts';
import { createDecoder, type Decoder } from './decoder.ts';
import { ENCODING, HEADER, maxBodyBytes } from './format.ts';
import { createLossyEncoder } from './lossy/lossy-encoder.ts';
import { createViewerStream } from './viewer-stream.ts';
import { createZstdDecompress } from './zstd-browser.ts';

const WIDTH = 130;
const HEIGHT = 100;
const MAX_SIDE_HERE = 256;
const ROUNDS = 4_000;

/** Two lossy updates, the second of which builds on the first. */
function lossySamples(): readonly Uint8Array[] {
  const rect = { x: 32, y: 16, width: 80, height: 70 };
  const { width, height } = rect;
  const encoder = createLossyEncoder({ kernel: lossyKernels.encoder, width, height });
  const screen = createScreen(WIDTH, HEIGHT);
  return [1, 2].map((seed) => {
    drawPhoto(screen, rect, seed);
    const rate = { kind: 'quality', quality: 40 } as const;
    const { bytes } = encoder.encode(screen, rect.x, rect.y, { rate });
    const head = [5, rect.x, 0, rect.y, 0, width, 0, height, 0];
    const size = [
      WIDTH,
      0,
      HEIGHT,
      0,
      (head.length + bytes.length) & 0xff,
      (head.length + bytes.length) >> 8,
      0,
      0,
    ];
    return Uint8Array.of(3, 0, ...size, ...head, ...bytes);
  });
}

/** Updates of every encoding: a whole screen, and parts of it. */
function samples(pack: (bytes: Uint8Array) => Uint8Array): readonly Uint8Array[] {
  const screen = createScreen(WIDTH, HEIGHT);
  const tracker = createChangeTracker({ width: WIDTH, height: HEIGHT, kernel });
  const stream = createViewerStream(tracker, { compress: pack });
  const made: Uint8Array[] = [];
  const send = () => {
    stream.mark(tracker.ingest(screen, 'all', []));
    const update = stream.encode();
    if (update !== undefined) made.push(update);
  };
  drawText(screen);
  send();
  drawPhoto(screen, { x: 64, y: 20, width: 66, height: 60 });
  send();
  drawText(screen, 3);
  send();
  // What is drawn before it is scrolled can only be a copy.
  screen.pixels.copyWithin(0, 7 * WIDTH);
  send();
  assert.equal(made.at(-1)?.[HEADER.size], ENCODING.copy);
  return [...made, ...lossySamples()];
}

/** Applies any bytes: they must be taken, or refused with the picture as it was. Says which. */
function survives(decoder: Decoder, bytes: Uint8Array): boolean {
  const { pixels } = decoder;
  const before = pixels.slice();
  try {
    decoder.apply(bytes);
    return true;
  } catch (error) {
    assert.ok(error instanceof DecodeError, `${error}`);
    assert.equal(decoder.pixels, pixels);
    assert.equal(firstDifference(pixels, before), undefined);
    return false;
  }
}

/** A decoder that fails the test when more is decompressed than the bound for its largest picture. */
function guarded(inner: (bytes: Uint8Array, size: number) => Uint8Array): Decoder {
  return createDecoder({
    maxWidth: MAX_SIDE_HERE,
    maxHeight: MAX_SIDE_HERE,
    lossyKernel: lossyKernels.decoder,
    decompress(bytes, size) {
      assert.ok(size > 0 && size <= maxBodyBytes(MAX_SIDE_HERE, MAX_SIDE_HERE));
      return inner(bytes, size);
    },
  });
}

const browserDecompress = await createZstdDecompress();

for (const [name, pack, unpack] of [
  ['plain bodies', (bytes: Uint8Array) => bytes, decompress],
  ['compressed bodies', compress, decompress],
  ["compressed bodies with the browser's decompressor", compress, browserDecompress],
] as const) {
  test(`[SCREEN-8] mutated updates are taken or refused, never worse: ${name}`, () => {
    const updates = samples(pack);
    const random = seeded(20263);
    let taken = 0;
    let decoder = guarded(unpack);
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 200 === 0) {
        decoder = guarded(unpack);
        for (const update of updates) assert.ok(survives(decoder, update));
      }
      const sample = updates[round % updates.length];
      assert.ok(sample !== undefined);
      if (survives(decoder, mutate(sample, random))) taken++;
    }
    // Both ends of the range would mean that nothing was tested.
    assert.ok(taken > 0 && taken < ROUNDS, `${taken} taken`);
    decoder = guarded(unpack);
    for (const update of updates) assert.ok(survives(decoder, update));
  });
}

test('[SCREEN-8] mutated bodies within a right zstd frame are taken or refused, never worse', () => {
  const updates = samples((bytes) => bytes);
  const random = seeded(20264);
  const decoder = guarded(decompress);
  for (let round = 0; round < ROUNDS; round++) {
    const sample = updates[round % updates.length];
    assert.ok(sample !== undefined);
    const body = mutate(sample.subarray(HEADER.size), random);
    const frame = compress(body);
    const update = new Uint8Array(HEADER.size + frame.length);
    update.set(sample.subarray(0, HEADER.size));
    update[HEADER.flags] = 3;
    new DataView(update.buffer).setUint32(HEADER.bodyBytes, body.length, true);
    update.set(frame, HEADER.size);
    survives(decoder, update);
  }
});

test('[SCREEN-8] an update cut at any byte is refused', () => {
  for (const update of samples(compress)) {
    const decoder = guarded(decompress);
    for (const sample of samples(compress)) decoder.apply(sample);
    for (let length = 0; length < update.length; length += 7) {
      assert.equal(survives(decoder, update.subarray(0, length)), false);
    }
  }
});
