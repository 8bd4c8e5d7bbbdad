import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedRgba, firstDifference } from '../testing/expected.ts';
import { lossyKernels } from '../testing/lossy.ts';
import { createScreen, drawNoise, drawPhoto, fill, type Screen, seeded } from '../testing/screens.ts';
import { createSender } from '../testing/sender.ts';
import { decompress } from '../testing/zstd.ts';
import { createDecoder } from './decoder.ts';
import { STILL_AFTER } from './moving-area.ts';
import { clip, type Rect } from './rect.ts';

/** A laptop's, an upright monitor's, and such as no tile divides. */
const SIZES: readonly (readonly [number, number])[] = [
  [1366, 768],
  [1080, 1920],
  [997, 613],
  [33, 1201],
  [640, 480],
  [1, 1],
];
const LARGEST = 1920;

/** What becomes of the screen: another resolution, a quarter turn, or another layout of the same size. */
const anyChange = fc.oneof(
  fc.record({
    kind: fc.constant('resized' as const),
    size: fc.constantFrom(...SIZES),
    keepsWidth: fc.boolean(),
  }),
  fc.constant({ kind: 'turned' as const }),
  fc.constant({ kind: 'same' as const }),
);
type Change = typeof anyChange extends fc.Arbitrary<infer Value> ? Value : never;

function decoder() {
  const { decoder: lossyKernel } = lossyKernels;
  return createDecoder({ decompress, maxWidth: LARGEST, maxHeight: LARGEST, lossyKernel });
}

/** The screen after a quarter turn to the right. */
function turned(screen: Screen): Screen {
  const { width, height, pixels } = screen;
  const other = createScreen(height, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) other.pixels[x * height + height - 1 - y] = pixels[y * width + x] ?? 0;
  }
  return other;
}

/** A new resolution shows what was in the upper left corner, as X11 does, and a ground where nothing was. */
function resized(screen: Screen, [width, height]: readonly [number, number]): Screen {
  const other = createScreen(width, height);
  fill(other, { x: 0, y: 0, width, height }, 0x2e3440);
  const columns = Math.min(width, screen.width);
  for (let y = 0; y < Math.min(height, screen.height); y++) {
    const from = y * screen.width;
    other.pixels.set(screen.pixels.subarray(from, from + columns), y * width);
  }
  return other;
}

function after(screen: Screen, change: Change): Screen {
  if (change.kind === 'same') return screen;
  if (change.kind === 'turned') return turned(screen);
  const [width, height] = change.size;
  return resized(screen, [change.keepsWidth ? screen.width : width, height]);
}

/** Something of several encodings at places that the seed says. */
function draw(screen: Screen, seed: number): void {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let i = 0; i < 6; i++) {
    const rect = { x: below(1900), y: below(1900), width: 1 + below(300), height: 1 + below(200) };
    const inside = clip(
      { ...rect, x: rect.x % screen.width, y: rect.y % screen.height },
      screen.width,
      screen.height,
    );
    if (inside === undefined) continue;
    if (i === 0) drawNoise(screen, inside, seed);
    else fill(screen, inside, below(0x1000000));
  }
}

