import { buildStale } from './lib/build.ts';
import { DESKTOP_PROGRAMS, ensurePrograms } from './lib/system-packages.ts';

try {
  await ensurePrograms(DESKTOP_PROGRAMS);
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../bench/src/outside/main.ts');
