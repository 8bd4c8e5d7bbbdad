import { cpus } from 'node:os';
import { openStage, type Stage } from '@throwline/testbed/stage.ts';
import { echo, type Figure, firstPicture, idle, scroll, typing } from './figures.ts';

/**
 * `npm run bench`: the figures of bench/README.md, measured on this machine with everything on loopback. Names of figures
 * as arguments choose some of them.
 */
const FIGURES: Readonly<Record<string, (stage: Stage) => Promise<Figure[]>>> = {
  echo,
  typing,
  scroll,
  idle,
  'first-picture': firstPicture,
};

const SCREEN = { width: 1920, height: 1080 };

const wanted = process.argv.slice(2);
const stage = await openStage({ desktop: SCREEN, page: SCREEN });
try {
  const rows: Figure[] = [
    { name: 'applet’s file', value: stage.appletBytes / 1e6, unit: 'MB', bar: '≤ 35' },
    { name: 'running it → Waiting', value: stage.runToWaiting, unit: 'ms', bar: '≤ 4000' },
  ];
  for (const [name, measure] of Object.entries(FIGURES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.error(`measuring ${name} …`);
    rows.push(...(await measure(stage)));
  }
  console.log(`${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}\n`);
  console.log('| figure | measured | bar |\n| --- | --- | --- |');
  for (const { name, value, unit, bar } of rows) {
    console.log(`| ${name} | ${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit} | ${bar} |`);
  }
} finally {
  await stage.close();
}
process.exit();
