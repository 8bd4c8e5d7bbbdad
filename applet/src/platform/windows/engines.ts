import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../window/engine.ts';
import { ROOT_KEY, registryText } from './registry.ts';
import { hasDesktopOfItsOwn, isWine } from './wine.ts';

interface Program {
  readonly name: string;
  /** Below the folders that programs are installed to. */
  readonly place: string;
}

/** By how good a window they make. Edge comes with Windows. */
const CHROMIUM_PROGRAMS: readonly Program[] = [
  { name: 'msedge.exe', place: 'Microsoft\\Edge\\Application' },
  { name: 'chrome.exe', place: 'Google\\Chrome\\Application' },
  { name: 'chrome.exe', place: 'Chromium\\Application' },
  { name: 'brave.exe', place: 'BraveSoftware\\Brave-Browser\\Application' },
  { name: 'vivaldi.exe', place: 'Vivaldi\\Application' },
];
const FIREFOX_PROGRAMS: readonly Program[] = [{ name: 'firefox.exe', place: 'Mozilla Firefox' }];
const INSTALL_FOLDERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'] as const;
const APP_PATHS = 'Software\\Microsoft\\Windows\\CurrentVersion\\App Paths';

/** The engines on this computer, the best first. */
export function findWindowsEngines(environment: NodeJS.ProcessEnv): Engine[] {
  const find = (programs: readonly Program[]): string[] => [
    ...new Set(programs.flatMap((program) => places(program, environment).filter(existsSync).slice(0, 1))),
  ];
  return [
    ...find(CHROMIUM_PROGRAMS).map((path) => ({ kind: 'chromium', path, ownFolder: undefined }) as const),
    ...find(FIREFOX_PROGRAMS).map((path) => ({ kind: 'firefox', path, ownFolder: undefined }) as const),
    defaultBrowser(environment),
  ];
}

/** Where Windows looks for a program that is named without a folder, then where it is installed by default. */
function places({ name, place }: Program, environment: NodeJS.ProcessEnv): string[] {
  const registered = [ROOT_KEY.currentUser, ROOT_KEY.localMachine].flatMap(
    (root) => registryText(root, `${APP_PATHS}\\${name}`, '')?.replace(/^"(.*)"$/, '$1') ?? [],
  );
  const usual = INSTALL_FOLDERS.flatMap((variable) => {
    const folder = environment[variable];
    return folder === undefined ? [] : [join(folder, place, name)];
  });
  // By the file's own folder: another program may be registered under the same name.
  return [...registered.filter((path) => path.toLowerCase().includes(place.toLowerCase())), ...usual];
}

function defaultBrowser({ SystemRoot: root = 'C:\\Windows' }: NodeJS.ProcessEnv): Engine {
  const system = join(root, 'System32');
  // Wine hands addresses to the browser of the system that it runs on.
  if (isWine()) {
    return {
      kind: 'default-browser',
      path: join(system, 'winebrowser.exe'),
      before: [],
      isElsewhere: hasDesktopOfItsOwn(),
    };
  }
  return {
    kind: 'default-browser',
    path: join(system, 'rundll32.exe'),
    before: ['url.dll,FileProtocolHandler'],
    isElsewhere: false,
  };
}
