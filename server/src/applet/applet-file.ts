import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const BUILDER = fileURLToPath(new URL('../../../packaging/src/main.ts', import.meta.url));

/** The applet as customers download it. */
export interface AppletDownload {
  readonly path: string;
  readonly bytes: number;
}

/** Knows whether the file for download is there, and has it made when it is missing or stale. */
export class AppletFile {
  readonly #path: string;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #building: Promise<void> = Promise.resolve();
  #ready = false;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  /** What there is for download now. */
  get download(): AppletDownload | undefined {
    if (!this.#ready) return undefined;
    const found = statSync(this.#path, { throwIfNoEntry: false });
    return found === undefined ? undefined : { path: this.#path, bytes: found.size };
  }

  /** Takes the file as it is. */
  useAsItIs(): void {
    this.#ready = true;
  }

  /** Makes the file in the background unless it is up to date, as a process of its own that leaves room for others. */
  prepare(serverUrl: string, pins: readonly string[]): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const options = [
      '--server-url',
      serverUrl,
      ...pins.flatMap((pin) => ['--pin', pin]),
      '--out',
      this.#path,
    ];
    this.#building = this.#prepare(options).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#log.error({ err: error }, 'the applet could not be built');
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#building;
  }

  async #prepare(options: readonly string[]): Promise<void> {
    if ((await this.#run([...options, '--check'])) !== 0) {
      this.#log.info('building the applet; customers can download it when it is ready');
      const code = await this.#run(options);
      if (code !== 0) throw new Error(`the applet's build ended with ${code}`);
    }
    this.#ready = true;
    this.#log.info({ bytes: this.download?.bytes }, 'the applet is ready for download');
  }

  #run(args: readonly string[]): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [BUILDER, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        signal: this.#stop.signal,
      });
      child.on('error', reject);
      child.on('spawn', () => {
        if (child.pid !== undefined) leaveRoom(child.pid);
      });
      createInterface(child.stdout).on('line', (line) => this.#log.info({ line }, 'applet build'));
      createInterface(child.stderr).on('line', (line) => this.#log.warn({ line }, 'applet build'));
      child.on('close', (code) => resolve(code));
    });
  }
}

function leaveRoom(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already.
  }
}
