// `npm test`: installs what is missing, then runs every suite on the pinned Node.js. See scripts/test.ts.
import { ensurePackages, runPinned } from './lib/packages.mjs';

ensurePackages();
runPinned('scripts/test.ts', process.argv.slice(2));
