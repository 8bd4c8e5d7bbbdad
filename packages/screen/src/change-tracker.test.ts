import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernel } from '../testing/kernel.ts';
import { createScreen, fill } from '../testing/screens.ts';
import { createChangeTracker } from './change-tracker.ts';
import type { Rect } from './rect.ts';
import type { TileSet } from './tile-set.ts';

function rectsOf(tiles: TileSet): readonly Rect[] {
  const found: Rect[] = [];
  for (let tile = 0; tile < tiles.columns * tiles.rows; tile++) {
    const rect = tiles.rectOf(tile);
    if (rect !== undefined) found.push(rect);
  }
  return found;
}

/** A screen and its tracker, after a first frame in black. */
function begun(width: number, height: number, padding = 0) {
  const screen = createScreen(width, height, padding);
  const tracker = createChangeTracker({ width, height, kernel });
  tracker.ingest(screen, 'all', []);
  return { screen, tracker };
}

test('[SCREEN-4] a frame may show a part of the screen, as long as it holds the damage', () => {
  const { screen, tracker } = begun(100, 80);
  const pixel = { x: 70, y: 40, width: 1, height: 1 };
  fill(screen, pixel, 0x123456);
  const corner = { x: 60, y: 33 };
  const part = createScreen(40, 30, 4);
  fill(part, { ...pixel, x: pixel.x - corner.x, y: pixel.y - corner.y }, 0x123456);
  const damage = { ...corner, width: 40, height: 30 };
  assert.deepEqual(rectsOf(tracker.ingest(part, [damage], [], 0, corner).tiles), [pixel]);
  assert.ok(tracker.ingest(screen, 'all', []).tiles.isEmpty);
});

test('[SCREEN-4] damage that overlaps itself reaches no further than around it, however much it adds up to', () => {
  const { screen, tracker } = begun(100, 80);
  const pixel = { x: 70, y: 40, width: 1, height: 1 };
  fill(screen, pixel, 0x123456);
  const part = { ...createScreen(60, 70), x: 20, y: 5 };
  fill(part, { ...pixel, x: pixel.x - part.x, y: pixel.y - part.y }, 0x123456);
  const damage = [part, { ...part, width: 59 }];
  assert.deepEqual(rectsOf(tracker.ingest(part, damage, [], 0, part).tiles), [pixel]);
  assert.ok(tracker.ingest(screen, 'all', []).tiles.isEmpty);
});

for (const [width, height, padding] of [
  [1, 1, 0],
  [1366, 768, 0],
  [1366, 768, 24],
  [33, 65, 4],
  [3840, 2160, 0],
] as const) {
  test(`[SCREEN-4] one changed pixel is found alone at every corner of ${width} × ${height}, padding ${padding}`, () => {
    const { screen, tracker } = begun(width, height, padding);
    for (const x of new Set([0, width - 1])) {
      for (const y of new Set([0, height - 1])) {
        const pixel = { x, y, width: 1, height: 1 };
        fill(screen, pixel, 0x010000 + x + y);
        assert.deepEqual(rectsOf(tracker.ingest(screen, 'all', []).tiles), [pixel]);
        assert.ok(tracker.ingest(screen, 'all', []).tiles.isEmpty);
      }
    }
  });
}

test('[SCREEN-4] a change is narrowed to its pixels within each tile', () => {
  const { screen, tracker } = begun(100, 100);
  fill(screen, { x: 30, y: 40, width: 5, height: 3 }, 0xff0000);
  assert.deepEqual(rectsOf(tracker.ingest(screen, 'all', []).tiles), [
    { x: 30, y: 40, width: 2, height: 3 },
    { x: 32, y: 40, width: 3, height: 3 },
  ]);
});

test('[SCREEN-4] reported damage without a change is no change, and only damage is read', () => {
  const { screen, tracker } = begun(64, 64);
  assert.ok(tracker.ingest(screen, [{ x: 0, y: 0, width: 64, height: 64 }], []).tiles.isEmpty);
  fill(screen, { x: 40, y: 40, width: 4, height: 4 }, 0xff);
  assert.ok(tracker.ingest(screen, [{ x: 0, y: 0, width: 40, height: 64 }], []).tiles.isEmpty);
  assert.equal(tracker.ingest(screen, [{ x: 41, y: 41, width: 1, height: 1 }], []).tiles.size, 1);
});

