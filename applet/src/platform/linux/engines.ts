import { accessSync, constants, realpathSync } from 'node:fs';
import { join } from 'node:path';
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
const FIREFOX_NAMES = ['firefox', 'firefox-esr'];

/**
 * The engines on this computer, the best first.
 * @param pathVariable the `PATH`
 */
export function findLinuxEngines(pathVariable: string): Engine[] {
  const folders = pathVariable.split(':').filter((folder) => folder.startsWith('/'));
  const find = (names: readonly string[]): string[] =>
    names.flatMap((name) => findProgram(folders, name) ?? []);
  return [
    ...find(CHROMIUM_NAMES).map((path) => ({ kind: 'chromium', path, snap: snapOf(path) }) as const),
    ...find(FIREFOX_NAMES).map((path) => ({ kind: 'firefox', path, snap: snapOf(path) }) as const),
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
