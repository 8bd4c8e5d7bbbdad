/**
 * Measures comparing, encoding and decoding in Node on recordings of real programs; prints a table, and keeps the figures in
 * results/recordings.json. Times are the processor's, so that what else runs on the machine counts little.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { median } from './figures.ts';
import { type RecordingRun, runRecording, type Spent } from './recording-run.ts';

const RECORDINGS = new URL('../recordings/', import.meta.url);
const RESULTS = new URL('results/recordings.json', import.meta.url);
/** Plays of each recording that count, and those before them that do not. */
const RUNS = 9;
const WARM_UP = 1;

/** Of all runs. */
interface Figure {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

function figure(values: readonly number[]): Figure {
  return {
    median: rounded(median(values)),
    lowest: rounded(Math.min(...values)),
    highest: rounded(Math.max(...values)),
  };
}

function times(spent: readonly Spent[], frames: number) {
  return {
    compare: figure(spent.map(({ compare }) => compare / frames)),
    encode: figure(spent.map(({ encode }) => encode / frames)),
    decode: figure(spent.map(({ decode }) => decode / frames)),
  };
}

/** Bytes are the same in every run. @throws {Error} when they are not */
function theSame(values: readonly number[]): number {
  const [first = 0] = values;
  if (values.some((value) => value !== first)) throw new Error(`bytes differ between runs: ${values}`);
  return first;
}

function summary(runs: readonly RecordingRun[]) {
  const [{ frames, rawBytes, lossyUpdates } = { frames: 0, rawBytes: 0, lossyUpdates: 0 }] = runs;
  const firstBytes = theSame(runs.map(({ first }) => first.bytes));
  const restBytes = theSame(runs.map(({ rest }) => rest.bytes));
  const totalBytes = firstBytes + restBytes;
  return {
    msFirst: times(
      runs.map(({ first }) => first),
      1,
    ),
    msFrame: times(
      runs.map(({ rest }) => rest),
      Math.max(1, frames - 1),
    ),
    firstBytes,
    restBytes,
    totalBytes,
    ratio: Math.round(rawBytes / totalBytes),
    lossyUpdates,
  };
}

function measure(name: string) {
  const recording = readFileSync(new URL(name, RECORDINGS));
  const modes = [false, true].map((isLossy) => {
    const runs = Array.from({ length: WARM_UP + RUNS }, () => runRecording(recording, isLossy));
    return { runs, summary: summary(runs.slice(WARM_UP)) };
  });
  const [lossless, lossy] = modes;
  const [run] = lossless?.runs ?? [];
  if (lossless === undefined || lossy === undefined || run === undefined) throw new Error('nothing was run');
  const { width, height, frames, seconds, rawBytes } = run;
  return {
    name: name.replace(/\.tlr$/, ''),
    fileBytes: recording.length,
    width,
    height,
    frames,
    seconds,
    rawBytes,
    lossless: lossless.summary,
    lossy: lossy.summary,
  };
}

function row(measured: ReturnType<typeof measure>, mode: 'lossless' | 'lossy'): string {
  const { name, width, height, frames, seconds } = measured;
  const { msFrame, firstBytes, restBytes, ratio } = measured[mode];
  const range = ({ median: middle, lowest, highest }: Figure) =>
    `${middle.toFixed(2)} (${lowest.toFixed(2)}–${highest.toFixed(2)})`;
  const cells = [
    name,
    `${width} × ${height}`,
    `${frames} in ${seconds.toFixed(1)} s`,
    mode,
    range(msFrame.compare),
    range(msFrame.encode),
    range(msFrame.decode),
    firstBytes,
    restBytes,
    `${ratio} : 1`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const names = readdirSync(RECORDINGS)
  .filter((name) => name.endsWith('.tlr'))
  .sort();
const [cpu] = cpus();
const results = {
  date: new Date().toISOString(),
  machine: {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
  },
  node: process.versions.node,
  /** Processes that wanted to run at the beginning, mean of a minute. */
  load: rounded(loadavg()[0] ?? 0),
  runs: RUNS,
  warmUp: WARM_UP,
  recordings: names.map(measure),
};
console.log(`Node ${results.node}, ${RUNS} runs after ${WARM_UP}: median (lowest–highest), a frame\n`);
console.log(
  '| recording | screen | frames | what moves | compare, ms | encode, ms | decode, ms | first frame, bytes | then, bytes | raw : wire |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const measured of results.recordings) {
  console.log(row(measured, 'lossless'));
  // Without anything that moves as a film, both are the same.
  if (measured.lossy.lossyUpdates > 0) console.log(row(measured, 'lossy'));
}
writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