test('[SCREEN-4] damage outside the screen, empty or not a number is ignored', () => {
  const { screen, tracker } = begun(64, 64);
  fill(screen, { x: 63, y: 63, width: 1, height: 1 }, 0xff);
  const damage = [
    { x: -10, y: -10, width: 5, height: 5 },
    { x: 64, y: 0, width: 100, height: 100 },
    { x: 0, y: 0, width: -3, height: 4 },
    { x: Number.NaN, y: 0, width: 64, height: 64 },
  ];
  assert.ok(tracker.ingest(screen, damage, []).tiles.isEmpty);
  const found = tracker.ingest(
    screen,
    [{ x: 60, y: 60, width: 1e9, height: Number.POSITIVE_INFINITY }],
    [],
  ).tiles;
  assert.deepEqual(rectsOf(found), [{ x: 63, y: 63, width: 1, height: 1 }]);
});

test('[SCREEN-4] the unused byte of a pixel does not count', () => {
  const { screen, tracker } = begun(40, 40);
  for (let i = 3; i < screen.data.length; i += 4) screen.data[i] = i & 0xff;
  assert.ok(tracker.ingest(screen, 'all', []).tiles.isEmpty);
  assert.ok(tracker.kernel.picture.every((pixel) => pixel === 0));
});

test('[SCREEN-2] nothing of what a mask covers is left anywhere in the tracker', () => {
  const secret = 0x5ec2e7;
  const screen = createScreen(200, 100);
  const tracker = createChangeTracker({ width: 200, height: 100, kernel, maskColour: 0x112233 });
  const hidden = { x: 30, y: 20, width: 71, height: 45 };
  fill(screen, hidden, secret);
  tracker.ingest(screen, 'all', [hidden]);
  const memory = new Uint32Array(tracker.kernel.bytes.buffer);
  assert.ok(!memory.includes(secret));
  assert.equal(tracker.kernel.picture[20 * 200 + 30], 0x112233);
  assert.equal(tracker.kernel.picture[20 * 200 + 29], 0);
});

test('[SCREEN-2] a mask that comes, moves or goes is read anew without reported damage', () => {
  const { screen, tracker } = begun(64, 64);
  fill(screen, { x: 0, y: 0, width: 64, height: 64 }, 0xabcdef);
  tracker.ingest(screen, 'all', []);
  const at = (x: number, y: number) => tracker.kernel.picture[y * 64 + x];
  const mask = { x: 0, y: 0, width: 10, height: 10 };
  assert.equal(tracker.ingest(screen, [], [mask]).tiles.size, 1);
  assert.equal(at(5, 5), 0x808080);
  assert.equal(tracker.ingest(screen, [], [{ ...mask, x: 40 }]).tiles.size, 2);
  assert.deepEqual([at(5, 5), at(45, 5)], [0xabcdef, 0x808080]);
  assert.equal(tracker.ingest(screen, [], []).tiles.size, 1);
  assert.equal(at(45, 5), 0xabcdef);
});

test('[SCREEN-2] a mask that is no rectangle refuses the frame', () => {
  const { screen, tracker } = begun(8, 8);
  fill(screen, { x: 0, y: 0, width: 8, height: 8 }, 0xff);
  const mask = { x: 0, y: 0, width: 1, height: 1 };
  for (const bad of [{ x: Number.NaN }, { width: -1 }, { height: Number.POSITIVE_INFINITY }]) {
    assert.throws(() => tracker.ingest(screen, 'all', [{ ...mask, ...bad }]), RangeError);
  }
  assert.ok(tracker.kernel.picture.every((pixel) => pixel === 0));
});

test('[SCREEN-10] a frame of another size, or smaller than it says, is refused', () => {
  const { screen, tracker } = begun(8, 8);
  assert.throws(() => tracker.ingest(createScreen(8, 9), 'all', []), RangeError);
  const corner = { x: 1, y: 1 };
  assert.throws(() => tracker.ingest(createScreen(8, 7), 'all', [], 0, corner), RangeError);
  assert.throws(
    () => tracker.ingest(createScreen(7, 7), [{ ...corner, x: 0, width: 2, height: 2 }], [], 0, corner),
    RangeError,
  );
  assert.throws(() => tracker.ingest({ ...screen, stride: 31 }, 'all', []), RangeError);
  assert.throws(() => tracker.ingest({ ...screen, data: screen.data.subarray(1) }, 'all', []), RangeError);
  for (const [width, height] of [
    [0, 5],
    [5, 0],
    [1.5, 5],
    [16_385, 1],
    [16_384, 16_384],
  ] as const) {
    assert.throws(() => createChangeTracker({ width, height, kernel }), RangeError);
  }
  assert.throws(() => createChangeTracker({ width: 1, height: 1, kernel, maskColour: -1 }), RangeError);
});
