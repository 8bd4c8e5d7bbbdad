import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './lib/run.ts';

/** `npm run pictures`: takes the pictures of the docs anew, with the end-to-end journeys. */
const PICTURES = [
  'support-connection',
  'support-download',
  'console-code',
  'window-question',
  'customer-desktop',
  'console-session',
  'windows-download',
  'windows-session',
];

const status = await run(process.execPath, [
  '--test',
  '--test-concurrency=1',
  'e2e/src/journey.test.ts',
  'e2e/src/windows.test.ts',
]);
if (status !== 0) process.exit(status);
const folder = join(ROOT, 'docs', 'pictures');
mkdirSync(folder, { recursive: true });
for (const name of PICTURES) {
  const made = join(ROOT, 'e2e', 'output', `${name}.png`);
  if (!existsSync(made)) throw new Error(`The journey made no picture ${name}.`);
  copyFileSync(made, join(folder, `${name}.png`));
}
console.log(`Pictures are in ${folder}`);
