import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decompress } from '../../testing/zstd.ts';
import { playRecording } from './player.ts';
import { createRecorder } from './recorder.ts';

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** One colour over 2 × 3 pixels; another one over the pixel in the middle of the right side; then a screen of 1 × 1. */
const UPDATES = [
  { at: 0, hex: '01 01 0200 0300 0c000000' + '01 0000 0000 0200 0300 ff0102' },
  { at: 33, hex: '02 00 0200 0300 0c000000' + '01 0100 0100 0100 0100 03fe04' },
  { at: 70_000, hex: '03 01 0100 0100 0c000000' + '01 0000 0000 0100 0100 0506fd' },
] as const;

const RECORDING =
  '544c521a 01' +
  `01 00000000 16000000 ${UPDATES[0].hex}` +
  `01 21000000 16000000 ${UPDATES[1].hex}` +
  `01 70110100 16000000 ${UPDATES[2].hex}`;

test('[SCREEN-17] a recording of three updates, the last of another size', () => {
  const pieces: Uint8Array[] = [];
  const recorder = createRecorder({ write: (bytes) => pieces.push(bytes) });
  for (const { at, hex } of UPDATES) recorder.add(at, bytesOf(hex));
  assert.equal(Buffer.concat(pieces).toString('hex'), RECORDING.replaceAll(' ', ''));

  const red = [0xff, 1, 2, 255];
  const green = [3, 0xfe, 4, 255];
  const played = Array.from(
    playRecording(bytesOf(RECORDING), { decompress, maxWidth: 2, maxHeight: 3 }),
    ({ at, width, height, resized, rects, pixels }) => ({
      at,
      width,
      height,
      resized,
      rects,
      pixels: [...pixels],
    }),
  );
  assert.deepEqual(played, [
    {
      at: 0,
      width: 2,
      height: 3,
      resized: true,
      rects: [{ x: 0, y: 0, width: 2, height: 3 }],
      pixels: [red, red, red, red, red, red].flat(),
    },
    {
      at: 33,
      width: 2,
      height: 3,
      resized: false,
      rects: [{ x: 1, y: 1, width: 1, height: 1 }],
      pixels: [red, red, red, green, red, red].flat(),
    },
    {
      at: 70_000,
      width: 1,
      height: 1,
      resized: true,
      rects: [{ x: 0, y: 0, width: 1, height: 1 }],
      pixels: [5, 6, 0xfd, 255],
    },
  ]);
});

test('[SCREEN-17] a recording without entries', () => {
  const pieces: Uint8Array[] = [];
  createRecorder({ write: (bytes) => pieces.push(bytes) });
  assert.equal(Buffer.concat(pieces).toString('hex'), '544c521a01');
  const played = [...playRecording(bytesOf('544c521a01'), { decompress, maxWidth: 1, maxHeight: 1 })];
  assert.deepEqual(played, []);
});

const KEPT = new URL('../../recordings/', import.meta.url);

for (const name of readdirSync(KEPT).filter((each) => each.endsWith('.tlr'))) {
  test(`[SCREEN-17] a recording that is kept can still be played: ${name}`, () => {
    const recording = new Uint8Array(readFileSync(new URL(name, KEPT)));
    let updates = 0;
    for (const played of playRecording(recording, { decompress, maxWidth: 1920, maxHeight: 1080 })) {
      assert.ok(played.moves.length + played.rects.length > 0);
      updates++;
    }
    assert.ok(updates >= 3, `${updates} updates`);
  });
}
