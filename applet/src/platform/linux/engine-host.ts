import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { EngineHost, EngineStart } from '../../window/engine-host.ts';
import { engineEnvironment } from './engine-home.ts';

/** Time that an engine has to end by itself, milliseconds. */
const END_TIMEOUT = 1_500;

/** Engines in process groups of their own. */
export const LINUX_ENGINE_HOST: EngineHost = {
  environment: engineEnvironment,
  async start(options) {
    const child = await run(options);
    const onExit = (code: number | null): void => options.ended(code === 0 ? 'by-itself' : 'killed');
    child.once('exit', onExit);
    return {
      processId: child.pid,
      async end() {
        child.off('exit', onExit);
        await endGroup(child);
      },
    };
  },
  async handOver(options) {
    await run(options);
  },
};

async function run({ path, args, environment, folder }: Omit<EngineStart, 'ended'>): Promise<ChildProcess> {
  const child = spawn(path, args, { detached: true, stdio: 'ignore', env: environment, cwd: folder });
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  await Promise.race([once(child, 'spawn'), failed]);
  failed.catch(() => undefined);
  return child;
}

async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    signalGroup(pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), END_TIMEOUT);
    await exited;
    clearTimeout(timer);
  }
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody is left in the group.
  }
}
