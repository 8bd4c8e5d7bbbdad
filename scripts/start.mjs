// `npm start`, and `npm run` with one of the names below: installs what is missing, then hands over to the pinned Node.js.
import { ensurePackages, runPinned } from './lib/packages.mjs';

const SCRIPTS = {
  demo: 'scripts/demo.ts',
  bench: 'scripts/bench.ts',
  'bench-outside': 'scripts/bench-outside.ts',
  pictures: 'scripts/pictures.ts',
  build: 'scripts/build.ts',
  backup: 'scripts/backup.ts',
  restore: 'scripts/restore.ts',
  recover: 'server/src/recover.ts',
};

const [name, ...args] = process.argv.slice(2);
ensurePackages();
if (name !== undefined && name in SCRIPTS) runPinned(SCRIPTS[name], args);
else runPinned('scripts/start.ts', process.argv.slice(2));
