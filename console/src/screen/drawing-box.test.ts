import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Drawing } from './drawing.ts';
import { BOX_PARTS, BOX_PIXEL_BYTES, DrawingBox } from './drawing-box.ts';

const DRAWING: Drawing = {
  size: { width: 1920, height: 1080 },
  isNew: false,
  moves: [{ rect: { x: 0, y: 0, width: 100, height: 50 }, fromX: 0, fromY: 19 }],
  rects: [
    { x: 7, y: 8, width: 2, height: 1 },
    { x: 9, y: 8, width: 1, height: 1 },
  ],
  pixels: Uint8ClampedArray.from({ length: 12 }, (_, at) => at),
  isNear: true,
};

function box(): DrawingBox {
  const made = DrawingBox.create();
  assert.ok(made);
  return made;
}

test('[CONSOLE-13] what the worker puts into the box is what the page takes out, once', () => {
  const page = box();
  const worker = new DrawingBox(page.memory);
  assert.equal(page.take(), undefined);
  assert.ok(worker.put({ frame: 70_000, drawing: DRAWING }));
  assert.ok(!worker.put({ frame: 70_001, drawing: DRAWING }));
  assert.deepEqual(page.take(), { frame: 70_000, drawing: DRAWING });
  assert.equal(page.take(), undefined);
  const empty = { ...DRAWING, moves: [], rects: [], pixels: new Uint8ClampedArray(), isNear: false };
  assert.ok(worker.put({ frame: 1, drawing: empty }));
  assert.deepEqual(page.take(), { frame: 1, drawing: empty });
});

test('[CONSOLE-13] what is too large for the box, or begins a picture, takes the other way', () => {
  const worker = box();
  const refused: Partial<Drawing>[] = [
    { isNew: true },
    { pixels: new Uint8ClampedArray(BOX_PIXEL_BYTES + 4) },
    { rects: new Array(BOX_PARTS).fill({ x: 0, y: 0, width: 1, height: 1 }) },
  ];
  for (const part of refused) assert.ok(!worker.put({ frame: 1, drawing: { ...DRAWING, ...part } }));
  const largest = { pixels: new Uint8ClampedArray(BOX_PIXEL_BYTES) };
  assert.ok(worker.put({ frame: 1, drawing: { ...DRAWING, ...largest } }));
});

test('[CONSOLE-13] the page hears at once of what was put in, before or while it waits', async () => {
  const page = box();
  const worker = new DrawingBox(page.memory);
  const waiting = page.filled();
  worker.put({ frame: 1, drawing: DRAWING });
  await waiting;
  await page.filled();
  page.take();
  const again = page.filled();
  page.wake();
  await again;
});
