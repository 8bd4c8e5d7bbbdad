/** Measures decoding of whole screens in headless Chromium (CHROMIUM names its program); prints a table. */
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { createChangeTracker, createViewerStream } from '../src/index.ts';
import { kernel } from '../testing/kernel.ts';
import { createScreen } from '../testing/screens.ts';
import { compress } from '../testing/zstd.ts';
import { RUNS, summary, WARM_UP } from './figures.ts';
import { HEIGHT, type Scene, scenes, WIDTH } from './scenes.ts';

const SOURCE = `
  import { createDecoder } from './src/index.ts';
  import { createZstdDecompress } from './src/zstd-browser.ts';
  globalThis.measure = async (base64, runs, options) => {
    const update = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const decoder = createDecoder({ decompress: await createZstdDecompress(), ...options });
    const times = [];
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      decoder.apply(update);
      times.push(performance.now() - start);
    }
    return times;
  };
`;

function firstUpdate(scene: Scene): Uint8Array {
  const screen = createScreen(WIDTH, HEIGHT);
  scene.start(screen);
  const tracker = createChangeTracker({ width: WIDTH, height: HEIGHT, kernel });
  tracker.ingest(screen, 'all', []);
  return createViewerStream(tracker, { compress }).encode() ?? new Uint8Array();
}

async function measure(page: Page, scene: Scene): Promise<string> {
  const update = firstUpdate(scene);
  const base64 = Buffer.from(update).toString('base64');
  const options = JSON.stringify({ maxWidth: WIDTH, maxHeight: HEIGHT });
  const times = await page.evaluate<number[]>(`measure('${base64}', ${WARM_UP + RUNS}, ${options})`);
  const first = times[0]?.toFixed(1);
  return `| ${scene.name} | ${first} | ${summary(times.slice(WARM_UP))} | ${update.length} |`;
}

const bundle = await build({
  stdin: { contents: SOURCE, resolveDir: `${import.meta.dirname}/..` },
  bundle: true,
  write: false,
  minify: true,
});
const script = bundle.outputFiles[0];
if (script === undefined) throw new Error('esbuild wrote nothing');
const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html>');
}).listen(0, '127.0.0.1');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${address.port}/`);
  await page.addScriptTag({ content: script.text });
  console.log(`${WIDTH} × ${HEIGHT}, Chromium ${browser.version()}, ${RUNS} runs: median (min–max)`);
  console.log(`Decoder and zstd as one script: ${script.contents.length} bytes\n`);
  console.log('| scene | first time, ms | decode, ms | bytes |');
  console.log('| --- | --- | --- | --- |');
  for (const scene of scenes.filter(({ isWhole }) => isWhole)) console.log(await measure(page, scene));
} finally {
  await browser.close();
  server.close();
}
