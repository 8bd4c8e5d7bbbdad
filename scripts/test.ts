import { buildStale } from './lib/build.ts';
import { run, runBeside } from './lib/run.ts';
import { ensurePrograms, TEST_PROGRAMS } from './lib/system-packages.ts';

/** One stage of `npm test`: a name to choose it by, and what it runs. */
interface Stage {
  readonly name: string;
  readonly steps: readonly (readonly [string, ...string[]])[];
  /**
   * `beside`: goes on beside the stages that follow, for it drives no desktop and is mostly one process packing files.
   * `alone`: nothing goes on beside it. Default: as it comes.
   */
  readonly company?: 'beside' | 'alone';
}

// Ends a run that hangs; no test comes near it.
const HANGS = '--test-timeout=600000';

type Result = { readonly name: string; readonly seconds: number; readonly failed: boolean };

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
      ['node', 'scripts/lint-imports.ts'],
    ],
  },
  {
    name: 'types',
    steps: ['.', 'console', 'customer', 'e2e'].map(
      (folder) => ['tsc', '-p', `${folder}/tsconfig.json`] as const,
    ),
  },
  { ...serial('packaging', 'packaging/src/**/*.test.ts'), company: 'beside' },
  suite('identity', 'packages/identity/src/**/*.test.ts'),
  suite('protocol', 'packages/protocol/src/**/*.test.ts'),
  suite('screen', 'packages/screen/**/*.test.ts'),
  suite('secure', 'packages/secure/src/**/*.test.ts'),
  suite('server', 'server/src/**/*.test.ts'),
  suite('console', 'console/src/**/*.test.ts'),
  suite('bench', 'bench/src/**/*.test.ts'),
  serial('customer', 'customer/src/**/*.test.ts'),
  { ...serial('applet', 'applet/src/**/*.test.ts'), company: 'alone' },
  { ...serial('e2e', 'e2e/src/**/*.test.ts'), company: 'alone' },
];

/** Stages that need no programs of the system and no build. */
const CHECKS = ['format and lint', 'types'];

async function go({ name, steps }: Stage): Promise<Result> {
  console.log(`\n── ${name} ──`);
  const started = performance.now();
  let failed = false;
  for (const [command, ...args] of steps) failed = (await run(command, args)) !== 0 || failed;
  return { name, seconds: (performance.now() - started) / 1000, failed };
}

/** Shows what a stage has written once it is through. */
async function goBeside({ name, steps }: Stage): Promise<Result> {
  console.log(`\n── ${name}: goes on beside the others ──`);
  const started = performance.now();
  let failed = false;
  const outputs: Buffer[] = [];
  for (const [command, ...args] of steps) {
    const { code, output } = await runBeside(command, args);
    outputs.push(output);
    failed = code !== 0 || failed;
  }
  console.log(`\n── ${name} ──\n${Buffer.concat(outputs)}`);
  return { name, seconds: (performance.now() - started) / 1000, failed };
}

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
  const beside: Promise<Result>[] = [];
  const results: Result[] = [];
  for (const stage of stages) {
    if (stage.company === 'beside') {
      beside.push(goBeside(stage));
      continue;
    }
    if (stage.company === 'alone') results.push(...(await Promise.all(beside.splice(0))));
    results.push(await go(stage));
  }
  results.push(...(await Promise.all(beside)));
  for (const { name, seconds } of results) console.log(`${name}: ${seconds.toFixed(1)} s`);
  const failed = results.filter((result) => result.failed).map(({ name }) => name);
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
