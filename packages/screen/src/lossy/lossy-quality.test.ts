import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lossyPair } from '../../testing/lossy.ts';
import { psnr } from '../../testing/psnr.ts';
import { createScreen, drawLetter, drawPhoto, drawText, type Screen } from '../../testing/screens.ts';

const WIDTH = 320;
const HEIGHT = 240;

/** The picture after the first and after the third frame, in dB. */
function qualityOf(
  paint: (screen: Screen, frame: number) => void,
  quality: number,
): readonly [number, number] {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder, decoder] = lossyPair(WIDTH, HEIGHT);
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
  const show = (frame: number) => {
    paint(screen, frame);
    const { bytes } = encoder.encode(screen, 0, 0, { rate: { kind: 'quality', quality } });
    decoder.decode(bytes, { pixels, offset: 0, stride: WIDTH * 4 });
    return psnr(screen, pixels);
  };
  const first = show(0);
  show(1);
  return [first, show(2)];
}

const photo = (screen: Screen, frame: number) => {
  drawPhoto(screen, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, frame + 1);
};

const words = (screen: Screen, frame: number) => {
  drawText(screen);
  for (let column = 0; column < 20; column++) drawLetter(screen, column, 3 + frame, column + 1, 0xa02020);
};

const scenes = [
  { name: 'photographs', paint: photo, floors: { 10: 29.5, 30: 34, 60: 35.5, 90: 38, 100: 44 } },
  { name: 'text', paint: words, floors: { 10: 18, 30: 22, 60: 25, 90: 31, 100: 36 } },
] as const;

for (const { name, paint, floors } of scenes) {
  for (const [quality, floor] of Object.entries(floors)) {
    test(`[LOSSY-8] ${name} at quality ${quality}: at least ${floor} dB`, () => {
      for (const dB of qualityOf(paint, Number(quality))) assert.ok(dB >= floor, `${dB} dB`);
    });
  }
}

test('[LOSSY-8] a still picture becomes better when the quality rises', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  photo(screen, 0);
  const [encoder, decoder] = lossyPair(WIDTH, HEIGHT);
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
  let last = 0;
  for (const quality of [5, 25, 55, 95]) {
    const { bytes } = encoder.encode(screen, 0, 0, { rate: { kind: 'quality', quality } });
    decoder.decode(bytes, { pixels, offset: 0, stride: WIDTH * 4 });
    const dB = psnr(screen, pixels);
    assert.ok(dB > last, `${dB} after ${last} dB`);
    last = dB;
  }
});
