import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPENBOX_READY, OPENBOX_SAYS_READY } from '@throwline/applet/src/platform/linux/testing/openbox.ts';
import { type Desktop, joinDesktop } from '@throwline/testbed/desktop.ts';
import { type Running, start } from '@throwline/testbed/processes.ts';
import { until } from '@throwline/testbed/wait.ts';
import type { Box } from '../measure/picture.ts';
import { Signals } from './signals.ts';

/** Size of the customer's desktop in pixels. */
export const SCREEN = { width: 1920, height: 1080 } as const;

/** All of the desktop. */
export const EVERYTHING: Box = { x: 0, y: 0, ...SCREEN };

/**
 * The X server and the scenes are the given workload, the same whatever else the processors are asked for: so much more
 * urgent than the rest of the benchmark. See nice(1).
 */
const WORKLOAD_PRIORITY = -10;
const MOST_URGENT = -20;

/** The customer's desktop, on which scenes play. */
export interface BenchDesktop {
  readonly desktop: Desktop;
  /** Process of the X server. */
  readonly xPid: number;
  /** Starts a program of `programs/` in Node.js. */
  program(name: string, ...args: readonly (string | number)[]): Running;
  /** Starts any command as part of a scene. */
  play(command: string, ...args: readonly (string | number)[]): Running;
  /** The command that runs a program of `programs/`, for a terminal. */
  command(name: string, ...args: readonly (string | number)[]): string[];
  /** Resolves when a window of this class is on the screen; answers its id. */
  shows(windowClass: string): Promise<string>;
  /** Inner size of the window of this class, in pixels. */
  sizeOf(windowClass: string): Promise<{ readonly width: number; readonly height: number }>;
  /** A way to talk with a program in a terminal. */
  signals(): Signals;
  /** What the X server shows, RGBA. */
  picture(box?: Box): Uint8Array;
  /** Ends what is left of a scene. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Windows of the scenes have no frame, so that their place in pixels is known; those of class `Framed` have one. With Alt held
 * the left button moves a window, and the right one resizes it.
 */
const WINDOW_MANAGER = `<openbox_config xmlns="http://openbox.org/3.4/rc">
<placement><policy>Smart</policy></placement>
<mouse><context name="Client"><mousebind button="Left" action="Press"><action name="Focus"/></mousebind></context>
<context name="Frame"><mousebind button="A-Left" action="Drag"><action name="Move"/></mousebind>
<mousebind button="A-Right" action="Drag"><action name="Resize"/></mousebind></context></mouse>
<applications>
<application class="*"><decor>no</decor><focus>yes</focus></application>
<application class="Framed"><decor>yes</decor></application>
<application class="throwline-support"><decor>yes</decor></application>
</applications>
</openbox_config>`;

/** Starts an X server with a window manager. */
export async function startBenchDesktop(): Promise<BenchDesktop> {
  const folder = mkdtempSync(join(tmpdir(), 'throwline-bench-'));
  const numberFile = join(folder, 'display');
  writeFileSync(numberFile, '');
  const size = `${SCREEN.width}x${SCREEN.height}x24`;
  const script = `exec Xvfb -displayfd 3 -screen 0 ${size} -nolisten tcp -s 0 -noreset 3>"$0"`;
  const server = start('sh', ['-c', script, numberFile]);
  const xPid = prioritise(server);
  const number = await until('the X server', () => {
    if (server.child.exitCode !== null) throw new Error(server.output());
    return readFileSync(numberFile, 'utf8').trim() || undefined;
  });
  const desktop = joinDesktop(`:${number}`, SCREEN);
  const settings = join(folder, 'openbox.xml');
  writeFileSync(settings, WINDOW_MANAGER);
  desktop.run('openbox', '--sm-disable', '--config-file', settings, ...OPENBOX_SAYS_READY);
  await until('the window manager', () => {
    const root = desktop.run('xprop', '-root', OPENBOX_READY);
    return new Promise<boolean>((resolve) =>
      root.child.once('close', () => resolve(root.output().includes('yes'))),
    );
  });
  desktop.run('xsetroot', '-solid', '#2e3440');
  const playing: Running[] = [];
  const play: BenchDesktop['play'] = (command, ...args) => {
    const running = desktop.run(command, ...args.map(String));
    prioritise(running);
    playing.push(running);
    return running;
  };
  const command: BenchDesktop['command'] = (name, ...args) => [
    process.execPath,
    fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url)),
    ...args.map(String),
  ];
  const shows: BenchDesktop['shows'] = (windowClass) =>
    until(`a window of class ${windowClass}`, () => {
      try {
        return desktop.xdo('search', '--onlyvisible', '--class', `^${windowClass}$`).split('\n').at(-1);
      } catch {
        // xdotool fails when there is none.
        return undefined;
      }
    });
  return {
    desktop,
    xPid,
    play,
    command,
    shows,
    program(name, ...args) {
      const [node = '', ...rest] = command(name, ...args);
      return play(node, ...rest);
    },
    async sizeOf(windowClass) {
      const geometry = desktop.xdo('getwindowgeometry', '--shell', await shows(windowClass));
      const read = (name: string): number => Number(new RegExp(`${name}=(\\d+)`).exec(geometry)?.[1]);
      return { width: read('WIDTH'), height: read('HEIGHT') };
    },
    signals: () => new Signals(mkdtempSync(join(folder, 'signals-'))),
    picture: (box = EVERYTHING) => cut(desktop.picture(), box),
    async clear() {
      for (const running of playing.splice(0)) await running.stop('SIGKILL');
    },
    async close() {
      await desktop.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function prioritise({ child: { pid } }: Running): number {
  if (pid === undefined) throw new Error('a program of the scene did not start');
  try {
    setPriority(pid, Math.max(MOST_URGENT, getPriority() + WORKLOAD_PRIORITY));
  } catch {
    // Root only. Without it, figures of a busy machine are worse.
  }
  return pid;
}

function cut({ data, width }: { readonly data: Buffer; readonly width: number }, box: Box): Uint8Array {
  const part = new Uint8Array(box.width * box.height * 4);
  for (let row = 0; row < box.height; row++) {
    const from = ((box.y + row) * width + box.x) * 4;
    part.set(data.subarray(from, from + box.width * 4), row * box.width * 4);
  }
  return part;
}
