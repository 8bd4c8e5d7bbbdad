import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedRgba, firstDifference } from '../testing/expected.ts';
import { kernel } from '../testing/kernel.ts';
import { createScreen, drawLetter, drawPhoto, drawText, fill } from '../testing/screens.ts';
import { compress, decompress } from '../testing/zstd.ts';
import { createChangeTracker } from './change-tracker.ts';
import { createDecoder } from './decoder.ts';
import { FLAG, HEADER, maxUpdateBytes } from './format.ts';
import { TileSet } from './tile-set.ts';
import { createViewerStream, type ViewerStream } from './viewer-stream.ts';

function desk(width: number, height: number) {
  const screen = createScreen(width, height);
  const tracker = createChangeTracker({ width, height, kernel });
  const viewer = () => {
    const stream = createViewerStream(tracker, { compress });
    const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height });
    return { stream, decoder };
  };
  return { screen, tracker, viewer };
}

function encoded(stream: ViewerStream, maxBytes?: number): Uint8Array {
  const update = stream.encode(maxBytes);
  assert.ok(update !== undefined);
  return update;
}

test('[SCREEN-1] a viewer that has everything is sent nothing', () => {
  const { screen, tracker, viewer } = desk(100, 70);
  const { stream } = viewer();
  stream.mark(tracker.ingest(screen, 'all', []));
  assert.equal(stream.pending, 4 * 3);
  encoded(stream);
  assert.equal(stream.pending, 0);
  assert.equal(stream.encode(), undefined);
  stream.mark(tracker.ingest(screen, 'all', []));
  assert.equal(stream.encode(), undefined);
});

test('[SCREEN-3] an update shows the newest frame, and none in between is ever sent', () => {
  const { screen, tracker, viewer } = desk(64, 32);
  const { stream, decoder } = viewer();
  const all = { x: 0, y: 0, width: 64, height: 32 };
  for (const colour of [0x111111, 0x222222, 0x333333]) {
    fill(screen, all, colour);
    stream.mark(tracker.ingest(screen, 'all', []));
  }
  decoder.apply(encoded(stream));
  assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
  assert.equal(stream.encode(), undefined);
});

test('[SCREEN-3] two viewers of one tracker go at their own pace', () => {
  const { screen, tracker, viewer } = desk(320, 200);
  const fast = viewer();
  const slow = viewer();
  for (let i = 0; i < 12; i++) {
    drawText(screen, i);
    const tiles = tracker.ingest(screen, 'all', []);
    fast.stream.mark(tiles);
    slow.stream.mark(tiles);
    fast.decoder.apply(encoded(fast.stream));
    assert.equal(firstDifference(fast.decoder.pixels, expectedRgba(screen)), undefined);
    if (i % 5 === 4) slow.decoder.apply(encoded(slow.stream));
  }
  slow.decoder.apply(encoded(slow.stream));
  assert.equal(firstDifference(slow.decoder.pixels, expectedRgba(screen)), undefined);
});

test('[SCREEN-5] a letter typed into a screen of text costs at most 150 bytes', () => {
  const { screen, tracker, viewer } = desk(1366, 768);
  const { stream, decoder } = viewer();
  drawText(screen);
  stream.mark(tracker.ingest(screen, 'all', []));
  decoder.apply(encoded(stream));
  for (let letter = 1; letter <= 60; letter++) {
    // Every column in turn, so that letters also fall across the edges of tiles.
    drawLetter(screen, 20 + letter, 20, letter, 0x202020);
    stream.mark(tracker.ingest(screen, 'all', []));
    const update = encoded(stream);
    assert.ok(update.length <= 150, `${update.length} bytes`);
    decoder.apply(update);
  }
  assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
});

test('[SCREEN-6] a limit on bytes is kept, and what does not fit follows', () => {
  const { screen, tracker, viewer } = desk(400, 300);
  const { stream, decoder } = viewer();
  drawPhoto(screen, { x: 0, y: 0, width: 400, height: 300 });
  stream.mark(tracker.ingest(screen, 'all', []));
  const limit = 20_000;
  let updates = 0;
  for (let update = stream.encode(limit); update !== undefined; update = stream.encode(limit)) {
    assert.ok(update.length <= limit, `${update.length} bytes`);
    decoder.apply(update);
    updates++;
  }
  assert.ok(updates > 3 && updates < 60, `${updates} updates`);
  assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
});

test('[SCREEN-6] a limit below one tile still makes progress, a tile at a time', () => {
  const { screen, tracker, viewer } = desk(96, 64);
  const { stream, decoder } = viewer();
  drawPhoto(screen, { x: 0, y: 0, width: 96, height: 64 });
  stream.mark(tracker.ingest(screen, 'all', []));
  for (let left = 6; left > 0; left--) {
    assert.equal(stream.pending, left);
    decoder.apply(encoded(stream, 1));
  }
  assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
});

test('[SCREEN-6] no tile waits for ever behind others that keep changing', () => {
  const { screen, tracker, viewer } = desk(96, 96);
  const { stream, decoder } = viewer();
  drawPhoto(screen, { x: 0, y: 0, width: 96, height: 96 });
  stream.mark(tracker.ingest(screen, 'all', []));
  const seen = new Set<string>();
  for (let i = 0; i < 9; i++) {
    drawPhoto(screen, { x: 0, y: 0, width: 96, height: 32 }, i + 2);
    stream.mark(tracker.ingest(screen, 'all', []));
    for (const { x, y } of decoder.apply(encoded(stream, 1)).rects) seen.add(`${x},${y}`);
  }
  assert.equal(seen.size, 9);
});

