import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../window/engine.ts';

/** Programs below a folder for applications, by how good a window they make. */
const CHROMIUM_PROGRAMS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Brave Browser.app/Contents/MacOS/Brave Browser',
  'Vivaldi.app/Contents/MacOS/Vivaldi',
  'Chromium.app/Contents/MacOS/Chromium',
];
const FIREFOX_PROGRAMS = ['Firefox.app/Contents/MacOS/firefox'];

/**
 * The engines on this Mac, the best first. Safari has no windows of its own for other programs, so it comes last, as the
 * browser that addresses are opened with: a window of it cannot be told from the customer's own.
 * @param folders where applications are
 */
export function findMacEngines(folders: readonly string[]): Engine[] {
  const find = (programs: readonly string[]): string[] =>
    programs.flatMap((program) => folders.map((folder) => join(folder, program)).find(isExecutable) ?? []);
  return [
    ...find(CHROMIUM_PROGRAMS).map((path) => ({ kind: 'chromium', path, ownFolder: undefined }) as const),
    ...find(FIREFOX_PROGRAMS).map((path) => ({ kind: 'firefox', path, ownFolder: undefined }) as const),
    { kind: 'default-browser', path: '/usr/bin/open', before: [], isElsewhere: false },
  ];
}

/** Where applications are: for all users, and for this one. */
export function applicationFolders({ HOME }: NodeJS.ProcessEnv): string[] {
  return ['/Applications', ...(HOME === undefined ? [] : [join(HOME, 'Applications')])];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
