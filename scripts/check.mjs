// `npm run check`: format, lint and types, without tests.
import { ensurePackages, runPinned } from './lib/packages.mjs';

ensurePackages();
runPinned('scripts/test.ts', ['check']);
