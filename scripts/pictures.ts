import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { palettePng } from '../testbed/src/palette-png.ts';
import { buildStale } from './lib/build.ts';
import { docPictures } from './lib/doc-pictures.ts';
import { ROOT, run } from './lib/run.ts';
import { ensurePrograms, TEST_PROGRAMS } from './lib/system-packages.ts';

/** `npm run pictures`: takes every picture that the docs show anew, with the end-to-end journeys. */
const MADE = join(ROOT, 'e2e', 'output');
const FOLDER = join(ROOT, 'docs', 'pictures');

await ensurePrograms(TEST_PROGRAMS);
await buildStale();
// What an earlier run has left must not be taken for what this one makes.
rmSync(MADE, { recursive: true, force: true });
const journeys = ['journey', 'windows', 'guide'].map((name) => `e2e/src/${name}.test.ts`);
const status = await run(process.execPath, ['--test', '--test-concurrency=1', ...journeys]);
if (status !== 0) process.exit(status);
mkdirSync(FOLDER, { recursive: true });
const wanted = docPictures(ROOT);
for (const name of wanted) {
  const made = join(MADE, name);
  if (!existsSync(made)) throw new Error(`The journeys made no picture ${name}.`);
  writeFileSync(join(FOLDER, name), palettePng(readFileSync(made)));
}
for (const name of readdirSync(FOLDER)) if (!wanted.has(name)) rmSync(join(FOLDER, name));
console.log(`${wanted.size} pictures are in ${FOLDER}`);
