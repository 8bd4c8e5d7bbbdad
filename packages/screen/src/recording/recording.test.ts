import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedRgba, firstDifference } from '../../testing/expected.ts';
import { createScreen, drawPhoto, drawText, fill } from '../../testing/screens.ts';
import { createSender } from '../../testing/sender.ts';
import { decompress } from '../../testing/zstd.ts';
import { HEADER, maxUpdateBytes } from '../format.ts';
import { playRecording } from './player.ts';
import { readRecording } from './read-recording.ts';
import { createRecorder } from './recorder.ts';

const MOST = { maxWidth: 200, maxHeight: 200 };

/** A recording in memory. */
function tape(startedAt = 0) {
  const pieces: Uint8Array[] = [];
  const recorder = createRecorder({ write: (bytes) => pieces.push(bytes), startedAt });
  return { add: recorder.add, pieces, bytes: () => new Uint8Array(Buffer.concat(pieces)) };
}

const anyFrame = fc.record({
  pass: fc.integer({ min: 0, max: 5_000 }),
  x: fc.nat(199),
  y: fc.nat(199),
  seed: fc.nat(),
  /** A new size, now and then. */
  size: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 })),
    },
  ),
});

test('[SCREEN-16] any frames, times and sizes are played as they were recorded', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 12 }), fc.nat(1e9), (frames, startedAt) => {
      const { add, bytes } = tape(startedAt);
      const sender = createSender(false);
      let screen = createScreen(120, 90);
      drawText(screen);
      let at = 0;
      const expected: { at: number; update: Uint8Array; width: number; picture: Uint8ClampedArray }[] = [];
      for (const { pass, x, y, seed, size } of frames) {
        if (size !== undefined) {
          screen = createScreen(...size);
          drawPhoto(screen, { x: 0, y: 0, width: size[0], height: size[1] }, seed);
        }
        const rect = { x: x % screen.width, y: y % screen.height, width: 1, height: 1 };
        fill(screen, rect, seed & 0xffffff);
        at += pass;
        sender.take(screen);
        const update = sender.stream.encode();
        if (update === undefined) continue;
        add(startedAt + at + 0.4, update);
        expected.push({ at, update, width: screen.width, picture: expectedRgba(screen) });
      }
      const recording = bytes();
      const entries = [...readRecording(recording, MOST)].map(({ offset: _, ...entry }) => entry);
      assert.deepEqual(
        entries,
        expected.map(({ at, update }) => ({ at, update })),
      );
      let number = 0;
      for (const played of playRecording(recording, { decompress, ...MOST })) {
        const wanted = expected[number++];
        assert.ok(wanted !== undefined);
        assert.deepEqual([played.at, played.width, played.update], [wanted.at, wanted.width, wanted.update]);
        assert.equal(firstDifference(played.pixels, wanted.picture), undefined);
        const before = expected[number - 2];
        const isNew = before?.width !== wanted.width || before.picture.length !== wanted.picture.length;
        assert.equal(played.resized, isNew);
      }
      assert.equal(number, expected.length);
    }),
    { numRuns: 100, seed: 20273 },
  );
});

test('[SCREEN-16] an entry tells what it changed', () => {
  const { add, bytes } = tape();
  const sender = createSender(false);
  const screen = createScreen(96, 96);
  sender.take(screen);
  add(0, sender.stream.encode() ?? new Uint8Array());
  fill(screen, { x: 40, y: 50, width: 5, height: 4 }, 0x123456);
  sender.take(screen);
  add(7, sender.stream.encode() ?? new Uint8Array());
  const [first, second] = [...playRecording(bytes(), { decompress, ...MOST })];
  assert.ok(first?.resized);
  assert.deepEqual(
    [second?.at, second?.resized, second?.moves, second?.rects],
    [7, false, [], [{ x: 40, y: 50, width: 5, height: 4 }]],
  );
});

test('[SCREEN-16] each entry is written whole, so that a recording that is broken off can be played', () => {
  const { add, pieces } = tape();
  assert.equal(pieces.length, 1);
  const sender = createSender(false);
  sender.take(createScreen(8, 8));
  add(0, sender.stream.encode() ?? new Uint8Array());
  assert.equal(pieces.length, 2);
});

test('[SCREEN-16] what is no exact update, and a time that goes back, is not written', () => {
  const { add, pieces } = tape(1_000);
  const sender = createSender(false);
  sender.take(createScreen(8, 8));
  const update = sender.stream.encode() ?? new Uint8Array();
  add(1_500, update);
  const written = pieces.length;
  const lossy = Uint8Array.of(3, 0, 8, 0, 8, 0, 12, 0, 0, 0, 5, 0, 0, 0, 0, 8, 0, 8, 0, 1, 2, 3);
  const long = new Uint8Array(maxUpdateBytes(8, 8) + 1);
  long.set(update.subarray(0, HEADER.size));
  for (const [at, bytes] of [
    [1_499, update],
    [999, update],
    [Number.NaN, update],
    [1_000 + 2 ** 32, update],
    [1_500, new Uint8Array()],
    [1_500, update.subarray(0, HEADER.size - 1)],
    [1_500, lossy],
    [1_500, long],
  ] as const) {
    assert.throws(() => add(at, bytes), RangeError, `${at}, ${bytes.length} bytes`);
  }
  assert.equal(pieces.length, written);
  add(1_000 + 2 ** 32 - 1, update);
  assert.equal(pieces.length, written + 1);
});
