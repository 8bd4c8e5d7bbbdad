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
  console.log(
    onPath('apt-get') && onPath('dpkg-deb')
      ? `
For customers with Windows the server fetches the Debian packages nsis and nsis-common into packaging/build. Nothing is
installed. Where that cannot be done, the log says so; then: sudo apt install nsis
`
      : `
To help customers with Windows too, install the program that packs the file for them, then start again:

    sudo apt install nsis        (Debian, Ubuntu)
`,
  );
}
await import('../server/src/main.ts');
