import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { until } from './wait.ts';

/** A process that a test has started, with what it printed. */
export interface Running {
  readonly child: ChildProcess;
  /** Standard output and standard error so far, together. */
  output(): string;
  /** Ends it and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program whose output is collected. */
export function start(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Running {
  const child = spawn(command, args, {
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', (error) => {
      output += String(error);
      resolve();
    });
  });
  return {
    child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await gone;
    },
  };
}

/** Command lines of all processes whose environment or command line mentions `mark`, this process excepted. */
export function processesMentioning(mark: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      const commandLine = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const environment = readFileSync(`/proc/${entry}/environ`, 'utf8');
      if (commandLine.includes(mark) || environment.includes(mark)) found.push(`${entry} ${commandLine}`);
    } catch {
      // It ended while it was being read.
    }
  }
  return found;
}

/** The applet's Node.js process on the desktop that `mark` identifies by its environment. @throws Error when there is none */
export function nodeProcess(mark: string): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const commandLine = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      const isNode = commandLine[0]?.endsWith('/node') ?? false;
      if (isNode && readFileSync(`/proc/${entry}/environ`, 'utf8').includes(mark)) return Number(entry);
    } catch {
      // It ended while it was being read.
    }
  }
  throw new Error('the applet is not running');
}

/** Waits until a process has printed something that matches, and answers the match. */
export async function printed(running: Running, pattern: RegExp): Promise<RegExpExecArray> {
  return until(`output ${pattern}`, () => {
    const match = pattern.exec(running.output());
    if (match !== null) return match;
    if (running.child.exitCode !== null) throw new Error(`ended early:\n${running.output()}`);
    return undefined;
  });
}
