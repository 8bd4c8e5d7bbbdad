import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  engineArguments,
  FIREFOX_CHROME_STYLE,
  FIREFOX_PREFERENCES,
  type WindowPlace,
} from './engine-arguments.ts';
import { engineEnvironment } from './engine-home.ts';
import type { Engine } from './engines.ts';

export interface LaunchOptions {
  readonly engine: Engine;
  /** The window's address with its one-time token. */
  readonly address: string;
  /** The applet's temporary folder. */
  readonly folder: string;
  readonly place: WindowPlace | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Called once when the engine's first process has ended. Default browsers hand over and end at once: never called then. */
  readonly ended: () => void;
}

/** The engine as it runs. */
export interface RunningEngine {
  /** Its first process, whose descendants own the window; `undefined` when the window is another program's. */
  readonly processId: number | undefined;
  /** Ends it with all its processes, and removes its profile. */
  end(): Promise<void>;
}

/** Time that an engine has to end by itself, milliseconds. */
const END_TIMEOUT = 1_500;

/** Starts an engine in a process group of its own, with a profile of its own. */
export async function launchEngine(options: LaunchOptions): Promise<RunningEngine> {
  const { engine, environment } = options;
  const home = workFolder(options);
  const profile = join(home, 'profile');
  await mkdir(profile, { recursive: true, mode: 0o700 });
  const opener = join(home, 'open.html');
  await writeFile(opener, openerPage(options.address), { mode: 0o600 });
  if (engine.kind === 'firefox') await prepareFirefox(profile);
  const isRoot = process.getuid?.() === 0;
  const page = pathToFileURL(opener).href;
  const child = spawn(engine.path, engineArguments(engine, page, profile, options.place, isRoot), {
    detached: true,
    stdio: 'ignore',
    env: isOutside(engine) ? environment : await engineEnvironment(home, environment),
    cwd: home,
  });
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  await Promise.race([once(child, 'spawn'), failed]);
  failed.catch(() => undefined);
  if (engine.kind !== 'default-browser') child.once('exit', options.ended);
  const removeHome = async (): Promise<void> => {
    if (home !== options.folder) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    processId: engine.kind === 'default-browser' ? undefined : child.pid,
    async end() {
      if (engine.kind !== 'default-browser') {
        child.off('exit', options.ended);
        await endGroup(child);
      }
      await removeHome();
    },
  };
}

/** Whether the engine has settings that are none of the applet's: the customer's own browser, or a snap's own home. */
function isOutside(engine: Engine): boolean {
  return engine.kind === 'default-browser' || engine.snap !== undefined;
}

/** Snaps can write to their own folder only; everything else goes where the applet's files are. */
function workFolder({ engine, folder, environment }: LaunchOptions): string {
  const snap = engine.kind === 'default-browser' ? undefined : engine.snap;
  if (snap === undefined || environment.HOME === undefined) return folder;
  return join(environment.HOME, 'snap', snap, 'common', basename(folder));
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

/**
 * A page that leads on to the window's address. The address holds the token, and a command line can be read by
 * everyone on the computer; this file only by its user.
 */
function openerPage(address: string): string {
  return `<!doctype html><meta charset="utf-8"><title>Throwline support</title><meta http-equiv="refresh" content="0;url=${address}">\n`;
}

async function prepareFirefox(profile: string): Promise<void> {
  const lines = FIREFOX_PREFERENCES.map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
  await mkdir(join(profile, 'chrome'), { recursive: true });
  await writeFile(join(profile, 'chrome/userChrome.css'), FIREFOX_CHROME_STYLE);
}
