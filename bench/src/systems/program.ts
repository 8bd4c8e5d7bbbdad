import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Running, start } from '@throwline/testbed/processes.ts';
import { until } from '@throwline/testbed/wait.ts';

/** Starts a program of a system; what it prints is in errors about it. */
export function startPart(
  command: string,
  args: readonly (string | number)[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Running & { readonly pid: number } {
  const running = start(command, args.map(String), options);
  const { pid } = running.child;
  if (pid === undefined) throw new Error(`${command} did not start; is it installed?`);
  return { ...running, pid };
}

/** Waits until something listens on a port of loopback. @throws Error with the program's words when it has ended */
export async function listening(port: number, program: Running): Promise<void> {
  await until(`port ${port} to be listened on`, async () => {
    const { exitCode, signalCode } = program.child;
    if (exitCode !== null || signalCode !== null) throw new Error(`it has ended: ${program.output()}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  });
}

/** The installed version of a Debian package. */
export function debianVersion(name: string): string {
  const fields = execFileSync('dpkg-query', ['--status', name], { encoding: 'utf8' });
  return /^Version: (\S+)$/m.exec(fields)?.[1] ?? 'unknown';
}
