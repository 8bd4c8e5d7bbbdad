/** Measures the lossy codec on generated clips in Node; prints a table. */

import type { LossyRate } from '../src/lossy/lossy-codec.ts';
import { lossyPair } from '../testing/lossy.ts';
import { psnr } from '../testing/psnr.ts';
import { summary } from './figures.ts';
import { CLIP, type Clip, clips } from './lossy-clips.ts';

/** Frames that do not count: the engine compiles, and the rate control learns. */
const WARM_UP = 30;
const FRAMES = 60;

const rates: readonly (readonly [string, LossyRate])[] = [
  ['at most 33 kB', { kind: 'bytes', maxBytes: 33_000 }],
  ['quality 50', { kind: 'quality', quality: 50 }],
];

function measure(clip: Clip, name: string, rate: LossyRate): string {
  const [encoder, decoder] = lossyPair(CLIP.width, CLIP.height);
  const pixels = new Uint8Array(CLIP.width * CLIP.height * 4);
  const encode: number[] = [];
  const decode: number[] = [];
  let bytes = 0;
  let first = 0;
  let dB = 0;
  let qualities = 0;
  for (let number = 0; number < WARM_UP + FRAMES; number++) {
    const screen = clip.frame(number);
    const t0 = performance.now();
    const frame = encoder.encode(screen, 0, 0, { rate });
    const t1 = performance.now();
    decoder.decode(frame.bytes, { pixels, offset: 0, stride: CLIP.width * 4 });
    const t2 = performance.now();
    if (number === 0) first = frame.bytes.length;
    if (number < WARM_UP) continue;
    encode.push(t1 - t0);
    decode.push(t2 - t1);
    bytes += frame.bytes.length;
    qualities += frame.quality;
    dB += psnr(screen, pixels);
  }
  const cells = [
    clip.name,
    name,
    summary(encode),
    summary(decode),
    `${first}`,
    `${Math.round(bytes / FRAMES)}`,
    `${Math.round(qualities / FRAMES)}`,
    (dB / FRAMES).toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}

console.log(
  `${CLIP.width} × ${CLIP.height}, Node ${process.versions.node}, ${FRAMES} frames after ${WARM_UP}: median (min–max)\n`,
);
console.log(
  '| clip | rate | encode, ms | decode, ms | first frame, bytes | then, bytes a frame | quality | dB |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const clip of clips) for (const [name, rate] of rates) console.log(measure(clip, name, rate));
