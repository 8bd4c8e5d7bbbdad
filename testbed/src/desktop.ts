import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hands, openHands } from '@throwline/applet/src/platform/linux/testing/hands.ts';
import { OPENBOX_READY, OPENBOX_SAYS_READY } from '@throwline/applet/src/platform/linux/testing/openbox.ts';
import { PNG } from 'pngjs';
import { type Running, start } from './processes.ts';
import { until } from './wait.ts';

/** A virtual desktop of a customer: an X server, a window manager, a home folder. */
export interface Desktop {
  /** For example `:7`. */
  readonly display: string;
  /** The customer's home folder, with `Downloads` in it. */
  readonly home: string;
  /** Environment for programs on this desktop. */
  readonly env: NodeJS.ProcessEnv;
  /** The size at the start, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Starts a program on the desktop; it is ended with the desktop. */
  run(command: string, ...args: string[]): Running;
  /** Runs xdotool: moves windows and the pointer, types. */
  xdo(...args: (string | number)[]): string;
  /**
   * Clicks as a real mouse does: the applet takes a Yes from the customer's own hands only, which what xdotool does is not.
   */
  click(x: number, y: number): void;
  /** Presses and lets go of a key of the real keyboard, by its number: 36 is Enter, 65 Space. */
  pressKey(keycode: number): void;
  /** What is on the screen now, of the size that the screen has now. */
  picture(): PNG;
  close(): Promise<void>;
}

/** Starts Xvfb with openbox and waits until windows can be managed. */
export async function startDesktop(width = 1280, height = 800): Promise<Desktop> {
  const home = newHome();
  const numberFile = join(home, '.display');
  writeFileSync(numberFile, '');
  // Without -noreset the server begins anew when its only client goes: under load that was xprop, before openbox had come.
  const server = start('sh', [
    '-c',
    `exec Xvfb -displayfd 3 -screen 0 ${width}x${height}x24 -nolisten tcp -noreset 3>"$0"`,
    numberFile,
  ]);
  const number = await until('the X server', () => {
    if (server.child.exitCode !== null) throw new Error(server.output());
    return readFileSync(numberFile, 'utf8').trim() || undefined;
  });
  const desktop = joinDesktop(`:${number}`, { home, width, height });
  const close = async (): Promise<void> => {
    await desktop.close();
    await server.stop();
  };
  try {
    const manager = desktop.run('openbox', '--sm-disable', ...OPENBOX_SAYS_READY);
    await until('the window manager', () => {
      if (manager.child.exitCode !== null) throw new Error(`openbox ended: ${manager.output()}`);
      const property = execFileSync('xprop', ['-root', OPENBOX_READY], {
        env: desktop.env,
        encoding: 'utf8',
      });
      return property.includes('yes');
    });
  } catch (error) {
    // A display that goes on would keep the process of the test for ever.
    await close();
    throw error;
  }
  return { ...desktop, close };
}

/**
 * A customer with a home folder on a display that runs already, window manager and all. Closing ends what was run, and
 * removes the home folder; the display stays.
 * @param display for example `:7`
 */
export function joinDesktop(
  display: string,
  { width, height, home = newHome() }: { width: number; height: number; home?: string },
): Desktop {
  const env = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: home,
    DISPLAY: display,
    XDG_SESSION_TYPE: 'x11',
    // Of this desktop alone, so that a test can say what is left there.
    XDG_RUNTIME_DIR: join(home, 'run'),
    TMPDIR: join(home, 'tmp'),
    THROWLINE_TEST_DESKTOP: home,
  };
  const started: Running[] = [];
  const xdo = (...args: (string | number)[]): string =>
    execFileSync('xdotool', args.map(String), { env, encoding: 'utf8' }).trim();
  let opened: Hands | undefined;
  const hands = (): Hands => {
    opened ??= openHands(display);
    return opened;
  };
  return {
    display,
    home,
    env,
    width,
    height,
    run(command, ...args) {
      const running = start(command, args, { env, cwd: home });
      started.push(running);
      return running;
    },
    xdo,
    click(x, y) {
      xdo('mousemove', x, y);
      hands().click();
    },
    pressKey: (keycode) => hands().key(keycode),
    picture: () => capture(env),
    async close() {
      opened?.close();
      for (const running of started.reverse()) await running.stop('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'customer-'));
  for (const folder of ['Downloads', '.config', 'tmp', 'run']) mkdirSync(join(home, folder), { mode: 0o700 });
  return home;
}

/** The root window through xwd, converted to RGBA. Layout: X11's XWDFile.h, version 7; big-endian header. */
function capture(env: NodeJS.ProcessEnv): PNG {
  const dump = execFileSync('xwd', ['-root', '-silent'], { env, maxBuffer: 64 * 1024 * 1024 });
  const headerSize = dump.readUInt32BE(0);
  const width = dump.readUInt32BE(16);
  const height = dump.readUInt32BE(20);
  // 3 where windows of several visuals are on the screen.
  const bytesPerPixel = dump.readUInt32BE(44) / 8;
  const bytesPerLine = dump.readUInt32BE(48);
  const colours = dump.readUInt32BE(76);
  const pixels = dump.subarray(headerSize + colours * 12);
  const picture = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y * bytesPerLine + x * bytesPerPixel;
      const to = (y * width + x) * 4;
      picture.data[to] = pixels[from + 2] ?? 0;
      picture.data[to + 1] = pixels[from + 1] ?? 0;
      picture.data[to + 2] = pixels[from] ?? 0;
      picture.data[to + 3] = 255;
    }
  }
  return picture;
}
