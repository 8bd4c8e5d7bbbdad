import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCodesetOf, withUtf8 } from './locale.ts';

/**
 * What the engine may read of the customer's own settings, so that its window and its file dialogue look and behave as
 * those of other programs: themes, fonts, well-known folders. By the variables of the XDG Base Directory Specification.
 */
const SHARED = [
  {
    variable: 'XDG_CONFIG_HOME',
    fallback: '.config',
    names: ['gtk-3.0', 'gtk-4.0', 'dconf', 'fontconfig', 'kdeglobals', 'user-dirs.dirs', 'user-dirs.locale'],
  },
  { variable: 'XDG_CACHE_HOME', fallback: '.cache', names: ['fontconfig', 'mesa_shader_cache'] },
  { variable: 'XDG_DATA_HOME', fallback: '.local/share', names: ['fonts', 'icons', 'themes'] },
  { variable: 'XDG_STATE_HOME', fallback: '.local/state', names: [] },
] as const;

/**
 * Makes folders in which the engine leaves what it would otherwise leave in the customer's home, whatever profile it is
 * given: crash reports, caches, lists of recent files, sockets.
 * @param folder goes with the applet's files
 * @returns the engine's environment
 */
export async function engineEnvironment(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  const home = isStrangersHome(environment.HOME) ? join(folder, 'home') : environment.HOME;
  const changed: NodeJS.ProcessEnv = { ...environment, HOME: home };
  for (const { variable, fallback, names } of SHARED) {
    const own = join(folder, 'home', variable);
    await mkdir(own, { recursive: true, mode: 0o700 });
    const theirs = environment[variable] || join(environment.HOME ?? '/nonexistent', fallback);
    for (const name of names) {
      // There already for the second window.
      if (existsSync(join(theirs, name)) && !existsSync(join(own, name)))
        await symlink(join(theirs, name), join(own, name));
    }
    changed[variable] = own;
  }
  const userFolders = join(folder, 'home/XDG_CONFIG_HOME/user-dirs.dirs');
  if (home !== environment.HOME && existsSync(userFolders)) {
    // It speaks of the home that the engine no longer has.
    const theirs = await readFile(userFolders, 'utf8');
    await rm(userFolders);
    await writeFile(userFolders, theirs.replaceAll('$HOME', environment.HOME ?? ''));
  }
  if (!existsSync(userFolders)) {
    // Firefox makes a Downloads folder where it is not told of one. A log that the customer saves has to outlive this one.
    await writeFile(userFolders, `XDG_DOWNLOAD_DIR="${environment.HOME ?? '$HOME'}/"\n`);
  }
  const temporary = join(folder, 'home/tmp');
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  return {
    ...withUtf8(changed, systemCodesetOf),
    TMPDIR: temporary,
    MOZ_CRASHREPORTER_DISABLE: '1',
    ...(usesDconf(environment) ? {} : { GSETTINGS_BACKEND: 'memory' }),
    ...(hasPulse(environment) ? {} : { PULSE_RUNTIME_PATH: temporary }),
  };
}

/**
 * Whether root works with somebody else's home, as after `sudo` or `xhost +local:`. Firefox then refuses to start
 * (mozilla-central, toolkit/xre/nsAppRunner.cpp: "Running Firefox as root in a regular user's session is not supported").
 */
function isStrangersHome(home: string | undefined): boolean {
  if (process.getuid?.() !== 0 || home === undefined) return false;
  const owner = statSync(home, { throwIfNoEntry: false })?.uid;
  return owner !== undefined && owner !== 0;
}

/** Where no program has used dconf since the customer signed in, there are no settings in it, and it would be left behind. */
function usesDconf({ XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv): boolean {
  return runtime === undefined || existsSync(join(runtime, 'dconf'));
}

/** Where no sound server of PulseAudio's kind runs, its library makes the folder for one and leaves it behind. */
function hasPulse({ XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv): boolean {
  return runtime !== undefined && existsSync(join(runtime, 'pulse'));
}
