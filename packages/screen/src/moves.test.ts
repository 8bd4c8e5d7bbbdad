import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedRgba, firstDifference } from '../testing/expected.ts';
import { kernel } from '../testing/kernel.ts';
import { createScreen, drawLetter, drawPhoto, drawText, fill, type Screen } from '../testing/screens.ts';
import { compress, decompress } from '../testing/zstd.ts';
import { type Change, createChangeTracker } from './change-tracker.ts';
import { createDecoder } from './decoder.ts';
import { combineMoves, type Move } from './move.ts';
import { createViewerStream } from './viewer-stream.ts';

const LINE = 16;

/** A desk of text in a window with an edge, and a viewer that has seen it. */
function desk(width: number, height: number, version = 2) {
  const screen = createScreen(width, height);
  drawText(screen);
  const tracker = createChangeTracker({ width, height, kernel });
  const stream = createViewerStream(tracker, { compress, version });
  const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height });
  const sent = (): number => {
    const update = stream.encode();
    if (update === undefined) return 0;
    decoder.apply(update);
    assert.equal(firstDifference(decoder.pixels, expectedRgba(screen)), undefined);
    return update.length;
  };
  const taken = (): Change => {
    const change = tracker.ingest(screen, 'all', []);
    stream.mark(change);
    return change;
  };
  taken();
  sent();
  return { screen, taken, sent };
}

/** Scrolls a part of the screen up; what comes into sight is another line of text's. */
function scroll(screen: Screen, { rect, dy }: { rect: Move['rect']; dy: number }, seed: number): void {
  const { width, pixels } = screen;
  const other = createScreen(width, screen.height);
  drawText(other, seed);
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const from = y + dy < rect.y + rect.height ? pixels : other.pixels;
    const row = (from === pixels ? y + dy : y) * width + rect.x;
    pixels.set(from.slice(row, row + rect.width), y * width + rect.x);
  }
}

test('[SCREEN-11] letters of a line that has scrolled into view are copied from the lines before it', () => {
  const { screen, taken, sent } = desk(1024, 640);
  const rect = { x: 37, y: 45, width: 901, height: 530 };
  const bytes: number[] = [];
  for (let i = 1; i <= 12; i++) {
    // The same few lines again and again, in another order: no line is new, and none is where it was.
    scroll(screen, { rect, dy: LINE }, (i * 5) % 7);
    taken();
    bytes.push(sent());
  }
  const later = bytes.slice(8);
  assert.ok(Math.max(...later) < 1_000, later.join(', '));
});

test('[SCREEN-11] so are those of a line that is drawn only after the text has scrolled for it', () => {
  const { screen, taken, sent } = desk(1024, 640);
  const rect = { x: 0, y: 0, width: 1024, height: 640 };
  const bytes: number[] = [];
  for (let i = 1; i <= 12; i++) {
    scroll(screen, { rect, dy: LINE }, (i * 5) % 7);
    const line = screen.pixels.slice(624 * 1024);
    fill(screen, { x: 0, y: 624, width: 1024, height: LINE }, 0xffffff);
    taken();
    sent();
    screen.pixels.set(line, 624 * 1024);
    taken();
    bytes.push(sent());
  }
  const later = bytes.slice(8);
  assert.ok(Math.max(...later) < 600, later.join(', '));
});

/** Each line comes again and again, but hardly ever after the same one. */
const LINES_SEEN = [0, 1, 2, 3, 4, 5, 6, 0, 2, 4, 6, 1, 3, 5, 0, 3, 6, 2, 5, 1, 4, 0, 4, 1, 5];

test('[SCREEN-11] so are those of several lines that have scrolled into view at once', () => {
  const { screen, taken, sent } = desk(1024, 640);
  const rect = { x: 37, y: 45, width: 901, height: 530 };
  const bytes: number[] = [];
  for (let i = 1; i <= 24; i++) {
    scroll(screen, { rect, dy: LINE }, LINES_SEEN[i] ?? 0);
    taken();
    // A slow link: each update has two lines, which the tracker has seen one after the other.
    if (i % 2 === 0) bytes.push(sent());
  }
  const later = bytes.slice(8);
  assert.ok(Math.max(...later) < 400, later.join(', '));
});

test('[SCREEN-11] letters of twenty lines at once are copied for viewers of version 4, and the widest for older ones', () => {
  const cost = (version: number) => {
    const { screen, taken, sent } = desk(1024, 640, version);
    for (let i = 1; i <= 20; i++) {
      // Letters of the lines before it in another order: none of them is new.
      const line = screen.pixels.slice((20 + i) * LINE * 1024, (21 + i) * LINE * 1024);
      screen.pixels.copyWithin(0, LINE * 1024);
      for (let letter = 0; letter < 128; letter++) {
        for (let row = 0; row < LINE; row++) {
          const from = row * 1024 + ((letter * 37 + i) % 128) * 8;
          screen.pixels.set(line.subarray(from, from + 8), (624 + row) * 1024 + letter * 8);
        }
      }
      taken();
    }
    return sent();
  };
  const [older, newer] = [cost(3), cost(4)];
  assert.ok(newer < older / 2, `${newer} bytes, and ${older} before`);
});

