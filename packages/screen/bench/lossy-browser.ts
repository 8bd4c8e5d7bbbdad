/** Measures decoding of the lossy codec's frames in headless Chromium (CHROMIUM names its program); prints a table. */
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { lossyKernels, lossyPair } from '../testing/lossy.ts';
import { summary } from './figures.ts';
import { CLIP, type Clip, clips } from './lossy-clips.ts';

/** Frames that do not count, and those that do; the whole is decoded three times, the last counts. */
const WARM_UP = 15;
const FRAMES = 30;

const SOURCE = `
  import { createLossyDecoder } from './src/lossy/lossy-decoder.ts';
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  globalThis.measure = (kernel, frames, width, height) => {
    const decoder = createLossyDecoder({ kernel: bytesOf(kernel), width, height });
    const pixels = new Uint8ClampedArray(width * height * 4);
    const target = { pixels, offset: 0, stride: width * 4 };
    const all = frames.map(bytesOf);
    let times = [];
    for (let round = 0; round < 3; round++) {
      times = [];
      for (const frame of all) {
        const start = performance.now();
        decoder.decode(frame, target);
        times.push(performance.now() - start);
      }
    }
    return times;
  };
`;

function encode(clip: Clip): readonly Uint8Array[] {
  const [encoder] = lossyPair(CLIP.width, CLIP.height);
  return Array.from({ length: WARM_UP + FRAMES }, (_, number) => {
    return encoder.encode(clip.frame(number), 0, 0, { rate: { kind: 'bytes', maxBytes: 33_000 } }).bytes;
  });
}

async function measure(page: Page, clip: Clip): Promise<string> {
  const frames = encode(clip);
  const base64 = (bytes: Uint8Array) => JSON.stringify(Buffer.from(bytes).toString('base64'));
  const list = `[${frames.map(base64).join(',')}]`;
  const call = `measure(${base64(lossyKernels.decoder)}, ${list}, ${CLIP.width}, ${CLIP.height})`;
  const times = await page.evaluate<number[]>(call);
  const bytes = frames.slice(WARM_UP).reduce((sum, frame) => sum + frame.length, 0) / FRAMES;
  return `| ${clip.name} | ${summary(times.slice(WARM_UP))} | ${Math.round(bytes)} |`;
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
  console.log(
    `${CLIP.width} × ${CLIP.height}, Chromium ${browser.version()}, ${FRAMES} frames: median (min–max)\n`,
  );
  console.log('| clip | decode, ms | bytes a frame |');
  console.log('| --- | --- | --- |');
  const chosen = process.argv[2];
  for (const clip of clips.filter(({ name }) => chosen === undefined || name.includes(chosen))) {
    console.log(await measure(page, clip));
  }
} finally {
  await browser.close();
  server.close();
}
