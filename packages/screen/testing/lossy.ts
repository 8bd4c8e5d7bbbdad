import { readFile } from 'node:fs/promises';
import { buildLossyKernels } from '../build.mjs';
import type { LossyDecoder, LossyEncoder } from '../src/lossy/lossy-codec.ts';
import { createLossyDecoder } from '../src/lossy/lossy-decoder.ts';
import { createLossyEncoder } from '../src/lossy/lossy-encoder.ts';

const urls = await buildLossyKernels();

/** The lossy codec's WebAssembly, built when it is stale. */
export const lossyKernels = { encoder: await readFile(urls.encoder), decoder: await readFile(urls.decoder) };

export function lossyPair(width: number, height: number): readonly [LossyEncoder, LossyDecoder] {
  return [
    createLossyEncoder({ kernel: lossyKernels.encoder, width, height }),
    createLossyDecoder({ kernel: lossyKernels.decoder, width, height }),
  ];
}
