import { buildStale } from './lib/build.ts';
import { run } from './lib/run.ts';
import { ensurePrograms, TEST_PROGRAMS } from './lib/system-packages.ts';

/** One stage of `npm test`: a name to choose it by, and what it runs. */
interface Stage {
  readonly name: string;
  readonly steps: readonly (readonly [string, ...string[]])[];
}

// Ends a run that hangs; no test comes near it.
const HANGS = '--test-timeout=600000';

const suite = (name: string, ...patterns: string[]): Stage => ({
  name,
  steps: [['node', '--test', HANGS, '--test-reporter=spec', ...patterns]],
});

// One file after the other where a desktop is driven: two of them at once on two cores would wait for each other.
const serial = (name: string, ...patterns: string[]): Stage => ({
  name,
  steps: [['node', '--test', HANGS, '--test-concurrency=1', '--test-reporter=spec', ...patterns]],
});

const STAGES: readonly Stage[] = [
  {
    name: 'format and lint',
    steps: [
      ['biome', 'check', '--error-on-warnings', '.'],
      ['node', 'scripts/lint-pages.ts'],
    ],
  },
  {
    name: 'types',
    steps: ['.', 'console', 'customer', 'e2e'].map(
      (folder) => ['tsc', '-p', `${folder}/tsconfig.json`] as const,
    ),
  },
  suite('identity', 'packages/identity/src/**/*.test.ts'),
  suite('protocol', 'packages/protocol/src/**/*.test.ts'),
  suite('screen', 'packages/screen/**/*.test.ts'),
  suite('server', 'server/src/**/*.test.ts'),
  suite('console', 'console/src/**/*.test.ts'),
  suite('bench', 'bench/src/**/*.test.ts'),
  serial('customer', 'customer/src/**/*.test.ts'),
  serial('packaging', 'packaging/src/**/*.test.ts'),
  serial('applet', 'applet/src/**/*.test.ts'),
  serial('e2e', 'e2e/src/**/*.test.ts'),
];

/** Stages that need no programs of the system and no build. */
const CHECKS = ['format and lint', 'types'];

/** Runs the stages whose names are given, or all; ends the process with the number of failed ones. */
async function main(wanted: readonly string[]): Promise<void> {
  const names = wanted[0] === 'check' ? CHECKS : wanted;
  const stages = STAGES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (stages.length === 0) {
    throw new Error(`No such suite. There are: check, ${STAGES.map(({ name }) => name).join(', ')}`);
  }
  const needsDesktop = stages.some(({ name }) => !CHECKS.includes(name));
  if (needsDesktop) await ensurePrograms(TEST_PROGRAMS);
  await buildStale();
  const failed: string[] = [];
  for (const stage of stages) {
    console.log(`\n── ${stage.name} ──`);
    const started = performance.now();
    for (const [command, ...args] of stage.steps) {
      if ((await run(command, args)) !== 0 && !failed.includes(stage.name)) failed.push(stage.name);
    }
    console.log(`── ${stage.name}: ${((performance.now() - started) / 1000).toFixed(1)} s ──`);
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  console.log(`\nSuites: ${stages.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