test('[SCREEN-10] the first update and the first after markAll tell the size, others do not', () => {
  const { screen, tracker, viewer } = desk(64, 64);
  const { stream } = viewer();
  const tells = (update: Uint8Array) => ((update[HEADER.flags] ?? 0) & FLAG.tellsSize) !== 0;
  assert.ok(tells(encoded(stream)));
  fill(screen, { x: 1, y: 1, width: 1, height: 1 }, 5);
  stream.mark(tracker.ingest(screen, 'all', []));
  assert.ok(!tells(encoded(stream)));
  stream.markAll();
  assert.ok(tells(encoded(stream)));
});

test('[SCREEN-10] a resolution change is a new tracker; the decoder follows', () => {
  const decoder = createDecoder({ decompress, maxWidth: 500, maxHeight: 500 });
  for (const [width, height] of [
    [320, 200],
    [200, 320],
    [1, 1],
    [500, 500],
  ] as const) {
    const { screen, tracker, viewer } = desk(width, height);
    const { stream } = viewer();
    drawText(screen);
    stream.mark(tracker.ingest(screen, 'all', []));
    assert.ok(decoder.apply(encoded(stream)).resized);
    assert.deepEqual([decoder.width, decoder.height], [width, height]);
    assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
  }
});

test('[SCREEN-10] tiles of another size of picture are refused', () => {
  const { viewer } = desk(64, 64);
  assert.throws(() => viewer().stream.mark({ moves: [], tiles: TileSet.whole(64, 65) }), RangeError);
});

test('[SCREEN-9] the worst picture stays below the announced bound', () => {
  for (const [width, height] of [
    [1, 1],
    [33, 33],
    [300, 200],
  ] as const) {
    const { screen, tracker, viewer } = desk(width, height);
    for (let i = 0; i < screen.pixels.length; i++) screen.pixels[i] = Math.imul(i + 1, 0x9e3779b1) & 0xffffff;
    const { stream, decoder } = viewer();
    stream.mark(tracker.ingest(screen, 'all', []));
    const update = encoded(stream);
    assert.ok(update.length <= maxUpdateBytes(width, height));
    decoder.apply(update);
    assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
  }
});

test('[SCREEN-6] where not all fits, text comes before pictures, and pictures do not wait for ever', () => {
  const { screen, tracker, viewer } = desk(640, 320);
  const { stream, decoder } = viewer();
  fill(screen, { x: 0, y: 0, width: 640, height: 320 }, 0xffffff);
  stream.mark(tracker.ingest(screen, 'all', []));
  decoder.apply(encoded(stream));
  drawPhoto(screen, { x: 0, y: 0, width: 640, height: 256 });
  for (let column = 0; column < 80; column++) drawLetter(screen, column, 18, 1 + (column % 60), 0x202020);
  stream.mark(tracker.ingest(screen, 'all', []));
  const { rects } = decoder.apply(encoded(stream, 9_000));
  assert.ok(rects.every(({ y }) => y >= 288));
  const pictures = stream.pending;
  for (let i = 0; i < 8; i++) {
    drawLetter(screen, i, 18, 61 + i, 0x202020);
    stream.mark(tracker.ingest(screen, 'all', []));
    decoder.apply(encoded(stream, 9_000));
  }
  assert.ok(stream.pending < pictures);
  for (let update = stream.encode(); update !== undefined; update = stream.encode()) decoder.apply(update);
  assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
});

test('[SCREEN-6] where not all fits, what has just changed comes before what waits', () => {
  const { screen, tracker, viewer } = desk(640, 320);
  const { stream, decoder } = viewer();
  drawText(screen);
  stream.mark(tracker.ingest(screen, 'all', []));
  decoder.apply(encoded(stream, 1_000));
  let shown = 0;
  for (let typed = 0; typed < 12; typed++) {
    const waiting = stream.pending;
    assert.ok(waiting > 0);
    fill(screen, { x: 300, y: 200, width: 8, height: 10 }, 0x100000 + typed);
    stream.mark(tracker.ingest(screen, 'all', []));
    decoder.apply(encoded(stream, 1_000));
    const at = (200 * 640 + 300) * 4;
    if (decoder.pixels[at + 2] === typed) shown++;
  }
  // The others are for what waits.
  assert.equal(shown, 9);
  for (let update = stream.encode(); update !== undefined; update = stream.encode()) decoder.apply(update);
  assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
});

test('[SCREEN-6] a picture that changes with each frame is not kept out by text that fills every update', () => {
  const { screen, tracker, viewer } = desk(640, 320);
  const { stream, decoder } = viewer();
  const picture = { x: 608, y: 288, width: 32, height: 32 };
  let shown = 0;
  for (let frame = 0; frame < 40; frame++) {
    drawText(screen, frame * 100);
    drawPhoto(screen, picture, frame + 1);
    stream.mark(tracker.ingest(screen, 'all', []));
    const { rects } = decoder.apply(encoded(stream, 5_000));
    if (rects.some(({ x, y, width, height }) => x + width > picture.x && y + height > picture.y)) shown++;
  }
  assert.ok(shown >= 2, `${shown} times`);
});
