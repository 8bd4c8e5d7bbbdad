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

const anyStep = fc.record({
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
        for (const { rect, colours, seed } of step.paints) {
          const inside = clip(rect, width, height);
          if (inside === undefined) continue;
          paint(screen, inside, colours, seed);
          painted.push(inside);
        }
        if (!step.keepsMasks) masks = step.masks;
        const damage = step.damage === 'all' ? 'all' : [...painted, ...step.damage];
        const tiles = tracker.ingest(screen, damage, masks);
        const expected = expectedRgba(screen, masks);
        for (const [i, { stream, decoder }] of viewers.entries()) {
          stream.mark(tiles);
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
