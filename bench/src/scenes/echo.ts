import { setTimeout as pause } from 'node:timers/promises';
import { printed } from '@throwline/testbed/processes.ts';
import { random } from '../measure/random.ts';
import { quantile } from '../measure/statistics.ts';
import type { SeenChange } from '../viewer/probe.ts';
import type { Scene } from './scene.ts';

const CLICKS = 60;
const WARM_UP = 5;
/** Left edge, top edge and side of the square, in pixels. */
const SQUARE = { x: 860, y: 440, side: 200 } as const;
/** A pixel that tells the square's colour, away from the pointer. */
const LOOK = { x: 900, y: 480, width: 1, height: 1 };

/** Clicks on a square that turns from black to white and back: from the event in the viewer's page to its canvas. */
export const echo: Scene = async ({ desktop, viewer }) => {
  const square = desktop.program('square', SQUARE.x, SQUARE.y, SQUARE.side);
  await printed(square, /ready/);
  await pause(1500);
  await viewer.watch();
  const next = random(1);
  const seen: SeenChange[] = [];
  let lost = 0;
  for (let click = 0; click < WARM_UP + CLICKS; click++) {
    await viewer.expect(LOOK, 64);
    await viewer.click(SQUARE.x + 150, SQUARE.y + 150);
    const result = await viewer.settle(3000);
    if (click >= WARM_UP) {
      seen.push(...result.seen);
      lost += result.lost;
    }
    await pause(150 + 250 * next());
  }
  await viewer.unwatch();
  await square.stop();
  const flips = [...square.output().matchAll(/flip (\S+)/g)].map((match) => Number(match[1]));
  const times = seen.map(({ pressedAt, seenAt }) => seenAt - pressedAt);
  // The flip on the X display lies in between, by a clock that agrees to within 2 ms.
  const parts = seen.flatMap(({ pressedAt, seenAt }) => {
    const flip = flips.find((at) => at >= pressedAt - 2 && at <= seenAt);
    return flip === undefined ? [] : [{ input: flip - pressedAt, output: seenAt - flip }];
  });
  return {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    inputP50: quantile(
      parts.map(({ input }) => input),
      0.5,
    ),
    outputP50: quantile(
      parts.map(({ output }) => output),
      0.5,
    ),
    seen: seen.length,
    lost,
  };
};
