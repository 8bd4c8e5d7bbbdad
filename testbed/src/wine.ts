import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { filesOf, KOFFI_FOR_WINDOWS, RUNTIMES } from '../../packaging/src/pinned-package.ts';
import type { Desktop } from './desktop.ts';
import { until } from './wait.ts';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/throwline', import.meta.url));
const GUEST = fileURLToPath(new URL('./wine-guest.ts', import.meta.url));

/** How much of a log an error message quotes, in characters. */
const SAID = 2000;

/** A window inside Wine, with those in it. */
export interface GuestWindow {
  readonly handle: number;
  readonly class: string;
  readonly text: string;
  /** In pixels of the Windows desktop. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly children: readonly GuestWindow[];
}

/** What can be asked of the helper inside Wine. */
export type GuestRequest = { readonly do: 'windows' } | { readonly do: 'press'; readonly handle: number };

/** A program that runs inside Wine. */
export interface WineProgram {
  readonly child: ChildProcess;
  /** Its exit code. */
  readonly ended: Promise<number>;
  /** The last that programs of this computer have written, this one among them. */
  said(): string;
}

/** A Windows computer: Wine's, with a disk of its own, on a virtual desktop. */
export interface Wine {
  /** The customer's folder for temporary files, as this system sees it. */
  readonly temporary: string;
  /** Where the Windows disk lies. */
  readonly prefix: string;
  readonly env: NodeJS.ProcessEnv;
  /** Writes a value of the registry. */
  setRegistry(key: string, name: string, value: string | number): Promise<void>;
  /** Starts a Windows program; ended with the computer. */
  start(file: string, args?: readonly string[], env?: NodeJS.ProcessEnv): WineProgram;
  /** The windows that can be seen, the foremost first. */
  windows(): Promise<GuestWindow[]>;
  /** Waits for a message box with this caption and text and presses its button. Answers the text. */
  acknowledge(text: RegExp): Promise<string>;
  /** Switches it off: ends everything that runs in it. */
  close(): Promise<void>;
}

export interface WineOptions {
  /** `win10` by default. */
  readonly version?: 'win10' | 'win7';
  /** Puts all windows on one Wine desktop of the screen's size, so that injected input reaches each. */
  readonly oneDesktop?: boolean;
  /** Whether windows can be read and pressed; by default they can. The helper runs on Windows 10 only. */
  readonly helper?: boolean;
}

/** Makes a Windows computer on a desktop. The first one on a machine takes half a minute. */
export async function startWine(desktop: Desktop, options: WineOptions = {}): Promise<Wine> {
  const template = await wineTemplate(desktop);
  const prefix = join(desktop.home, 'wine');
  // System files are never changed, so links to them will do; the registry is.
  execFileSync('cp', ['-al', template, prefix]);
  for (const name of readdirSync(prefix).filter((each) => each.endsWith('.reg'))) {
    cpSync(join(template, name), join(prefix, `${name}.own`));
    renameSync(join(prefix, `${name}.own`), join(prefix, name));
  }
  const env = wineEnvironment(desktop, prefix);
  const { version = 'win10', oneDesktop = false, helper = true } = options;
  if (version !== 'win10') await run('wine', ['winecfg', '-v', version], { env });
  if (oneDesktop) {
    const size = `${desktop.width}x${desktop.height}`;
    const explorer = 'HKCU\\Software\\Wine\\Explorer';
    await setRegistry(env, explorer, 'Desktop', 'Default');
    await setRegistry(env, `${explorer}\\Desktops`, 'Default', size);
  }
  const users = join(prefix, 'drive_c', 'users');
  const user = readdirSync(users).find((name) => name !== 'Public') ?? '';
  const temporary = join(users, user, 'Temp');
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true });
  const logFile = join(desktop.home, 'wine.log');
  const start: Wine['start'] = (file, args = [], more = {}) => {
    // A file: what Windows programs write to a pipe does not arrive.
    const log = openSync(logFile, 'a');
    const child = spawn('wine', [file, ...args], {
      env: { ...env, ...more },
      cwd: desktop.home,
      stdio: ['ignore', log, log],
    });
    const ended = once(child, 'exit').then(([code]) => Number(code ?? -1));
    return { child, ended, said: () => readFileSync(logFile, 'utf8').slice(-SAID) };
  };
  const guest = helper ? await openGuest(start) : NO_GUEST;
  const windows = async (): Promise<GuestWindow[]> => guest.ask({ do: 'windows' });
  return {
    temporary,
    prefix,
    env,
    setRegistry: (key, name, value) => setRegistry(env, key, name, value),
    start,
    windows,
    async acknowledge(text) {
      const { said, button } = await until(`a box that says ${text}`, async () => {
        for (const { children } of await windows()) {
          const found = children.find((child) => child.class === 'Static' && text.test(child.text));
          const ok = children.find((child) => child.class === 'Button');
          if (found !== undefined && ok !== undefined) return { said: found.text, button: ok.handle };
        }
        return undefined;
      });
      await guest.ask({ do: 'press', handle: button });
      return said;
    },
    async close() {
      guest.close();
      await switchOff(env);
    },
  };
}

