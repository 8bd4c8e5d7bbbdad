import { buildStale } from './lib/build.ts';
import { run } from './lib/run.ts';
import { BENCH_PROGRAMS, ensurePrograms, PEER_PROGRAMS, WINDOWS_PROGRAMS } from './lib/system-packages.ts';

const args = process.argv.slice(2);
const withPeers = args.some((each) => each === '--peers' || each.startsWith('--systems'));

try {
  await ensurePrograms(withPeers ? [...BENCH_PROGRAMS, ...PEER_PROGRAMS] : BENCH_PROGRAMS);
  await buildStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
let status = await run(process.execPath, ['bench/src/main.ts', ...args]);
if (args.length === 0) {
  await ensurePrograms(WINDOWS_PROGRAMS);
  for (const name of ['applet-start', 'windows-start', 'waiting-sessions', 'relay-latency']) {
    status ||= await run(process.execPath, [`bench/src/product/${name}.ts`]);
  }
}
process.exitCode = status;
