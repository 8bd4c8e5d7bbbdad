import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernel } from '../testing/kernel.ts';
import { createScreen, seeded } from '../testing/screens.ts';
import { decompress } from '../testing/zstd.ts';
import { createChangeTracker } from './change-tracker.ts';
import { createDecoder } from './decoder.ts';
import { createViewerStream } from './viewer-stream.ts';

interface Golden {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB by rows. */
  readonly pixels: readonly number[];
  /** The update in hexadecimal: header, head of the region, its data. */
  readonly update: string;
}

const red = 0xff0102;
const green = 0x03fe04;
const blue = 0x0506fd;
const white = 0xfffdfb;

const goldens: readonly Golden[] = [
  {
    name: 'one colour',
    width: 2,
    height: 3,
    pixels: Array<number>(6).fill(red),
    update: '01 01 0200 0300 0c000000' + '01 0000 0000 0200 0300' + 'ff0102',
  },
  {
    name: 'a palette of two colours: 1 bit a pixel',
    width: 9,
    height: 2,
    pixels: [red, red, green, red, red, red, red, red, green, green, red, red, red, red, red, red, red, red],
    update: '01 01 0900 0200 14000000' + '02 0000 0000 0900 0200' + '01 ff0102 03fe04' + '0401 0100',
  },
  {
    name: 'a palette of three colours: 2 bits a pixel',
    width: 5,
    height: 2,
    pixels: [red, green, blue, green, red, blue, blue, blue, blue, blue],
    update: '01 01 0500 0200 17000000' + '02 0000 0000 0500 0200' + '02 ff0102 03fe04 0506fd' + '6400 aa02',
  },
  {
    name: 'a palette of five colours: 4 bits a pixel',
    width: 3,
    height: 3,
    pixels: [red, green, blue, white, 0, red, green, blue, white],
    update:
      '01 01 0300 0300 1f000000' +
      '02 0000 0000 0300 0300' +
      '04 ff0102 03fe04 0506fd fffdfb 000000' +
      '1002 4300 2103',
  },
  {
    name: 'a palette of 17 colours: 8 bits a pixel',
    width: 17,
    height: 2,
    pixels: [...Array(34).keys()].map((i) => (i % 17) * 0x010203),
    update:
      '01 01 1100 0200 5f000000' +
      '02 0000 0000 1100 0200' +
      '10 000000 010203 020406 030609 04080c 050a0f 060c12 070e15 081018' +
      '09121b 0a141e 0b1621 0c1824 0d1a27 0e1c2a 0f1e2d 102030' +
      '000102030405060708090a0b0c0d0e0f10 000102030405060708090a0b0c0d0e0f10',
  },
  {
    name: 'plain pixels: green, red − green, blue − green, each less the one above',
    width: 2,
    height: 2,
    pixels: [0x102030, 0x405060, 0xfffefd, 0x010203],
    update: '01 01 0200 0200 15000000' + '03 0000 0000 0200 0200' + '2050 deb2 f0f0 110f 1010 eff1',
  },
];

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const rgbaOf = (pixels: readonly number[]) =>
  pixels.flatMap((pixel) => [(pixel >> 16) & 0xff, (pixel >> 8) & 0xff, pixel & 0xff, 0xff]);

for (const { name, width, height, pixels, update } of goldens) {
  test(`[SCREEN-7] ${name}`, () => {
    const screen = createScreen(width, height);
    screen.pixels.set(pixels);
    const tracker = createChangeTracker({ width, height, kernel });
    const stream = createViewerStream(tracker, { compress: (bytes) => bytes, version: 1 });
    stream.mark(tracker.ingest(screen, 'all', []));
    assert.equal(Buffer.from(stream.encode() ?? []).toString('hex'), update.replaceAll(' ', ''));

    const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height });
    const applied = decoder.apply(bytesOf(update));
    const rects = [{ x: 0, y: 0, width, height }];
    assert.deepEqual(applied, { width, height, resized: true, moves: [], rects });
    assert.deepEqual([...decoder.pixels], rgbaOf(pixels));
  });
}