test('[SCREEN-11] whatever scrolls, by however much and however seldom it is sent, the picture is exact', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          x: fc.integer({ min: 0, max: 40 }),
          y: fc.integer({ min: 0, max: 120 }),
          width: fc.integer({ min: 200, max: 340 }),
          height: fc.integer({ min: 150, max: 200 }),
          dy: fc.integer({ min: 1, max: 60 }),
          seed: fc.integer({ min: 0, max: 3 }),
          isSent: fc.boolean(),
        }),
        { minLength: 3, maxLength: 12 },
      ),
      (steps) => {
        const { screen, taken, sent } = desk(400, 340);
        for (const { dy, seed, isSent, ...rect } of steps) {
          scroll(screen, { rect, dy }, seed);
          taken();
          if (isSent) sent();
        }
        while (sent() > 0);
      },
    ),
    { numRuns: 150 },
  );
});

test('[SCREEN-11] scrolled text costs about what the new line costs', () => {
  const { screen, taken, sent } = desk(1024, 640);
  const rect = { x: 37, y: 45, width: 901, height: 530 };
  for (let i = 1; i <= 5; i++) {
    scroll(screen, { rect, dy: LINE }, i * 100);
    const { moves } = taken();
    assert.equal(moves.length, 1);
    assert.equal(moves[0]?.fromY, (moves[0]?.rect.y ?? 0) + LINE);
    const bytes = sent();
    assert.ok(bytes < 3_500, `${bytes} bytes`);
  }
});

test('[SCREEN-11] a viewer that missed frames of a scroll is sent one copy by the whole way', () => {
  const { screen, taken, sent } = desk(1024, 640);
  const rect = { x: 0, y: 0, width: 1024, height: 640 };
  for (let i = 1; i <= 4; i++) {
    scroll(screen, { rect, dy: LINE }, i * 100);
    assert.equal(taken().moves.length, 1);
  }
  const bytes = sent();
  assert.ok(bytes < 12_000, `${bytes} bytes`);
});

test('[SCREEN-11] a moved window is found, whichever way', () => {
  for (const [dx, dy] of [
    [64, 0],
    [-7, 3],
    [33, -41],
    [0, 29],
  ] as const) {
    const { screen, taken, sent } = desk(900, 600);
    const window = { x: 200, y: 150, width: 400, height: 300 };
    drawPhoto(screen, window, 3);
    taken();
    sent();
    const before = screen.pixels.slice();
    fill(screen, window, 0x336699);
    for (let y = window.y; y < window.y + window.height; y++) {
      const row = before.subarray(y * 900 + window.x, y * 900 + window.x + window.width);
      screen.pixels.set(row, (y + dy) * 900 + window.x + dx);
    }
    const [move] = taken().moves;
    assert.deepEqual(move, {
      rect: { ...window, x: window.x + dx, y: window.y + dy },
      fromX: window.x,
      fromY: window.y,
    });
    assert.ok(sent() < 5_000);
  }
});

test('[SCREEN-11] a viewer of version 1 is sent no copies', () => {
  const { screen, taken, sent } = desk(512, 320, 1);
  scroll(screen, { rect: { x: 0, y: 0, width: 512, height: 320 }, dy: LINE }, 100);
  assert.equal(taken().moves.length, 1);
  assert.ok(sent() > 3_000);
});

test('[SCREEN-11] two moves of one rectangle are one by the whole way, and what is left of it is painted', () => {
  const rect = { x: 10, y: 20, width: 30, height: 40 };
  const up = (dy: number): Move => ({ rect, fromX: 10, fromY: 20 + dy });
  assert.deepEqual(combineMoves(up(5), up(7)), {
    move: { rect: { ...rect, height: 33 }, fromX: 10, fromY: 32 },
    rest: [{ x: 10, y: 53, width: 30, height: 7 }],
  });
  assert.deepEqual(combineMoves(up(5), up(-45)), { move: undefined, rest: [rect] });
  assert.equal(combineMoves(up(5), { ...up(5), rect: { ...rect, x: 11 } }), undefined);
});

test('[SCREEN-5] a letter that stands nearby already is copied', () => {
  const { screen, sent, taken } = desk(512, 256);
  fill(screen, { x: 0, y: 96, width: 512, height: 80 }, 0xffffff);
  taken();
  sent();
  const costs: number[] = [];
  for (let i = 0; i < 60; i++) {
    drawLetter(screen, 3 + (i % 50), i < 50 ? 6 : 8, 1 + (i % 12), 0x202020);
    taken();
    costs.push(sent());
  }
  // A header of 10 bytes and a copy of 13; the thinnest letters cost about the same as they are.
  const dear = costs.slice(24).filter((bytes) => bytes > 23);
  assert.ok(dear.length < 12, `${dear}`);
});
