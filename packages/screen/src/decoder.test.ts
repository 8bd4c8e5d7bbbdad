import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compress, decompress } from '../testing/zstd.ts';
import { DecodeError, type DecodeErrorCode } from './decode-error.ts';
import { createDecoder, type Decoder } from './decoder.ts';
import { FLAG, HEADER, MAX_PIXELS, maxBodyBytes, maxCopies } from './format.ts';

const WIDTH = 40;
const HEIGHT = 30;

interface UpdateParts {
  readonly version?: number;
  readonly flags?: number;
  readonly width?: number;
  readonly height?: number;
  readonly bodyBytes?: number;
  readonly body?: readonly number[] | Uint8Array;
}

function update(parts: UpdateParts): Uint8Array {
  const { version = 1, flags = 0, width = WIDTH, height = HEIGHT, body = [] } = parts;
  const bytes = new Uint8Array(HEADER.size + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(HEADER.version, version);
  view.setUint8(HEADER.flags, flags);
  view.setUint16(HEADER.width, width, true);
  view.setUint16(HEADER.height, height, true);
  view.setUint32(HEADER.bodyBytes, parts.bodyBytes ?? body.length, true);
  bytes.set(body, HEADER.size);
  return bytes;
}

/** A region; its numbers are below 256, but for the size that a test may want larger. */
function region(encoding: number, rect: readonly number[], data: readonly number[]): readonly number[] {
  return [encoding, ...rect.flatMap((n) => [n & 0xff, n >> 8]), ...data];
}

const solid = (rect: readonly number[]) => region(1, rect, [9, 8, 7]);

/** A decoder that has been told its size, with something in the picture. */
function begun(): Decoder {
  const decoder = createDecoder({ decompress, maxWidth: 64, maxHeight: 64 });
  decoder.apply(update({ flags: FLAG.tellsSize, body: solid([1, 1, 5, 5]) }));
  return decoder;
}

function refuses(code: DecodeErrorCode, bytes: Uint8Array, decoder = begun()): void {
  const before = [decoder.width, decoder.height, ...decoder.pixels];
  assert.throws(
    () => decoder.apply(bytes),
    (error) => error instanceof DecodeError && error.code === code,
    code,
  );
  assert.deepEqual([decoder.width, decoder.height, ...decoder.pixels], before);
}

test('[SCREEN-8] an update cut anywhere is refused', () => {
  const data = [2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0];
  const body = [
    ...solid([0, 0, 3, 3]),
    ...region(2, [4, 4, 3, 2], data.slice(0, 12)),
    ...region(3, [9, 9, 1, 1], [1, 2, 3]),
  ];
  const whole = update({ body });
  begun().apply(whole);
  for (let length = 0; length < whole.length; length++) refuses('truncated', whole.subarray(0, length));
  // The same with a header that says the shorter length: then a region must be cut.
  const ends = new Set([0, 12, 12 + 9 + 12]);
  for (let length = 0; length < body.length; length++) {
    if (!ends.has(length)) refuses('truncated', update({ body: body.slice(0, length) }));
  }
});

test('[SCREEN-8] unknown versions, flags and encodings are refused', () => {
  for (const version of [0, 5, 255]) {
    refuses('unknown-version', update({ version }));
    refuses('unknown-version', Uint8Array.of(version));
  }
  for (const flags of [4, 8, 128, 255]) refuses('unknown-flags', update({ flags }));
  for (const encoding of [0, 99, 255])
    refuses('unknown-encoding', update({ body: region(encoding, [0, 0, 1, 1], [1, 2, 3]) }));
  // Known, but not by whoever speaks this version, or not without the lossy codec.
  for (const version of [1, 2, 3, 4])
    refuses('unknown-encoding', update({ version, body: region(5, [0, 0, 1, 1], [1, 2, 3]) }));
  refuses('unknown-encoding', update({ version: 1, body: region(4, [0, 0, 1, 1], [0, 0, 0, 0]) }));
});

test('[SCREEN-8] bytes behind the body are refused', () => {
  refuses('oversized', update({ body: [...solid([0, 0, 1, 1]), 0], bodyBytes: 12 }));
});

test('[SCREEN-8] regions outside the picture, empty, or too many are refused', () => {
  for (const rect of [
    [0, 0, 0, 1],
    [0, 0, 1, 0],
    [WIDTH, 0, 1, 1],
    [0, HEIGHT, 1, 1],
    [WIDTH - 1, 0, 2, 1],
    [0, HEIGHT - 1, 1, 2],
    [65_535, 65_535, 65_535, 65_535],
  ]) {
    refuses('bad-region', update({ body: solid(rect) }));
  }
  refuses('bad-region', update({ body: [...solid([0, 0, WIDTH, HEIGHT]), ...solid([0, 0, 1, 1])] }));
});

test('[SCREEN-9] an update with more painted regions than a large picture has tiles is refused', () => {
  const [width, height] = [352, 192];
  const tiles = 11 * 6;
  const pixels = (count: number) =>
    update({
      flags: FLAG.tellsSize,
      width,
      height,
      body: Array.from({ length: count }, (_, x) => solid([x, 0, 1, 1])).flat(),
    });
  const decoder = createDecoder({ decompress, maxWidth: width, maxHeight: height });
  decoder.apply(pixels(tiles));
  refuses('bad-region', pixels(tiles + 1), decoder);
});

test('[SCREEN-9] an update with more copies than its version has is refused', () => {
  const copies = (version: number, count: number) =>
    update({
      version,
      body: Array.from({ length: count }, () => region(4, [2, 2, 1, 1], [0, 0, 0, 0])).flat(),
    });
  for (const version of [2, 3, 4]) {
    begun().apply(copies(version, maxCopies(version)));
    refuses('bad-region', copies(version, maxCopies(version) + 1));
  }
  assert.deepEqual([2, 3, 4].map(maxCopies), [64, 64, 2048]);
});

test('[SCREEN-9] copies that write more than twice the picture are refused, however few they are', () => {
  const copies = (count: number) =>
    update({
      version: 4,
      body: Array.from({ length: count }, () => region(4, [0, 0, WIDTH, HEIGHT], [0, 0, 0, 0])).flat(),
    });
  begun().apply(copies(2));
  refuses('bad-region', copies(3));
});

test('[SCREEN-8] palettes of one colour, or with an index beyond their colours, are refused', () => {
  refuses('bad-palette', update({ body: region(2, [0, 0, 1, 1], [0, 1, 2, 3, 0]) }));
  const three = [2, 1, 1, 1, 2, 2, 2, 3, 3, 3];
  begun().apply(update({ body: region(2, [0, 0, 4, 1], [...three, 0b10_01_10_00]) }));
  refuses('bad-palette', update({ body: region(2, [0, 0, 4, 1], [...three, 0b10_11_10_00]) }));
  const seventeen = [16, ...Array<number>(51).fill(7)];
  begun().apply(update({ body: region(2, [0, 0, 2, 1], [...seventeen, 0, 16]) }));
  refuses('bad-palette', update({ body: region(2, [0, 0, 2, 1], [...seventeen, 0, 17]) }));
});

test('[SCREEN-10] a size that was not told, or is no picture of this decoder, is refused', () => {
  refuses('size-untold', update({ width: WIDTH + 1 }));
  refuses('size-untold', update({ height: HEIGHT - 1 }));
  refuses('size-untold', update({}), createDecoder({ decompress, maxWidth: 64, maxHeight: 64 }));
  refuses('size-untold', update({ width: 0, height: 0 }));
  const flags = FLAG.tellsSize;
  for (const [width, height] of [
    [65, 64],
    [64, 65],
    [0, 1],
    [1, 0],
    [65_535, 65_535],
  ] as const) {
    refuses('size-refused', update({ flags, width, height }));
  }
  const fresh = createDecoder({ decompress, maxWidth: 64, maxHeight: 64 });
  refuses('size-refused', update({ width: 0, height: 0 }), fresh);
  assert.throws(() => createDecoder({ decompress, maxWidth: 0, maxHeight: 1 }), RangeError);
  assert.throws(() => createDecoder({ decompress, maxWidth: MAX_PIXELS, maxHeight: 1 }), RangeError);
});

test('[SCREEN-8] a new size is not taken from an update that is refused', () => {
  refuses(
    'unknown-encoding',
    update({ flags: FLAG.tellsSize, width: 64, height: 64, body: region(9, [0, 0, 1, 1], [1, 2, 3]) }),
  );
});

test('[SCREEN-10] telling the size that there is already keeps the picture', () => {
  const decoder = begun();
  const before = [...decoder.pixels];
  assert.equal(decoder.apply(update({ flags: FLAG.tellsSize })).resized, false);
  assert.deepEqual([...decoder.pixels], before);
});

test('[SCREEN-9] a body above the bound is refused before it is decompressed', () => {
  const decoder = createDecoder({
    decompress: () => assert.fail('must not be called'),
    maxWidth: 64,
    maxHeight: 64,
  });
  const frame = compress(new Uint8Array(1 << 20));
  const flags = FLAG.tellsSize | FLAG.zstd;
  const bound = maxBodyBytes(WIDTH, HEIGHT);
  refuses('oversized', update({ flags, body: frame, bodyBytes: bound + 1 }), decoder);
  refuses('oversized', update({ flags, body: frame, bodyBytes: 0xffffffff }), decoder);
  refuses('oversized', update({ flags, body: frame, bodyBytes: frame.length }), decoder);
});

test('[SCREEN-9] a zstd frame of another length than said, or none at all, is refused', () => {
  const flags = FLAG.zstd;
  const frame = compress(new Uint8Array(200));
  for (const bodyBytes of [199, 201])
    refuses('decompression-failed', update({ flags, body: frame, bodyBytes }));
  refuses(
    'decompression-failed',
    update({ flags, body: compress(new Uint8Array(1 << 24)), bodyBytes: 3_000 }),
  );
  refuses('decompression-failed', update({ flags, body: frame.slice(0, -1), bodyBytes: 200 }));
  refuses('decompression-failed', update({ flags, body: [1, 2, 3], bodyBytes: 200 }));
});
