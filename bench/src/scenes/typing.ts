import { setTimeout as pause } from 'node:timers/promises';
import { measured } from '../measure/meter.ts';
import { random } from '../measure/random.ts';
import { quantile } from '../measure/statistics.ts';
import type { Scene } from './scene.ts';
import { openTerminal } from './terminal.ts';

const KEYS = 120;
/** From one key to the next, in milliseconds. */
const INTERVAL = 100;
/** Letters and digits that light up enough of their cell. */
const CHARACTERS = 'mwaebdk8ghn2pqr5suxz6v3y94';

/** Characters typed into a terminal: from the event in the viewer's page to the glyph in its cell on the canvas. */
export const typing: Scene = async (stage) => {
  const { desktop, viewer } = stage;
  const { cell, program } = await openTerminal(desktop, ['sh', '-c', 'printf "\\033[?25l"; exec cat']);
  await pause(1000);
  await viewer.click(960, 540);
  await pause(1500);
  await viewer.watch();
  const next = random(2);
  let result: Awaited<ReturnType<typeof viewer.settle>> | undefined;
  const spent = await measured(stage, async () => {
    const begun = performance.now();
    for (let key = 0; key < KEYS; key++) {
      const x = Math.round(key * cell.width);
      const glyph = { x, y: 0, width: Math.floor(cell.width), height: Math.floor(cell.height) };
      await viewer.expect(glyph, 12);
      await viewer.press(CHARACTERS.charAt(Math.floor(next() * CHARACTERS.length)));
      // A little irregular, so as not to be in step with the page's frames.
      await pause(Math.max(0, begun + (key + 1 + 0.3 * next()) * INTERVAL - performance.now()));
    }
    result = await viewer.settle(3000);
  });
  await viewer.unwatch();
  await program.stop('SIGKILL');
  const times = result?.seen.map(({ pressedAt, seenAt }) => seenAt - pressedAt) ?? [];
  const { wireKBps: _, ...cpu } = spent.rates;
  return {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    downPerKey: spent.down / KEYS,
    upPerKey: spent.up / KEYS,
    ...cpu,
    seen: times.length,
    lost: result?.lost,
  };
};