const anySizes = fc.record({
  first: fc.constantFrom(...SIZES),
  seed: fc.nat(),
  parts: fc.array(
    fc.record({
      change: anyChange,
      frames: fc.integer({ min: 0, max: 3 }),
      /** The viewer's room for each update; undefined when it takes none before the screen changes again. */
      room: fc.option(fc.constantFrom(1, 4_000, 1e9), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

test('[SCREEN-1] [SCREEN-19] whichever sizes and turns come in mid-stream, the last frame is exact', () => {
  let changes = 0;
  fc.assert(
    fc.property(anySizes, ({ first, seed, parts }) => {
      const viewer = decoder();
      const sender = createSender(false);
      let screen = createScreen(first[0], first[1]);
      draw(screen, seed);
      sender.take(screen);
      viewer.apply(sender.stream.encode() ?? new Uint8Array());
      for (const [i, { change, frames, room }] of parts.entries()) {
        screen = after(screen, change);
        sender.renew();
        for (let frame = 0; frame <= frames; frame++) {
          if (frame > 0) draw(screen, seed + i * 10 + frame);
          sender.take(screen);
          const update = room === undefined ? undefined : sender.stream.encode(room);
          if (update === undefined) continue;
          const before = viewer.pixels;
          const { width, height, resized: isNew } = viewer.apply(update);
          assert.deepEqual([width, height], [screen.width, screen.height]);
          assert.equal(isNew, viewer.pixels !== before);
          if (isNew) changes++;
        }
      }
      for (
        let update = sender.stream.encode(20_000);
        update !== undefined;
        update = sender.stream.encode(20_000)
      ) {
        viewer.apply(update);
      }
      assert.equal(sender.stream.pending, 0);
      assert.equal(firstDifference(viewer.pixels, expectedRgba(screen)), undefined);
    }),
    { numRuns: 40, seed: 20271 },
  );
  assert.ok(changes > 30, `${changes} new pictures`);
});

const FILM = { width: 288, height: 256 } as const;

/** Some frames of a film, drawn once: drawing takes longer than all else. */
const film = [1, 2, 3, 4, 5].map((seed) => {
  const frame = createScreen(FILM.width, FILM.height);
  drawPhoto(frame, { x: 0, y: 0, ...FILM }, seed);
  return frame;
});

/** Shows a frame of the film, as much of it as there is room for on the screen. */
function showFilm(screen: Screen, left: number, top: number, number: number): void {
  const frame = film[number % film.length];
  const part: Rect | undefined = clip({ x: left, y: top, ...FILM }, screen.width, screen.height);
  if (frame === undefined || part === undefined) return;
  for (let y = 0; y < part.height; y++) {
    const row = frame.pixels.subarray(y * FILM.width, y * FILM.width + part.width);
    screen.pixels.set(row, (part.y + y) * screen.width + part.x);
  }
}

/** A stretch of a session: a film at one place, with what else happens meanwhile. */
const anyStretch = fc.record({
  change: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anyChange }),
  frames: fc.integer({ min: 4, max: 20 }),
  isFilm: fc.constantFrom(true, true, false),
  place: fc.constantFrom([0, 0], [64, 96], [203, 117], [640, 301]),
  pass: fc.constantFrom(16, 33, 33, 40, 120),
  draws: fc.constantFrom(false, false, true),
  takes: fc.constantFrom(true, true, true, false),
  room: fc.constantFrom(3_000, 30_000, 1e9),
  movingBytes: fc.constantFrom(600, 2_000, 9_000, 26_000),
});

/** More looks than any viewer here needs to have all of its screen, in parts of 30,000 bytes. */
const MOST_LOOKS = 2_000;

test('[SCREEN-13] [SCREEN-19] films at any places, sizes and paces end exact once they are still', () => {
  let lossyUpdates = 0;
  let changesInFilm = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...SIZES),
      fc.array(anyStretch, { minLength: 3, maxLength: 6 }),
      fc.record({
        seed: fc.nat(),
        /** How often the viewer is looked after once all is still: also so late that the film is over by then. */
        look: fc.constantFrom(STILL_AFTER / 4, STILL_AFTER),
      }),
      (first, stretches, { seed, look }) => {
        const viewer = decoder();
        const sender = createSender(true);
        let screen = createScreen(first[0], first[1]);
        draw(screen, seed);
        let at = 0;
        sender.take(screen, at);
        const send = (room: number, movingBytes: number) => {
          const update = sender.stream.encode(room, { at, movingBytes });
          if (update === undefined) return;
          if (viewer.apply(update).isLossy) lossyUpdates++;
        };
        for (const stretch of stretches) {
          if (stretch.change !== undefined) {
            if (sender.stream.inexact > 0) changesInFilm++;
            screen = after(screen, stretch.change);
            sender.renew();
          }
          const [left = 0, top = 0] = stretch.place;
          for (let frame = 0; frame < stretch.frames; frame++) {
            at += stretch.pass;
            if (stretch.isFilm) showFilm(screen, left, top, frame);
            if (stretch.draws) draw(screen, seed + at);
            sender.take(screen, at);
            if (stretch.takes) send(stretch.room, stretch.movingBytes);
          }
        }
        // From here on all is still, and only time passes.
        for (let looks = 0; sender.stream.pending > 0; looks++) {
          assert.ok(looks < MOST_LOOKS, `${sender.stream.pending} pending for ever`);
          at += look;
          send(30_000, 9_000);
        }
        assert.equal(firstDifference(viewer.pixels, expectedRgba(screen)), undefined);
      },
    ),
    { numRuns: 40, seed: 20272 },
  );
  assert.ok(lossyUpdates > 50, `${lossyUpdates} lossy updates`);
  assert.ok(changesInFilm > 0, 'no change of size within a film');
});
