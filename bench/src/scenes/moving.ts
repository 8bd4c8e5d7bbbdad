import { setTimeout as pause } from 'node:timers/promises';
import type { Box } from '../measure/picture.ts';
import { likeness } from '../measure/picture.ts';
import type { SeenFrames } from '../viewer/probe.ts';
import { ASIDE, type Figures, type Stage } from './scene.ts';

/** How long a picture has stood still when its quality is judged, in milliseconds. */
const STILLNESS = 3000;

/** The figures of what was seen of something that moves. */
export function motion(frames: SeenFrames): Figures {
  return {
    fps: frames.numbers / frames.seconds,
    changesPerS: frames.changes / frames.seconds,
    tornShare: frames.torn / Math.max(1, frames.read),
    maxGapMs: frames.longestGap,
    rafHz: frames.ticks / frames.seconds,
  };
}

/** Some time after everything has come to rest: how like the viewer's picture is to the X server's. */
export async function quality({ desktop, viewer }: Stage, box: Box): Promise<Figures> {
  await viewer.move(ASIDE.x, ASIDE.y);
  await pause(STILLNESS);
  return { ...likeness(desktop.picture(box), await viewer.read(box)) };
}