async function setRegistry(
  env: NodeJS.ProcessEnv,
  key: string,
  name: string,
  value: string | number,
): Promise<void> {
  const type = typeof value === 'number' ? 'REG_DWORD' : 'REG_SZ';
  await run('wine', ['reg', 'add', key, '/v', name, '/t', type, '/d', String(value), '/f'], { env });
}

function wineEnvironment(desktop: Desktop, prefix: string): NodeJS.ProcessEnv {
  return {
    ...desktop.env,
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    // Neither is needed, and each would ask to be downloaded.
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
  };
}

/** A Windows disk as Wine makes it, made once for each version of Wine. */
async function wineTemplate(desktop: Desktop): Promise<string> {
  const { stdout } = await run('wine', ['--version'], { env: { ...desktop.env, WINEDEBUG: '-all' } });
  const template = join(CACHE, `${stdout.trim().replace(/[^\w.-]+/g, '-')}-disk`);
  if (existsSync(template)) return template;
  mkdirSync(CACHE, { recursive: true });
  const draft = `${template}.${process.pid}`;
  const env = wineEnvironment(desktop, draft);
  await run('wine', ['wineboot', '-i'], { env });
  await run('wine', ['winecfg', '-v', 'win10'], { env });
  await switchOff(env);
  try {
    renameSync(draft, template);
  } catch (error) {
    // Another process has been quicker.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  }
  return template;
}

async function switchOff(env: NodeJS.ProcessEnv): Promise<void> {
  // It fails when nothing runs any more.
  await run('wineserver', ['-k'], { env }).catch(() => undefined);
  await run('wineserver', ['-w'], { env });
}

interface Guest {
  ask<T>(request: GuestRequest): Promise<T>;
  close(): void;
}

const NO_GUEST: Guest = {
  ask: () => Promise.reject(new Error('this computer has no helper')),
  close: () => undefined,
};

async function openGuest(start: Wine['start']): Promise<Guest> {
  const folder = await windowsNode();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const connected = once(server, 'connection');
  const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;
  const { ended, said } = start(join(folder, 'node.exe'), [
    windowsPath(GUEST),
    String(address.port),
    windowsPath(folder),
  ]);
  const [socket] = (await Promise.race([
    connected,
    ended.then((code) => Promise.reject(new Error(`the helper inside Wine ended with ${code}: ${said()}`))),
  ])) as [Socket];
  server.close();
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  return {
    async ask(request) {
      socket.write(`${JSON.stringify(request)}\n`);
      const { value = '' } = await lines.next();
      return JSON.parse(value);
    },
    close: () => socket.destroy(),
  };
}

/** A folder with Node.js for Windows and koffi's part for it. */
export async function windowsNode(): Promise<string> {
  const folder = join(CACHE, `windows-${RUNTIMES.windows.spec}`);
  if (existsSync(join(folder, 'koffi/win32_x64/koffi.node'))) return folder;
  const quiet = (): void => undefined;
  const [node] = await filesOf(RUNTIMES.windows, ['bin/node.exe'], quiet);
  const [koffi] = await filesOf(KOFFI_FOR_WINDOWS, ['win32_x64/koffi.node'], quiet);
  if (node === undefined || koffi === undefined) throw new Error('the packages for Windows are incomplete');
  mkdirSync(join(folder, 'koffi/win32_x64'), { recursive: true });
  writeFileSync(join(folder, 'node.exe'), node);
  writeFileSync(join(folder, 'koffi/win32_x64/koffi.node'), koffi);
  return folder;
}
