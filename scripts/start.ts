import { buildStale } from './lib/build.ts';
import { onPath } from './lib/system-packages.ts';

try {
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
// Nothing is installed here: that needs root, and the server does without.
const systems = process.env.THROWLINE_SYSTEMS ?? 'windows';
if (systems.includes('windows') && !onPath('makensis')) {
  console.log(`
To help customers with Windows too, install the program that packs the file for them, then start again:

    sudo apt install nsis        (Debian, Ubuntu)
`);
}
await import('../server/src/main.ts');
