import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedRgba, firstDifference } from '../testing/expected.ts';
import { kernel } from '../testing/kernel.ts';
import { createScreen, fill, type Screen, seeded } from '../testing/screens.ts';
import { compress, decompress } from '../testing/zstd.ts';
import { createChangeTracker } from './change-tracker.ts';
import { createDecoder } from './decoder.ts';
import { clip, type Rect } from './rect.ts';
import { createViewerStream } from './viewer-stream.ts';

const anyRect = fc.record<Rect>({
  x: fc.integer({ min: -40, max: 170 }),
  y: fc.integer({ min: -40, max: 130 }),
  width: fc.integer({ min: 0, max: 200 }),
  height: fc.integer({ min: 0, max: 160 }),
});

/** How many colours a painted rectangle has: each leads to another encoding. */
const anyPaint = fc.record({
  rect: anyRect,
  colours: fc.constantFrom(1, 2, 3, 4, 5, 16, 17, 200, 256, 257, 1 << 24),
  seed: fc.integer(),
});

/** Pixels that are scrolled or moved to elsewhere, as a browser or a window manager does. */
const anyMove = fc.record({
  rect: anyRect,
  dx: fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 50 })),
  dy: fc.integer({ min: -50, max: 50 }),
});

const anyStep = fc.record({
  moves: fc.array(anyMove, { maxLength: 2 }),
  paints: fc.array(anyPaint, { maxLength: 4 }),
  /** Whether damage is reported by rectangle, with some that are none, or not at all. */
  damage: fc.option(fc.array(anyRect, { maxLength: 3 }), { nil: 'all' as const }),
  masks: fc.array(anyRect, { maxLength: 2 }),
  keepsMasks: fc.boolean(),
  /** Each viewer's room in bytes at this step; undefined is a viewer that takes nothing now. */
  rooms: fc.tuple(
    ...Array.from({ length: 2 }, () => fc.option(fc.constantFrom(1, 500, 6_000, 1e9), { nil: undefined })),
  ),
  /** Whether the second viewer comes back and needs everything. */
  returns: fc.boolean(),
});

const anyRun = fc.record({
  width: fc.integer({ min: 1, max: 150 }),
  height: fc.integer({ min: 1, max: 110 }),
  padding: fc.constantFrom(0, 4, 64),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 6 }),
});

function paint(screen: Screen, rect: Rect, colours: number, seed: number): void {
  const random = seeded(seed);
  const offset = Math.floor(random() * 0x1000000);
  const top = Math.floor(random() * 256) << 24;
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    for (let x = rect.x; x < rect.x + rect.width; x++) {
      const colour = (offset + Math.floor(random() * colours) * 0x010507) & 0xffffff;
      fill(screen, { x, y, width: 1, height: 1 }, top | colour);
    }
  }
}

/** Moves a rectangle; gives what of the screen it has touched. */
function moveOn(screen: Screen, { rect, dx, dy }: { rect: Rect; dx: number; dy: number }): Rect | undefined {
  const { width, height, stride, pixels } = screen;
  const from = clip(rect, width, height);
  const to = from && clip({ ...from, x: from.x + dx, y: from.y + dy }, width, height);
  if (to === undefined) return undefined;
  const before = pixels.slice();
  const words = stride / 4;
  for (let y = to.y; y < to.y + to.height; y++) {
    const source = (y - dy) * words + to.x - dx;
    pixels.set(before.subarray(source, source + to.width), y * words + to.x);
  }
  return to;
}

test('[SCREEN-1] any frames, damage, masks and paces end in exactly the last frame, masked', () => {
  fc.assert(
    fc.property(anyRun, ({ width, height, padding, steps }) => {
      const screen = createScreen(width, height, padding);
      const tracker = createChangeTracker({ width, height, kernel });
      const viewers = [0, 1].map(() => ({
        stream: createViewerStream(tracker, { compress }),
        decoder: createDecoder({ decompress, maxWidth: width, maxHeight: height }),
      }));
      let masks: readonly Rect[] = [];
      for (const step of steps) {
        const painted: Rect[] = [];
        for (const move of step.moves) {
          const touched = moveOn(screen, move);
          if (touched !== undefined) painted.push(touched);
        }
        for (const { rect, colours, seed } of step.paints) {
          const inside = clip(rect, width, height);
          if (inside === undefined) continue;
          paint(screen, inside, colours, seed);
          painted.push(inside);
        }
        if (!step.keepsMasks) masks = step.masks;
        const damage = step.damage === 'all' ? 'all' : [...painted, ...step.damage];
        const change = tracker.ingest(screen, damage, masks);
        const expected = expectedRgba(screen, masks);
        for (const [i, { stream, decoder }] of viewers.entries()) {
          stream.mark(change);
          if (i === 1 && step.returns) stream.markAll();
          const room = step.rooms[i];
          const update = room === undefined ? undefined : stream.encode(room);
          if (update !== undefined) decoder.apply(update);
          if (decoder.width > 0 && stream.pending === 0) {
            assert.equal(firstDifference(decoder.pixels, expected), undefined);
          }
        }
      }
      const expected = expectedRgba(screen, masks);
      for (const { stream, decoder } of viewers) {
        for (let update = stream.encode(3_000); update !== undefined; update = stream.encode(3_000)) {
          decoder.apply(update);
        }
        assert.equal(firstDifference(decoder.pixels, expected), undefined);
      }
    }),
    { numRuns: 250, seed: 20266 },
  );
});

