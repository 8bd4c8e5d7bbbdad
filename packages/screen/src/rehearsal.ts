import { createChangeTracker } from './change-tracker.ts';
import { createDecoder, type DecoderOptions } from './decoder.ts';
import {
  ENCODING,
  FLAG,
  HEADER,
  indexBits,
  OLDEST_UPDATE_VERSION,
  REGION,
  REGION_HEAD_BYTES,
} from './format.ts';
import { BYTES_PER_PIXEL } from './pixel-view.ts';
import { createViewerStream } from './viewer-stream.ts';

/**
 * Code that runs for the first time is slow, so both sides run once over a picture that is made up here, while nobody waits.
 * What this brings alone was not measured; most of a first picture's time is memory that is new to the process.
 */

/** A part of the made-up picture, in pixels. */
const SIDE = 128;
/** So many rounds make the browser's and Node's compilers take notice. */
const ROUNDS = 24;
/** One part for each way in which pixels are written: one colour, indices of 1, 2, 4 and 8 bits, plain. */
const COLOURS = [1, 2, 4, 16, 200, SIDE * SIDE] as const;
const WIDTH = SIDE * COLOURS.length;

/** Makes updates of a made-up picture, for nobody. */
export function rehearseEncoding(parts: {
  readonly kernel: Uint8Array;
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}): void {
  const size = { width: WIDTH, height: SIDE };
  const tracker = createChangeTracker({ ...size, kernel: parts.kernel });
  const stream = createViewerStream(tracker, parts);
  const pixels = new Uint32Array(WIDTH * SIDE);
  const frame = { ...size, data: new Uint8Array(pixels.buffer), stride: WIDTH * BYTES_PER_PIXEL };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [part, colours] of COLOURS.entries()) {
      for (let at = 0; at < SIDE * SIDE; at++) {
        const place = Math.floor(at / SIDE) * WIDTH + part * SIDE + (at % SIDE);
        pixels[place] = ((at * 7 + round) % colours) * 0x010305 + round;
      }
    }
    stream.mark(tracker.ingest(frame, round === 0 ? 'all' : [{ x: 0, y: 0, ...size }], [], round));
    stream.encode();
  }
}

/** Reads updates of a made-up picture, for nobody. */
export function rehearseDecoding(parts: Pick<DecoderOptions, 'decompress' | 'lossyKernel'>): void {
  const decoder = createDecoder({ ...parts, maxWidth: WIDTH, maxHeight: SIDE });
  const update = madeUpUpdate();
  for (let round = 0; round < ROUNDS; round++) decoder.apply(update);
}

/** All parts in one update, every pixel of the first colour. */
function madeUpUpdate(): Uint8Array {
  const regions = COLOURS.map(madeUpRegion);
  const bodyBytes = regions.reduce((sum, { length }) => sum + length, 0);
  const update = new Uint8Array(HEADER.size + bodyBytes);
  const view = new DataView(update.buffer);
  view.setUint8(HEADER.version, OLDEST_UPDATE_VERSION);
  view.setUint8(HEADER.flags, FLAG.tellsSize);
  view.setUint16(HEADER.width, WIDTH, true);
  view.setUint16(HEADER.height, SIDE, true);
  view.setUint32(HEADER.bodyBytes, bodyBytes, true);
  let at: number = HEADER.size;
  for (const region of regions) {
    update.set(region, at);
    at += region.length;
  }
  return update;
}

function madeUpRegion(colours: number, part: number): Uint8Array {
  const [encoding, dataBytes] = writing(colours);
  const region = new Uint8Array(REGION_HEAD_BYTES + dataBytes);
  const view = new DataView(region.buffer);
  view.setUint8(REGION.encoding, encoding);
  view.setUint16(REGION.x, part * SIDE, true);
  view.setUint16(REGION.width, SIDE, true);
  view.setUint16(REGION.height, SIDE, true);
  if (encoding === ENCODING.palette) view.setUint8(REGION.data, colours - 1);
  return region;
}

function writing(colours: number): readonly [encoding: number, dataBytes: number] {
  if (colours === 1) return [ENCODING.solid, 3];
  if (colours > 256) return [ENCODING.plain, 3 * SIDE * SIDE];
  return [ENCODING.palette, 1 + 3 * colours + (SIDE * SIDE * indexBits(colours)) / 8];
}
