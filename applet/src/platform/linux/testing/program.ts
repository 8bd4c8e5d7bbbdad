import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program started for a test. */
export interface Program {
  readonly pid: number;
  /** Ends the program with its whole process group and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts a program on a display, in a process group of its own. */
export function startProgram(display: string, command: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, DISPLAY: display, LC_ALL: 'C.UTF-8' },
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} did not start; is it installed?`);
  return {
    pid,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        try {
          process.kill(-pid, 'SIGKILL');
        } catch (cause) {
          if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
        }
      }
      await ended;
    },
  };
}

/** Runs a short command on a display. @returns its standard output without the last line break */
export async function command(display: string, name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(name, [...args], {
    env: { ...process.env, DISPLAY: display, LC_ALL: 'C.UTF-8' },
  });
  return stdout.trimEnd();
}
