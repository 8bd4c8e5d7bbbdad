/**
 * Measures comparing, encoding and decoding in Node; prints a table. Times are the processor's, so that what else runs on the
 * machine counts little.
 */
import { createChangeTracker, createDecoder, createLossyEncoder, createViewerStream } from '../src/index.ts';
import { createZstdDecompress } from '../src/zstd-browser.ts';
import { kernel } from '../testing/kernel.ts';
import { lossyKernels } from '../testing/lossy.ts';
import { createScreen } from '../testing/screens.ts';
import { compress } from '../testing/zstd.ts';
import { median, RUNS, summary, WARM_UP } from './figures.ts';
import { HEIGHT, type Scene, scenes, WIDTH } from './scenes.ts';

const decompress = await createZstdDecompress();
/** Milliseconds from one frame to the next, as the engine is told. */
const FRAME = 1000 / 30;

/** What this process has had of the processor, in milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measure(scene: Scene): string {
  const screen = createScreen(WIDTH, HEIGHT);
  const tracker = createChangeTracker({ width: WIDTH, height: HEIGHT, kernel });
  const stream = createViewerStream(tracker, {
    compress,
    makeLossyEncoder: (width, height) => createLossyEncoder({ kernel: lossyKernels.encoder, width, height }),
  });
  const lossyKernel = lossyKernels.decoder;
  const decoder = createDecoder({ decompress, maxWidth: WIDTH, maxHeight: HEIGHT, lossyKernel });
  scene.start(screen);
  stream.mark(tracker.ingest(screen, 'all', [], 0));
  const first = stream.encode();
  if (first !== undefined) decoder.apply(first);
  const compare: number[] = [];
  const encode: number[] = [];
  const decode: number[] = [];
  const bytes: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const damage = scene.step(screen, run);
    const at = (run + 1) * FRAME;
    const t0 = processorTime();
    stream.mark(tracker.ingest(screen, damage, [], at));
    if (scene.isWhole) stream.markAll();
    const t1 = processorTime();
    const update = stream.encode(Number.POSITIVE_INFINITY, { at });
    const t2 = processorTime();
    if (update !== undefined) decoder.apply(update);
    const t3 = processorTime();
    if (run < WARM_UP) continue;
    compare.push(t1 - t0);
    encode.push(t2 - t1);
    decode.push(t3 - t2);
    bytes.push(update?.length ?? 0);
  }
  return `| ${scene.name} | ${summary(compare)} | ${summary(encode)} | ${summary(decode)} | ${median(bytes)} |`;
}

console.log(`${WIDTH} × ${HEIGHT}, Node ${process.versions.node}, ${RUNS} runs: median (min–max)\n`);
console.log('| scene | compare, ms | encode, ms | decode, ms | bytes |');
console.log('| --- | --- | --- | --- | --- |');
for (const scene of scenes) console.log(measure(scene));
