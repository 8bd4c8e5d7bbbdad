import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rect } from '../platform/platform.ts';
import type { Engine } from './engine.ts';
import { engineArguments, FIREFOX_CHROME_STYLE, FIREFOX_PREFERENCES } from './engine-arguments.ts';
import type { EngineHost, EngineStart } from './engine-host.ts';

export interface LaunchOptions {
  readonly host: EngineHost;
  readonly engine: Engine;
  /** The window's address with its one-time token. */
  readonly address: string;
  /** The applet's temporary folder. */
  readonly folder: string;
  readonly place: Rect | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Called once when the engine's first process has ended. Default browsers hand over and end at once: never called then. */
  readonly ended: EngineStart['ended'];
}

/** The engine as it runs. */
export interface RunningEngine {
  /** Its first process, whose descendants own the window; `undefined` when the window is another program's. */
  readonly processId: number | undefined;
  /** Ends it with all its processes, and removes its profile. */
  end(): Promise<void>;
}

/** Starts an engine apart from this program, with a profile of its own. */
export async function launchEngine(options: LaunchOptions): Promise<RunningEngine> {
  const { engine, host } = options;
  const home = workFolder(options);
  const profile = join(home, 'profile');
  await mkdir(profile, { recursive: true, mode: 0o700 });
  const opener = join(home, 'open.html');
  await writeFile(opener, openerPage(options.address), { mode: 0o600 });
  if (engine.kind === 'firefox') await prepareFirefox(profile);
  const isRoot = process.getuid?.() === 0;
  const page = pathToFileURL(opener).href;
  const start = {
    path: engine.path,
    args: engineArguments(engine, page, profile, options.place, isRoot),
    environment: await environmentOf(options, home),
    folder: engine.kind === 'default-browser' ? neutralFolder(home) : home,
  };
  const removeHome = async (): Promise<void> => {
    if (home !== options.folder) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  if (engine.kind === 'default-browser') {
    await host.handOver(start);
    return { processId: undefined, end: removeHome };
  }
  const started = await host.start({ ...start, ended: options.ended });
  return {
    processId: started.processId,
    async end() {
      await started.end();
      await removeHome();
    },
  };
}

/**
 * The customer's own browser is not marked as one of the applet's processes, which all end with it. A browser in a sandbox has a
 * home of its own already.
 */
async function environmentOf(
  { engine, host, environment }: LaunchOptions,
  home: string,
): Promise<NodeJS.ProcessEnv> {
  if (engine.kind === 'default-browser') return unmarked(environment, home);
  return engine.ownFolder === undefined ? host.environment(home, environment) : environment;
}

/** Without what names the applet's folder, in whichever variable. */
function unmarked(environment: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const mark = basename(folder);
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => !value?.includes(mark)));
}

/**
 * Where the customer's own browser starts. Not in the applet's folder: shells on the way put it into `PWD` and `OLDPWD`, and Windows
 * does not let a folder be removed that somebody works in.
 */
function neutralFolder(folder: string): string {
  const home = homedir();
  return existsSync(home) ? home : parse(folder).root;
}

/** Browsers in a sandbox can write to their own folder only; everything else goes where the applet's files are. */
function workFolder({ engine, folder, environment }: LaunchOptions): string {
  const own = engine.kind === 'default-browser' ? undefined : engine.ownFolder;
  if (own === undefined || environment.HOME === undefined) return folder;
  return join(environment.HOME, own, basename(folder));
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
