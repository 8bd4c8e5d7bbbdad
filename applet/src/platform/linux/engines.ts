import { accessSync, constants, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Engine } from '../../window/engine.ts';

/** By how good a window they make; the names that distributions give them. */
const CHROMIUM_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser-stable',
  'brave-browser',
  'vivaldi-stable',
  'vivaldi',
];
const FIREFOX_NAMES = ['firefox', 'firefox-esr', 'librewolf', 'waterfox'];

/** The same by their names as Flatpaks (flathub.org), which are also those of the programs that start them. */
const FLATPAK_CHROMIUM_NAMES = [
  'org.chromium.Chromium',
  'io.github.ungoogled_software.ungoogled_chromium',
  'com.google.Chrome',
  'com.microsoft.Edge',
  'com.brave.Browser',
  'com.vivaldi.Vivaldi',
];
const FLATPAK_FIREFOX_NAMES = [
  'org.mozilla.firefox',
  'io.gitlab.librewolf-community',
  'net.waterfox.waterfox',
];

/** Where Flatpak puts programs that start its applications: for everybody, and below a home for its user ("man flatpak", FILES). */
const FLATPAK_EXPORTS = 'flatpak/exports/bin';

/**
 * The engines on this computer, the best first: those of the system before those in a sandbox, which start more slowly.
 * @param pathVariable the `PATH`
 * @param home the customer's home folder
 */
export function findLinuxEngines(pathVariable: string, home: string | undefined): Engine[] {
  const folders = pathVariable.split(':').filter((folder) => folder.startsWith('/'));
  const exports = [
    ...(home === undefined ? [] : [join(home, '.local/share', FLATPAK_EXPORTS)]),
    join('/var/lib', FLATPAK_EXPORTS),
  ];
  const find = (names: readonly string[], places: readonly string[] = folders): string[] =>
    names.flatMap((name) => findProgram(places, name) ?? []);
  const inFlatpak = (kind: 'chromium' | 'firefox', names: readonly string[]): Engine[] =>
    find(names, [...folders, ...exports]).map((path) => ({
      kind,
      path,
      ownFolder: join('.var/app', basename(path), 'cache'),
    }));
  return [
    ...find(CHROMIUM_NAMES).map((path) => ({ kind: 'chromium', path, ownFolder: snapFolder(path) }) as const),
    ...inFlatpak('chromium', FLATPAK_CHROMIUM_NAMES),
    ...find(FIREFOX_NAMES).map((path) => ({ kind: 'firefox', path, ownFolder: snapFolder(path) }) as const),
    ...inFlatpak('firefox', FLATPAK_FIREFOX_NAMES),
    ...find(['xdg-open']).map(
      (path) => ({ kind: 'default-browser', path, before: [], isElsewhere: false }) as const,
    ),
  ];
}

function findProgram(folders: readonly string[], name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function snapFolder(path: string): string | undefined {
  const snap = snapOf(path);
  return snap === undefined ? undefined : join('snap', snap, 'common');
}

/** The snap that a program comes from. Snaps have a /tmp of their own and see no hidden folders. */
function snapOf(path: string): string | undefined {
  const name = path.startsWith('/snap/bin/') ? path.slice('/snap/bin/'.length) : undefined;
  if (name !== undefined) return name;
  // Ubuntu's /usr/bin/chromium-browser and /usr/bin/firefox start the snaps of these names.
  const isWrapped = isExecutable('/snap/bin/chromium') && /\/chromium(-browser)?$/.test(path);
  if (isWrapped && realpathSync(path) === path && !isExecutable('/usr/lib/chromium/chromium'))
    return 'chromium';
  if (path === '/usr/bin/firefox' && isExecutable('/snap/bin/firefox')) return 'firefox';
  return undefined;
}
