import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run } from './run.ts';

/** Something made from sources: remade only when one of its inputs has changed. */
interface BuildStep {
  readonly name: string;
  /** Glob patterns, relative to the root. */
  readonly inputs: readonly string[];
  /** Files that must exist afterwards. */
  readonly outputs: readonly string[];
  readonly command: readonly [string, ...string[]];
}

const PURE = [
  'packages/protocol/src/**/*.ts',
  'packages/screen/src/**/*.ts',
  'packages/secure/src/**/*.ts',
  'packages/screen/kernel/**/*.ts',
];

const STEPS: readonly BuildStep[] = [
  {
    name: 'screen kernels',
    inputs: ['packages/screen/kernel/**/*', 'packages/screen/build.mjs'],
    outputs: ['screen-kernel', 'lossy-encoder', 'lossy-decoder'].map(
      (name) => `packages/screen/build/${name}.wasm`,
    ),
    command: ['node', 'packages/screen/build.mjs'],
  },
  {
    name: 'customer window',
    inputs: ['customer/src/**/*', 'customer/build.mjs', 'packages/identity/**/*', ...PURE],
    outputs: ['customer/dist/window.html'],
    command: ['node', 'customer/build.mjs'],
  },
  {
    name: 'console',
    inputs: [
      'console/src/**/*',
      'console/index.html',
      'console/public/**/*',
      'console/*.ts',
      'console/package.json',
      'packages/identity/**/*',
      ...PURE,
    ],
    outputs: ['console/dist/index.html'],
    command: ['npm', 'run', '--silent', '-w', 'console', 'build', '--', '--logLevel', 'warn'],
  },
];

/** Builds what is stale, saying so. @throws Error naming the step that failed */
export async function buildStale(): Promise<void> {
  for (const step of STEPS) {
    const stamp = join(ROOT, 'node_modules', '.cache', 'throwline', `${step.name.replace(/ /g, '-')}.hash`);
    const wanted = hashOf(step);
    const present = step.outputs.every((file) => existsSync(join(ROOT, file)));
    if (present && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    console.log(`Building the ${step.name} …`);
    const [command, ...args] = step.command;
    if ((await run(command, args)) !== 0) throw new Error(`The ${step.name} could not be built.`);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, wanted);
  }
}

function hashOf(step: BuildStep): string {
  const hash = createHash('sha256').update(step.command.join(' '));
  const files = step.inputs.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
  for (const file of files) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  hash.update(readFileSync(join(ROOT, 'package-lock.json')));
  return hash.digest('hex');
}
