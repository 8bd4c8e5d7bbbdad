// `npm start`, `npm run demo`, `npm run bench` and `npm run pictures`, and what bench/adapters starts: installs what is
// missing, then hands over to the pinned Node.js.
import { ensurePackages, runPinned } from './lib/packages.mjs';

const SCRIPTS = {
  demo: 'scripts/demo.ts',
  bench: 'scripts/bench.ts',
  'bench-outside': 'scripts/bench-outside.ts',
  pictures: 'scripts/pictures.ts',
};

const [name, ...args] = process.argv.slice(2);
ensurePackages();
if (name !== undefined && name in SCRIPTS) runPinned(SCRIPTS[name], args);
else runPinned('scripts/start.ts', process.argv.slice(2));