test('[SCREEN-7] a later update: two regions, no size told', () => {
  const decoder = createDecoder({ decompress, maxWidth: 64, maxHeight: 64 });
  decoder.apply(bytesOf('01 01 4000 4000 00000000'));
  const body = '01 0100 0000 0200 0100 ff0102' + '01 0000 3f00 4000 0100 03fe04';
  const applied = decoder.apply(bytesOf(`01 00 4000 4000 18000000${body}`));
  assert.deepEqual(applied.rects, [
    { x: 1, y: 0, width: 2, height: 1 },
    { x: 0, y: 63, width: 64, height: 1 },
  ]);
  assert.deepEqual([...decoder.pixels.subarray(0, 16)], rgbaOf([0, red, red, 0]));
  assert.deepEqual([...decoder.pixels.subarray(63 * 64 * 4, 63 * 64 * 4 + 4)], rgbaOf([green]));
});

test('[SCREEN-7] a compressed body', () => {
  const decoder = createDecoder({ decompress, maxWidth: 64, maxHeight: 64 });
  const zstdFrame = '28b52ffd601001e500009002000000004000400001ff010203fe0400ff02007c40897c0a2c01';
  decoder.apply(bytesOf(`01 03 4000 4000 10020000${zstdFrame}`));
  const half = 64 * 32;
  assert.deepEqual(
    [...decoder.pixels],
    rgbaOf([...Array<number>(half).fill(red), ...Array<number>(half).fill(green)]),
  );
});

test('[SCREEN-7] version 2: a copy onto itself, downwards by one row, before what is painted', () => {
  const [width, height] = [4, 4];
  const rows = [red, green, blue, white];
  const begun = '01 01 0400 0400 30000000';
  const row = (y: number, colour: string) => `01 0000 0${y}00 0400 0100 ${colour}`;
  const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height });
  decoder.apply(
    bytesOf(`${begun}${row(0, 'ff0102')}${row(1, '03fe04')}${row(2, '0506fd')}${row(3, 'fffdfb')}`),
  );
  const copy = '04 0000 0100 0400 0300 0000 0000';
  const applied = decoder.apply(bytesOf(`02 00 0400 0400 19000000${copy}${row(0, '000000')}`));
  assert.deepEqual(applied.moves, [{ rect: { x: 0, y: 1, width: 4, height: 3 }, fromX: 0, fromY: 0 }]);
  assert.deepEqual(applied.rects, [{ x: 0, y: 0, width: 4, height: 1 }]);
  const shown = [0, ...rows.slice(0, 3)].flatMap((colour) => Array<number>(width).fill(colour));
  assert.deepEqual([...decoder.pixels], rgbaOf(shown));
});

test('[SCREEN-7] version 2: a stream writes what has moved as a copy', () => {
  const [width, height] = [128, 256];
  const screen = createScreen(width, height);
  const random = seeded(5);
  for (let i = 0; i < screen.pixels.length; i++) screen.pixels[i] = random() < 0.5 ? red : green;
  const tracker = createChangeTracker({ width, height, kernel });
  const stream = createViewerStream(tracker, { compress: (bytes) => bytes, version: 2 });
  stream.mark(tracker.ingest(screen, 'all', []));
  stream.encode();
  screen.pixels.copyWithin(0, 3 * width);
  screen.pixels.fill(blue, (height - 3) * width);
  stream.mark(tracker.ingest(screen, 'all', []));
  const copy = '04 0000 0000 8000 fd00 0000 0300';
  const bottom = '01 0000 fd00 8000 0300 0506fd';
  assert.equal(
    Buffer.from(stream.encode() ?? []).toString('hex'),
    `02 00 8000 0001 19000000${copy}${bottom}`.replaceAll(' ', ''),
  );
});
