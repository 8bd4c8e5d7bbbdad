import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPENBOX_READY, OPENBOX_SAYS_READY } from './openbox.ts';
import { command, type Program, startProgram } from './program.ts';
import { waitFor } from './wait-for.ts';

/** A real X server with a window manager, for one test file. */
export interface TestDesktop extends AsyncDisposable {
  /** For example `:3`. */
  readonly display: string;
  /** A folder that goes with the desktop. */
  readonly folder: string;
  /** Starts a program that ends with the desktop at the latest. */
  start(name: string, ...args: readonly string[]): Program;
  /** Runs a short command; gives its output. */
  run(name: string, ...args: readonly string[]): Promise<string>;
  /** Kills the X server outright. */
  killServer(): void;
}

/**
 * Starts Xvfb on a display number of its own choosing, and openbox on it.
 * @param size for example `1280x800`, or with a depth `1280x800x16`
 * @param without extensions that the server is to lack, for example `X-Resource`
 */
export async function startDesktop(
  size = '1280x800',
  windowManager = true,
  without: readonly string[] = [],
): Promise<TestDesktop> {
  const geometry = size.split('x').length === 3 ? size : `${size}x24`;
  const lacking = without.flatMap((extension) => ['-extension', extension]);
  const folder = await mkdtemp(join(tmpdir(), 'desktop-'));
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', geometry, '-noreset', '-nolisten', 'tcp', ...lacking],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  const numbers = server.stdio[3];
  if (!numbers || !('setEncoding' in numbers)) throw new Error('Xvfb has no pipe for its display number.');
  const display = await new Promise<string>((resolve, reject) => {
    let text = '';
    numbers.setEncoding('latin1');
    numbers.on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(`:${text.trim()}`);
    });
    void ended.then(() => reject(new Error('Xvfb did not start; is it installed?')));
  });
  const programs: Program[] = [];
  const desktop: TestDesktop = {
    display,
    folder,
    start(name, ...args) {
      const program = startProgram(display, name, args);
      programs.push(program);
      return program;
    },
    run: (name, ...args) => command(display, name, ...args),
    killServer: () => server.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      await Promise.all(programs.map((program) => program.close()));
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  if (windowManager) {
    desktop.start('openbox', ...OPENBOX_SAYS_READY);
    await waitFor('the window manager', async () =>
      (await desktop.run('xprop', '-root', OPENBOX_READY)).includes('yes'),
    );
  }
  return desktop;
}
