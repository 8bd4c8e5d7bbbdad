import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { secret, type WindowUpdate } from '@throwline/protocol';
import { waitFor } from '../platform/linux/testing/wait-for.ts';
import { WindowPage } from './window-page.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface AppletStart {
  /** The server's address and pins. */
  readonly serverUrl: string;
  readonly pins: readonly string[];
  /** The installation's own key. */
  readonly installationKey?: string;
  /** In the file's name; without it the file is one that was renamed. */
  readonly ticket?: string;
  /** For example `:3`; without it there is none. */
  readonly display?: string;
  /** `mine`: a bare X program stands for the browser, and the test is the page. `real`: what the computer has. */
  readonly engine: 'mine' | 'real';
  readonly environment?: Record<string, string>;
}

/** The applet as a process of its own, from its sources. Gone after the test. */
export class RunningApplet {
  readonly folder: string;
  readonly process: ChildProcess;
  /** Resolves with the exit code, or the signal. */
  readonly ended: Promise<number | string>;
  /** What it has logged. */
  log = '';

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.process = child;
    this.ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
  }

  static async start(t: TestContext, options: AppletStart): Promise<RunningApplet> {
    const folder = mkdtempSync(join(tmpdir(), 'throwline-applet-test-'));
    const { serverUrl, pins, installationKey, ticket } = options;
    writeFileSync(join(folder, 'installation.json'), JSON.stringify({ serverUrl, pins, installationKey }));
    const file = join(folder, ticket === undefined ? 'renamed.run' : `Support-Throwline-${ticket}.run`);
    const path =
      options.engine === 'mine' ? `${await fakeEngine(folder)}:${process.env.PATH}` : process.env.PATH;
    const { DISPLAY: _, WAYLAND_DISPLAY: __, XDG_SESSION_TYPE: ___, ...environment } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...environment,
        ...(options.display === undefined ? {} : { DISPLAY: options.display }),
        PATH: path,
        THROWLINE_RUN: folder,
        THROWLINE_FILE: file,
        THROWLINE_APPLET_LOG: '1',
        ...options.environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const applet = new RunningApplet(folder, child);
    t.after(async () => {
      child.kill('SIGKILL');
      await applet.ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    return applet;
  }

  /** The page's own address with its token, from the file that leads the engine to it. */
  async address(): Promise<URL> {
    const opener = join(this.folder, 'open.html');
    await waitFor(
      'the window’s address',
      () => existsSync(opener) && readFileSync(opener, 'utf8').includes('#'),
    );
    const url = /url=([^"]+)"/.exec(readFileSync(opener, 'utf8'))?.[1];
    if (url === undefined) throw new Error('The opener leads nowhere.');
    return new URL(url);
  }

  /** Opens the page; for engine `mine`. */
  async openPage(): Promise<WindowPage> {
    const address = await this.address();
    return WindowPage.open(address.origin, { type: 'open', token: secret.parse(address.hash.slice(1)) });
  }
}

/** All grants and prompts as the page was told last. */
export type ConsentUpdate = Extract<WindowUpdate, { type: 'consent' }>;

/**
 * A folder with a `chromium` that is a plain X window: an engine whose page the test plays. It shows on `WINDOW_DISPLAY`, where
 * that is another one than the applet's.
 */
async function fakeEngine(folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script =
    '#!/bin/sh\n[ -z "$WINDOW_DISPLAY" ] || export DISPLAY="$WINDOW_DISPLAY"\nexec xmessage -geometry 200x100+600+10 "the window"\n';
  await writeFile(join(bin, 'chromium'), script, { mode: 0o755 });
  return bin;
}
