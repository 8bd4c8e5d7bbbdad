import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../cache.ts';

const FRAMES_PER_SECOND = 30;

/** The clip, and where it plays on the desktop. */
export const CLIP = {
  seconds: 15,
  box: { x: 320, y: 180, width: 1280, height: 720 },
  /** Along the upper and the lower edge: bits of the frame's number, then their complements. */
  barcode: { bits: 10, bitWidth: 32, height: 16 },
} as const;

/**
 * The clip's file, made the first time. Half of it is a test card with sharp edges and text, half a smooth zoom, with
 * noise, as of film, over a quarter of the whole. Not compressed, so that playing it takes little of the processors.
 */
export function clipFile(): string {
  const graph = filterGraph();
  const name = createHash('sha256').update(graph).digest('hex').slice(0, 12);
  const file = join(CACHE, `clip-${name}.y4m`);
  if (existsSync(file)) return file;
  mkdirSync(CACHE, { recursive: true });
  console.error('Making the clip, 620 MB, once …');
  const draft = join(CACHE, `clip-${process.pid}.y4m`);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-filter_complex', graph, '-map', '[clip]', draft]);
  renameSync(draft, file);
  return file;
}

function filterGraph(): string {
  const { seconds, box, barcode } = CLIP;
  const { width, height } = box;
  const half = `s=${width / 2}x${height}:r=${FRAMES_PER_SECOND}`;
  const quarter = `${width / 2}:${height / 2}`;
  const { bits, bitWidth } = barcode;
  const bit = `mod(floor(N/pow(2,mod(floor(X/${bitWidth}),${bits}))),2)`;
  const size = `${2 * bits * bitWidth}x${barcode.height}`;
  return [
    `testsrc2=${half}[card]`,
    `mandelbrot=${half}:start_scale=0.6:end_scale=0.02:end_pts=400:maxiter=300[zoom]`,
    '[card][zoom]hstack,format=yuv420p,split[both][copy]',
    `[copy]crop=${quarter}:${width / 2}:${height / 2},noise=all_seed=5:alls=20:allf=t[noisy]`,
    `[both][noisy]overlay=${width / 2}:${height / 2}[picture]`,
    `color=black:s=${size}:r=${FRAMES_PER_SECOND},format=gray,geq=lum='255*if(lt(X,${bits * bitWidth}),${bit},1-${bit})',split[upper][lower]`,
    `[picture][upper]overlay=0:0[marked]`,
    `[marked][lower]overlay=0:${height - barcode.height},trim=duration=${seconds},format=yuv420p[clip]`,
  ].join(';');
}
