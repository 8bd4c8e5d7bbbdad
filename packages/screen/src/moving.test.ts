import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedRgba, firstDifference } from '../testing/expected.ts';
import { kernel } from '../testing/kernel.ts';
import { lossyKernels } from '../testing/lossy.ts';
import { createScreen, drawPhoto, drawText, fill } from '../testing/screens.ts';
import { compress, decompress } from '../testing/zstd.ts';
import { createChangeTracker } from './change-tracker.ts';
import { createDecoder } from './decoder.ts';
import { ENCODING, HEADER } from './format.ts';
import { createLossyEncoder } from './lossy/lossy-encoder.ts';
import { STILL_AFTER } from './moving-area.ts';
import { createViewerStream } from './viewer-stream.ts';

const FILM = { x: 64, y: 96, width: 320, height: 256 };
const FRAME = 33;

/** A desk of text with a film in it, and a viewer. */
function desk(version = 3) {
  const [width, height] = [640, 480];
  const screen = createScreen(width, height);
  drawText(screen);
  const tracker = createChangeTracker({ width, height, kernel });
  const makeLossyEncoder = (w: number, h: number) =>
    createLossyEncoder({ kernel: lossyKernels.encoder, width: w, height: h });
  const stream = createViewerStream(tracker, { compress, version, makeLossyEncoder });
  const decoder = createDecoder({
    decompress,
    maxWidth: width,
    maxHeight: height,
    lossyKernel: lossyKernels.decoder,
  });
  let at = 1_000;
  /** Takes the screen, and sends all that can be sent now; gives the encodings of the first regions. */
  const show = (pass = FRAME): number[] => {
    at += pass;
    stream.mark(tracker.ingest(screen, 'all', [], at));
    const encodings: number[] = [];
    for (;;) {
      const update = stream.encode(1e9, { at, movingBytes: 12_000 });
      if (update === undefined) return encodings;
      const isPlain = ((update[HEADER.flags] ?? 0) & 2) === 0;
      encodings.push(isPlain ? (update[HEADER.size] ?? 0) : 0);
      decoder.apply(update);
    }
  };
  const difference = () => firstDifference(decoder.pixels, expectedRgba(screen));
  return { screen, stream, decoder, show, difference };
}

test('[SCREEN-13] a film becomes lossy, stays bounded, and is exact once it is still', () => {
  const { screen, stream, show, difference } = desk();
  show();
  let lossyFrames = 0;
  for (let i = 0; i < 30; i++) {
    drawPhoto(screen, FILM, i + 1);
    if (show().includes(ENCODING.lossy)) lossyFrames++;
  }
  assert.ok(lossyFrames >= 20, `${lossyFrames} lossy frames`);
  assert.ok(stream.inexact > 0);
  assert.notEqual(difference(), undefined);
  show(STILL_AFTER);
  assert.equal(stream.pending, 0);
  assert.equal(difference(), undefined);
});

test('[SCREEN-13] a line that changes at every frame is no film, in however many colours: so does text scroll', () => {
  const { screen, show, difference } = desk();
  show();
  const line = { x: 0, y: 416, width: 640, height: 40 };
  const encodings: number[] = [];
  for (let i = 0; i < 30; i++) {
    drawPhoto(screen, line, i + 1);
    encodings.push(...show());
  }
  assert.ok(!encodings.includes(ENCODING.lossy));
  assert.equal(difference(), undefined);
});

test('[SCREEN-13] what stands beside a film, and what a film uncovers, is exact', () => {
  const { screen, show, decoder, difference } = desk();
  show();
  for (let i = 0; i < 20; i++) {
    drawPhoto(screen, FILM, i + 1);
    fill(screen, { x: 500, y: 20 + i, width: 90, height: 7 }, 0x336699 + i);
    show();
    const expected = expectedRgba(screen);
    for (const [x, y] of [
      [501, 22 + i],
      [10, 10],
      [630, 470],
    ] as const) {
      const start = (y * 640 + x) * 4;
      assert.deepEqual(
        [...decoder.pixels.subarray(start, start + 4)],
        [...expected.subarray(start, start + 4)],
      );
    }
  }
  drawText(screen, 40);
  show();
  show(STILL_AFTER);
  assert.equal(difference(), undefined);
});

test('[SCREEN-13] text that changes as fast as a film stays exact', () => {
  const { screen, show, difference } = desk();
  show();
  for (let i = 0; i < 20; i++) {
    drawText(screen, i * 50);
    assert.ok(!show().includes(ENCODING.lossy));
    assert.equal(difference(), undefined);
  }
});

test('[SCREEN-12] a viewer of version 2 is sent a film exactly', () => {
  const { screen, show, difference } = desk(2);
  show();
  for (let i = 0; i < 12; i++) {
    drawPhoto(screen, FILM, i + 1);
    show();
    assert.equal(difference(), undefined);
  }
});

test('[SCREEN-1] [SCREEN-13] films, scrolls and letters in any order and pace end in exactly the last frame', () => {
  const anyStep = fc.record({
    film: fc.boolean(),
    scroll: fc.constantFrom(0, 0, 0, 16, -16),
    letter: fc.boolean(),
    takes: fc.boolean(),
    room: fc.constantFrom(3_000, 1e9),
    returns: fc.constantFrom(false, false, false, false, true),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 12, maxLength: 30 }), (steps) => {
      const [width, height] = [512, 400];
      const screen = createScreen(width, height);
      drawText(screen);
      const tracker = createChangeTracker({ width, height, kernel });
      const viewers = [0, 1].map(() => ({
        stream: createViewerStream(tracker, {
          compress,
          makeLossyEncoder: (w, h) =>
            createLossyEncoder({ kernel: lossyKernels.encoder, width: w, height: h }),
        }),
        decoder: createDecoder({
          decompress,
          maxWidth: width,
          maxHeight: height,
          lossyKernel: lossyKernels.decoder,
        }),
      }));
      let at = 0;
      for (const [i, step] of steps.entries()) {
        at += FRAME;
        if (step.scroll > 0) screen.pixels.copyWithin(0, step.scroll * width);
        else if (step.scroll < 0) screen.pixels.copyWithin(-step.scroll * width, 0);
        if (step.film || i < 8) drawPhoto(screen, { x: 40, y: 60, width: 300, height: 260 }, i + 1);
        if (step.letter) fill(screen, { x: (i * 37) % 480, y: (i * 91) % 380, width: 9, height: 16 }, i * 99);
        const change = tracker.ingest(screen, 'all', [], at);
        for (const [who, { stream, decoder }] of viewers.entries()) {
          stream.mark(change);
          if (who === 1 && step.returns) stream.markAll();
          if (who === 1 && !step.takes) continue;
          const limits = { at, movingBytes: 9_000 };
          const update = stream.encode(step.room, limits);
          if (update !== undefined) decoder.apply(update);
        }
      }
      for (const { stream, decoder } of viewers) {
        for (let update = stream.encode(20_000); update !== undefined; update = stream.encode(20_000)) {
          decoder.apply(update);
        }
        assert.equal(stream.pending, 0);
        assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
      }
    }),
    { numRuns: 12, seed: 20268 },
  );
});
