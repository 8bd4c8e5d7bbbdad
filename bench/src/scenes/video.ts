import { setTimeout as pause } from 'node:timers/promises';
import { measured } from '../measure/meter.ts';
import { CLIP, clipFile } from './clip.ts';
import { motion, quality } from './moving.ts';
import { ASIDE, type Scene } from './scene.ts';

/** How long before its end the clip is not counted any more, in seconds. */
const REST = 2;

/** A clip plays in a window; each of its frames carries its number. It stands still at its end. */
export const video: Scene = async (stage) => {
  const { desktop, viewer } = stage;
  const file = clipFile();
  const { box, barcode } = CLIP;
  const place = ['-left', box.x, '-top', box.y, '-x', box.width, '-y', box.height];
  const player = desktop.play(
    'env',
    'SDL_VIDEODRIVER=x11',
    'SDL_RENDER_DRIVER=software',
    'SDL_AUDIODRIVER=dummy',
    ...['ffplay', '-hide_banner', '-stats', '-an', '-noborder', ...place, file],
  );
  await desktop.shows('ffplay');
  const begun = performance.now();
  await viewer.move(ASIDE.x, ASIDE.y);
  await pause(500);
  const rows = box.height / barcode.height;
  await viewer.count(box, rows, {
    bitWidth: barcode.bitWidth,
    bits: barcode.bits,
    row: 0,
    otherRow: rows - 1,
    ahead: 0,
  });
  const spent = await measured(stage, async () => {
    await pause(Math.max(0, begun + (CLIP.seconds - REST) * 1000 - performance.now()));
  });
  const frames = await viewer.counted();
  await pause(REST * 1000 + 1000);
  const dropped = [...player.output().matchAll(/fd= *(\d+)/g)].at(-1)?.[1];
  const figures = {
    ...motion(frames),
    sourceDropped: dropped === undefined ? undefined : Number(dropped),
    ...spent.rates,
    ...(await quality(stage, box)),
  };
  await player.stop('SIGKILL');
  return figures;
};
