import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedRgba, firstDifference } from '../testing/expected.ts';
import { kernel } from '../testing/kernel.ts';
import { lossyKernels } from '../testing/lossy.ts';
import { psnr } from '../testing/psnr.ts';
import { createScreen, drawPhoto, drawText, fill } from '../testing/screens.ts';
import { compress, decompress } from '../testing/zstd.ts';
import { createChangeTracker } from './change-tracker.ts';
import { createDecoder } from './decoder.ts';
import { createLossyEncoder } from './lossy/lossy-encoder.ts';
import { STILL_AFTER } from './moving-area.ts';
import { createViewerStream } from './viewer-stream.ts';

const [WIDTH, HEIGHT] = [640, 480];
const PHOTO = { x: 0, y: 0, width: 480, height: 416 };
/** Text stands right of the photograph. */
const TEXT = { x: 480, y: 0, width: 160, height: 480 };
/** As long as what a link of 0.8 Mbit/s carries in a tenth of a second. */
const SLOW = 10_000;

function desk(version = 4) {
  const screen = createScreen(WIDTH, HEIGHT);
  const tracker = createChangeTracker({ width: WIDTH, height: HEIGHT, kernel });
  const makeLossyEncoder = (width: number, height: number) =>
    createLossyEncoder({ kernel: lossyKernels.encoder, width, height });
  const stream = createViewerStream(tracker, { compress, version, makeLossyEncoder });
  const { decoder: lossyKernel } = lossyKernels;
  const decoder = createDecoder({ decompress, maxWidth: WIDTH, maxHeight: HEIGHT, lossyKernel });
  let at = 1_000;
  const take = (): void => {
    at += 33;
    stream.mark(tracker.ingest(screen, 'all', [], at));
  };
  /** Sends one update; its bytes and whether it was lossy. */
  const send = (maxBytes: number) => {
    const update = stream.encode(maxBytes, { at });
    if (update === undefined) return undefined;
    const { isLossy, rects } = decoder.apply(update);
    return { bytes: update.length, isLossy, rects };
  };
  const wait = (): void => {
    at += STILL_AFTER;
  };
  const difference = () => firstDifference(decoder.pixels, expectedRgba(screen));
  take();
  send(1e9);
  return { screen, stream, decoder, take, send, wait, difference };
}

/** A photograph and text appear. */
function shown(version?: number) {
  const all = desk(version);
  drawText(all.screen);
  drawPhoto(all.screen, PHOTO, 3);
  fill(all.screen, { x: 0, y: 416, width: 480, height: 64 }, 0x203040);
  all.take();
  return all;
}

test('[SCREEN-20] a photograph over a slow link is seen nearly, long before it has come exactly', () => {
  const { screen, stream, decoder, send, wait, difference } = shown();
  let bytes = 0;
  let lossyFrames = 0;
  while (psnr(screen, new Uint8Array(decoder.pixels.buffer)) < 25) {
    const sent = send(SLOW);
    assert.ok(sent !== undefined);
    bytes += sent.bytes;
    if (sent.isLossy) lossyFrames++;
  }
  assert.equal(lossyFrames, 1);
  assert.ok(stream.inexact > 0);
  wait();
  let rest = 0;
  for (let sent = send(SLOW); sent !== undefined; sent = send(SLOW)) {
    assert.ok(!sent.isLossy);
    rest += sent.bytes;
  }
  assert.equal(difference(), undefined);
  assert.ok(bytes < rest / 4, `${bytes} bytes until it could be seen, and ${rest} until it was exact`);
});

test('[SCREEN-20] text beside it is never sent lossy, and what changes meanwhile comes first', () => {
  const { screen, take, send, wait, difference } = shown();
  let first = send(SLOW);
  while (first?.isLossy === false) first = send(SLOW);
  assert.ok(first?.rects.every(({ x, width }) => x + width <= TEXT.x));
  wait();
  let seen = 0;
  for (let i = 0; i < 8; i++) {
    fill(screen, { x: 500, y: 100 + i * 4, width: 8, height: 3 }, 0xff0000 + i);
    take();
    const sent = send(SLOW);
    assert.ok(sent !== undefined);
    assert.ok(!sent.isLossy);
    if (sent.rects.some(({ x, y }) => x >= TEXT.x && y >= 96)) seen++;
  }
  assert.ok(seen >= 6, `${seen} of 8`);
  for (let sent = send(SLOW); sent !== undefined; sent = send(SLOW)) {
    assert.ok(!sent.isLossy || sent.rects.every(({ x, width }) => x + width <= TEXT.x));
  }
  assert.equal(difference(), undefined);
});

test('[SCREEN-20] there is none where the exact picture comes soon, nor for viewers that read no lossy updates', () => {
  for (const [version, room] of [
    [4, 400_000],
    [2, SLOW],
  ] as const) {
    const { send, difference } = shown(version);
    for (let sent = send(room); sent !== undefined; sent = send(room)) assert.ok(!sent.isLossy);
    assert.equal(difference(), undefined);
  }
});

test('[SCREEN-20] while the link is not known text goes and pictures wait, unless all fits', () => {
  const { stream, decoder } = shown();
  const show = (maxBytes: number) => {
    const update = stream.encode(maxBytes, { at: 1_066, picturesWait: true });
    return update === undefined ? undefined : decoder.apply(update);
  };
  for (let applied = show(SLOW); applied !== undefined; applied = show(SLOW)) {
    assert.ok(!applied.isLossy && applied.rects.every(({ x, y }) => x >= TEXT.x || y >= 416));
  }
  assert.ok(stream.pending > 100);
  assert.notEqual(show(1e9), undefined);
  assert.equal(stream.pending, 0);
});

const anyStep = fc.record({
  photo: fc.option(fc.record({ x: fc.nat(300), y: fc.nat(200), seed: fc.nat(9) }), { nil: undefined }),
  scroll: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  updates: fc.nat(6),
  isFilm: fc.boolean(),
  waits: fc.boolean(),
});

test('[SCREEN-20] whatever photographs, films and scrolls come between, the picture ends exact', () => {
  let previews = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 2, maxLength: 6 }), (steps) => {
      const { screen, stream, take, send, wait, difference } = desk();
      const sendOne = (): boolean => {
        const sent = send(SLOW);
        if (sent?.isLossy === true) previews++;
        return sent !== undefined;
      };
      for (const { photo, scroll, updates, isFilm, waits } of steps) {
        if (photo !== undefined) drawPhoto(screen, { ...photo, width: 320, height: 256 }, photo.seed);
        if (scroll !== undefined) screen.pixels.copyWithin(0, scroll * WIDTH);
        take();
        for (let i = 0; i < updates; i++) sendOne();
        for (let frame = 0; isFilm && frame < 14; frame++) {
          drawPhoto(screen, { x: 64, y: 96, width: 320, height: 256 }, frame);
          take();
          sendOne();
        }
        if (waits) wait();
      }
      wait();
      while (sendOne());
      assert.equal(stream.pending, 0);
      assert.equal(difference(), undefined);
    }),
    { numRuns: 10, seed: 20269 },
  );
  assert.ok(previews > 10, `${previews} lossy updates`);
});
