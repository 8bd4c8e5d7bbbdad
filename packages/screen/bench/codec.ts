/** Measures comparing, encoding and decoding in Node; prints a table. */
import { createChangeTracker, createDecoder, createViewerStream } from '../src/index.ts';
import { createZstdDecompress } from '../src/zstd-browser.ts';
import { kernel } from '../testing/kernel.ts';
import { createScreen } from '../testing/screens.ts';
import { compress } from '../testing/zstd.ts';
import { median, RUNS, summary, WARM_UP } from './figures.ts';
import { HEIGHT, type Scene, scenes, WIDTH } from './scenes.ts';

const decompress = await createZstdDecompress();

function measure(scene: Scene): string {
  const screen = createScreen(WIDTH, HEIGHT);
  const tracker = createChangeTracker({ width: WIDTH, height: HEIGHT, kernel });
  const stream = createViewerStream(tracker, { compress });
  const decoder = createDecoder({ decompress, maxWidth: WIDTH, maxHeight: HEIGHT });
  scene.start(screen);
  stream.mark(tracker.ingest(screen, 'all', []));
  const first = stream.encode();
  if (first !== undefined) decoder.apply(first);
  const compare: number[] = [];
  const encode: number[] = [];
  const decode: number[] = [];
  const bytes: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const damage = scene.step(screen, run);
    const t0 = performance.now();
    stream.mark(tracker.ingest(screen, damage, []));
    if (scene.isWhole) stream.markAll();
    const t1 = performance.now();
    const update = stream.encode();
    const t2 = performance.now();
    if (update !== undefined) decoder.apply(update);
    const t3 = performance.now();
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
