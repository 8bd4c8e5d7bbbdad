// Runs before anything is installed, on whatever Node.js (20.19 or newer) the machine has: plain JavaScript, no imports
// but Node's own.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The Node.js that everything runs on: the pinned npm dependency `node`, whatever the machine has. */
const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** Installs the npm packages when they are missing or the lock file has changed since. */
export function ensurePackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Throwline needs Node.js 20.19 or newer to install itself; this is ${process.versions.node}.`);
  }
  const stamp = join(ROOT, 'node_modules', '.throwline-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(NODE) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing npm packages (about a minute the first time) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, npm_config_engine_strict: 'false' },
  });
  if (npm.status !== 0) fail('npm could not install the packages; its own message stands above.');
  writeFileSync(stamp, wanted);
}

/**
 * Runs a TypeScript file on the pinned Node.js in place of this process: signals are passed on, and this process ends
 * with the other's exit code.
 */
export function runPinned(script, args) {
  const child = spawn(NODE, [join(ROOT, script), ...args], {
    stdio: 'inherit',
    env: {
      // What a start has made of the sources, the next one and every process of the tests takes over.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'throwline'),
      ...process.env,
      PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`The pinned Node.js could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
