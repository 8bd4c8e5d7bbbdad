import { setTimeout as pause } from 'node:timers/promises';
import { measured } from '../measure/meter.ts';
import type { Scene } from './scene.ts';
import { showStillDesktop } from './still-desktop.ts';

/** How long a first picture may take at most, in milliseconds. */
const PATIENCE = 60_000;

/** From the technician's action to the first full picture of a still desktop. Comes first: nothing is connected before. */
export const connect: Scene = async (stage) => {
  const { desktop, viewer } = stage;
  const still = await showStillDesktop(desktop);
  const picture = desktop.picture();
  await pause(1000);
  const match = (): Promise<number | undefined> => viewer.match(picture, PATIENCE).catch(() => undefined);
  let seenAt: number | undefined;
  let waiting = match();
  const begun = Date.now();
  const { up, down } = await measured(stage, async () => {
    await viewer.connect();
    seenAt = await waiting;
    // The action may lead to another page; what was asked of the one before is lost.
    while (seenAt === undefined && Date.now() < begun + PATIENCE) {
      waiting = match();
      seenAt = await waiting;
    }
  });
  await still.close();
  if (seenAt === undefined) throw new Error('no full picture came');
  await viewer.ready();
  return { connectMs: seenAt - begun, wireKB: (up + down) / 1000 };
};