/** Lines of letters, no two alike, so that whatever moves can be found. */
function drawLines(screen: Screen, seed: number): void {
  paint(screen, { x: 0, y: 0, width: screen.width, height: screen.height }, 7, seed);
}

const anyScroll = fc.record({
  /** Two windows, each of which may be scrolled at each step, and one of which may be moved. */
  scrolls: fc.array(fc.tuple(anyMove, fc.boolean()), { minLength: 1, maxLength: 3 }),
  typed: fc.option(fc.record({ x: fc.nat(500), y: fc.nat(300), seed: fc.integer() }), { nil: undefined }),
  /** The rooms of a fast, a slow and an old viewer. */
  rooms: fc.tuple(
    ...[0.1, 0.6, 0.3].map(() => fc.option(fc.constantFrom(1, 2_000, 1e9), { nil: undefined, freq: 2 })),
  ),
});

test('[SCREEN-11] whatever moves, and whoever missed what, all viewers end with exactly the last frame', () => {
  let copies = 0;
  fc.assert(
    fc.property(fc.array(anyScroll, { minLength: 3, maxLength: 8 }), fc.integer(), (steps, seed) => {
      const [width, height] = [500, 300];
      const screen = createScreen(width, height);
      drawLines(screen, seed);
      const tracker = createChangeTracker({ width, height, kernel });
      const viewers = [2, 2, 1].map((version) => ({
        stream: createViewerStream(tracker, { compress, version }),
        decoder: createDecoder({ decompress, maxWidth: width, maxHeight: height }),
      }));
      const mark = () => {
        const change = tracker.ingest(screen, 'all', []);
        copies += change.moves.length;
        for (const { stream } of viewers) stream.mark(change);
      };
      mark();
      for (const { stream, decoder } of viewers) decoder.apply(stream.encode() ?? new Uint8Array());
      for (const { scrolls, typed, rooms } of steps) {
        for (const [{ rect, dx, dy }, isLarge] of scrolls) {
          const window = isLarge ? { x: 20, y: 10, width: 430, height: 270 } : rect;
          moveOn(screen, { rect: window, dx, dy });
        }
        if (typed !== undefined) {
          const inside = clip({ x: typed.x, y: typed.y, width: 9, height: 16 }, width, height);
          if (inside !== undefined) paint(screen, inside, 5, typed.seed);
        }
        mark();
        for (const [i, { stream, decoder }] of viewers.entries()) {
          const room = rooms[i];
          const update = room === undefined ? undefined : stream.encode(room);
          if (update !== undefined) decoder.apply(update);
          if (stream.pending === 0)
            assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
        }
      }
      for (const { stream, decoder } of viewers) {
        for (let update = stream.encode(3_000); update !== undefined; update = stream.encode(3_000)) {
          decoder.apply(update);
        }
        assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
      }
    }),
    { numRuns: 60, seed: 20267 },
  );
  assert.ok(copies > 100, `${copies} moves were found`);
});

test('[SCREEN-1] a screen of 3840 × 2160 with text-like, photo-like and flat parts arrives exactly', () => {
  const [width, height] = [3840, 2160];
  const screen = createScreen(width, height);
  paint(screen, { x: 100, y: 200, width: 400, height: 300 }, 1 << 24, 1);
  paint(screen, { x: 700, y: 90, width: 500, height: 333 }, 90, 2);
  paint(screen, { x: 3000, y: 2000, width: 840, height: 160 }, 2, 3);
  const tracker = createChangeTracker({ width, height, kernel });
  const stream = createViewerStream(tracker, { compress });
  const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height });
  stream.mark(tracker.ingest(screen, 'all', []));
  decoder.apply(stream.encode() ?? new Uint8Array());
  assert.ok(Buffer.from(decoder.pixels.buffer).equals(Buffer.from(expectedRgba(screen).buffer)));
});
