import { buildStale } from './lib/build.ts';
import { run } from './lib/run.ts';
import { DESKTOP_PROGRAMS, ensurePrograms } from './lib/system-packages.ts';

try {
  await ensurePrograms([...DESKTOP_PROGRAMS, { command: 'ss', debian: 'iproute2' }]);
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const figures = process.argv.slice(2);
let status = await run(process.execPath, ['bench/src/main.ts', ...figures]);
if (figures.length === 0) {
  for (const script of ['bench/src/waiting-sessions.ts', 'bench/src/relay-latency.ts']) {
    status ||= await run(process.execPath, [script]);
  }
}
process.exitCode = status;
