import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { run } from './run.ts';

/** A program that tests or the demo need, and the Debian package that brings it. */
interface SystemProgram {
  /** Its name, or the path of a file for what is no program. */
  readonly command: string;
  readonly debian: string;
}

/** What a virtual desktop with a customer on it needs. */
export const DESKTOP_PROGRAMS: readonly SystemProgram[] = [
  { command: 'chromium', debian: 'chromium' },
  { command: 'Xvfb', debian: 'xvfb' },
  { command: 'openbox', debian: 'openbox' },
  { command: 'xterm', debian: 'xterm' },
  { command: 'xdotool', debian: 'xdotool' },
  { command: 'xwininfo', debian: 'x11-utils' },
  { command: 'setxkbmap', debian: 'x11-xkb-utils' },
  { command: 'xrandr', debian: 'x11-xserver-utils' },
  { command: 'xeyes', debian: 'x11-apps' },
  { command: 'xz', debian: 'xz-utils' },
];

/** What the benchmark needs besides. */
export const BENCH_PROGRAMS: readonly SystemProgram[] = [
  ...DESKTOP_PROGRAMS,
  { command: 'xsetroot', debian: 'x11-xserver-utils' },
  { command: 'ffplay', debian: 'ffmpeg' },
  { command: 'ip', debian: 'iproute2' },
];

/** What the benchmark measures beside Throwline. */
export const PEER_PROGRAMS: readonly SystemProgram[] = [
  { command: 'X0tigervnc', debian: 'tigervnc-scraping-server' },
  { command: 'websockify', debian: 'websockify' },
  { command: '/usr/share/novnc/vnc.html', debian: 'novnc' },
  { command: 'xpra', debian: 'xpra' },
];

/** What makes the program for Windows, what signs it, and what runs it here. */
export const WINDOWS_PROGRAMS: readonly SystemProgram[] = [
  { command: 'makensis', debian: 'nsis' },
  { command: 'osslsigncode', debian: 'osslsigncode' },
  { command: 'wine', debian: 'wine' },
  { command: '/usr/lib/wine/wine64', debian: 'wine64' },
];

/** What the tests need besides. */
export const TEST_PROGRAMS: readonly SystemProgram[] = [
  ...DESKTOP_PROGRAMS,
  { command: 'firefox-esr', debian: 'firefox-esr' },
  { command: 'picom', debian: 'picom' },
  { command: 'i3lock', debian: 'i3lock' },
  { command: 'dash', debian: 'dash' },
  { command: 'w3m', debian: 'w3m' },
  ...WINDOWS_PROGRAMS,
  { command: 'unzip', debian: 'unzip' },
  { command: 'bsdtar', debian: 'libarchive-tools' },
  { command: 'sqlite3', debian: 'sqlite3' },
  { command: 'systemd-analyze', debian: 'systemd' },
  { command: 'plistutil', debian: 'libplist-utils' },
  { command: 'icns2png', debian: 'icnsutils' },
  { command: 'file', debian: 'file' },
  { command: 'faketime', debian: 'faketime' },
  { command: 'gsettings', debian: 'libglib2.0-bin' },
  {
    command: '/usr/share/glib-2.0/schemas/org.gnome.system.proxy.gschema.xml',
    debian: 'gsettings-desktop-schemas',
  },
  { command: 'weston', debian: 'weston' },
  { command: 'Xwayland', debian: 'xwayland' },
  { command: '/usr/sbin/nginx', debian: 'nginx' },
  { command: 'caddy', debian: 'caddy' },
];

/**
 * Makes sure that the programs are there: on Debian and its kin by apt, saying so; elsewhere by naming what is missing.
 * @throws Error that says what to install
 */
export async function ensurePrograms(programs: readonly SystemProgram[]): Promise<void> {
  const missing = programs.filter(({ command }) => !onPath(command));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(({ debian }) => debian))];
  const names = missing.map(({ command }) => command).join(', ');
  if (!isDebian()) throw new Error(`These programs are missing; install them and start again: ${names}`);
  const sudo = process.getuid?.() === 0 ? [] : onPath('sudo') ? ['sudo'] : undefined;
  if (sudo === undefined) {
    throw new Error(`These programs are missing: ${names}. As root: apt-get install ${packages.join(' ')}`);
  }
  console.log(`Installing Debian packages: ${packages.join(', ')} …`);
  const apt = async (...args: string[]): Promise<number> => {
    const [command = 'apt-get', ...rest] = [...sudo, 'apt-get', ...args];
    return run(command, rest, { DEBIAN_FRONTEND: 'noninteractive' });
  };
  await apt('update', '-qq');
  const status = await apt('install', '-y', '-qq', '--no-install-recommends', ...packages, 'fonts-dejavu');
  const still = missing.filter(({ command }) => !onPath(command));
  if (status !== 0 || still.length > 0) {
    throw new Error(`apt could not install: ${still.map(({ debian }) => debian).join(', ')}`);
  }
}

function isDebian(): boolean {
  if (!existsSync('/etc/os-release')) return false;
  const release = readFileSync('/etc/os-release', 'utf8');
  return (
    /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && spawnSync('apt-get', ['--version']).status === 0
  );
}

/** Whether a program is there, by its name on the PATH or by its own path. */
export function onPath(command: string): boolean {
  if (isAbsolute(command)) return existsSync(command);
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
