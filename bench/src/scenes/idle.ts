import { setTimeout as pause } from 'node:timers/promises';
import { measured } from '../measure/meter.ts';
import { ASIDE, type Scene } from './scene.ts';
import { showStillDesktop } from './still-desktop.ts';

const SECONDS = 20;
/** Until everything has been shown, in milliseconds. */
const SETTLING = 5000;

/** Nothing changes. */
export const idle: Scene = async (stage) => {
  const still = await showStillDesktop(stage.desktop);
  await stage.viewer.move(ASIDE.x, ASIDE.y);
  await pause(SETTLING);
  const { up, down, seconds, rates } = await measured(stage, () => pause(SECONDS * 1000));
  await still.close();
  const { wireKBps: _, ...cpu } = rates;
  return { wireBps: (up + down) / seconds, ...cpu };
};
