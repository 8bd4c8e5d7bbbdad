import { setTimeout as pause } from 'node:timers/promises';
import { measured } from '../measure/meter.ts';
import { BARCODE_BITS } from '../programs/barcode.ts';
import { motion, quality } from './moving.ts';
import { ASIDE, type Scene } from './scene.ts';
import { openTerminal, ROWS } from './terminal.ts';

const LINES = 1000;
const LINES_PER_SECOND = 30;

/** Varied, partly coloured text runs through a terminal; each line carries its number. */
export const scroll: Scene = async (stage) => {
  const { desktop, viewer } = stage;
  const signals = desktop.signals();
  const command = desktop.command('scrolling-text', signals.folder, LINES, LINES_PER_SECOND);
  const { cell, box, program } = await openTerminal(desktop, command);
  await signals.heard('ready');
  await viewer.move(ASIDE.x, ASIDE.y);
  await pause(3000);
  // One row of pixels through the middle of each line of text. The lowest line is the newest.
  await viewer.count(box, ROWS, {
    bitWidth: cell.width,
    bits: BARCODE_BITS,
    row: ROWS - 1,
    otherRow: 0,
    ahead: 1 - ROWS,
  });
  let taken = 0;
  const spent = await measured(stage, async () => {
    signals.say('go');
    taken = Number(await signals.heard('end'));
  });
  const frames = await viewer.counted();
  const figures = {
    ...motion({ ...frames, seconds: spent.seconds }),
    sourceFps: LINES / taken,
    ...spent.rates,
    ...(await quality(stage, box)),
  };
  await program.stop('SIGKILL');
  return figures;
};
