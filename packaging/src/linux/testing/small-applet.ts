import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { renderStub } from '../render-stub.ts';
import { writeTar } from '../tar.ts';
import { xz } from '../xz.ts';

export interface SmallApplet {
  /** Folder with the file and, as `t`, the place to unpack to. */
  readonly folder: string;
  readonly file: string;
  readonly place: string;
}

/**
 * A file with the real script at its head and a shell script in place of the runtime, so that what happens around the
 * program can be tried within milliseconds.
 * @param program what runs instead of the applet; `$0` is the runtime, `$THROWLINE_RUN` the folder,
 *   `$NOTES` the place for what a test wants to read afterwards
 * @param options.neededKib free space asked for
 * @param options.padding bytes of a file that does not compress
 */
export async function smallApplet(
  t: TestContext,
  program: string,
  options: { readonly neededKib?: number; readonly padding?: Uint8Array } = {},
): Promise<SmallApplet> {
  const folder = mkdtempSync(join(tmpdir(), 'small-applet-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const runtime = `#!/bin/sh\nif [ "$1" = --version ]; then exit 0; fi\nif [ "$2" = --release-input ]; then echo >"$NOTES/released"; exit 0; fi\n${program}\n`;
  const archive = writeTar(
    [
      { path: 'runtime/', mode: 0o700, content: new Uint8Array() },
      { path: 'runtime/node', mode: 0o700, content: Buffer.from(runtime) },
      { path: 'padding', mode: 0o600, content: options.padding ?? new Uint8Array() },
      { path: 'complete', mode: 0o600, content: new Uint8Array() },
    ],
    { end: true },
  );
  const payload = await xz(archive, ['-0', '--threads=1']);
  const stub = renderStub({
    config: '{"serverUrl":"https://x"}',
    payloadBytes: payload.length,
    neededKib: options.neededKib ?? 10,
  });
  const place = join(folder, 't');
  mkdirSync(place);
  const file = join(folder, 'Support-Throwline-test copy (1).run');
  writeFileSync(file, Buffer.concat([stub, payload]));
  return { folder, file, place };
}

/** The file as it runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** What it has said so far. */
  output(): string;
}

/** Runs `sh FILE` with nothing of a desktop around it. Ended after the test. */
export function run(
  t: TestContext,
  { folder, file, place }: SmallApplet,
  environment: Record<string, string> = {},
): Running {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, XDG_RUNTIME_DIR: ___, ...rest } = process.env;
  const child = spawn('sh', [file], {
    env: { ...rest, TMPDIR: place, NOTES: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  const add = (part: Buffer): void => {
    text += part;
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  t.after(() => {
    child.kill('SIGKILL');
    return ended;
  });
  return { child, ended, output: () => text };
}

/** Waits until `condition` holds. @throws Error naming `what` when that takes longer than a minute, which it does on no machine */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await pause(10);
  }
}

/** The file that the program leaves at `name` in its folder, once it is there. */
export async function written({ place }: SmallApplet, name: string): Promise<string> {
  const path = (): string => join(place, readdirSync(place)[0] ?? 'none', name);
  await until(name, () => existsSync(path()) && readFileSync(path(), 'utf8').endsWith('\n'));
  return readFileSync(path(), 'utf8').trim();
}

/** Processes whose command line or environment holds this text. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((what) => read(`/proc/${pid}/${what}`).includes(text)))
    .map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
