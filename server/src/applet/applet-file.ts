import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HelpedSystem } from '@throwline/protocol';
import type { Logger } from 'pino';

const BUILDER = fileURLToPath(new URL('../../../packaging/src/main.ts', import.meta.url));
/** Exit codes of the builder. */
const BUILDER_EXIT = { fresh: 0, stale: 1, toolMissing: 3 } as const;

/** The applet as customers download it. */
export interface AppletDownload {
  readonly path: string;
  readonly bytes: number;
}

/** What the file is made for. */
export interface Installation {
  readonly serverUrl: string;
  /** Keys of a reverse proxy, if the settings name them. */
  readonly pins: readonly string[];
  /** By which applets know this installation: Ed25519, SubjectPublicKeyInfo in base64. */
  readonly installationKey: string;
  readonly brand: string;
  /** The words of the command that signs the program for Windows; empty: none. */
  readonly signWindows: readonly string[];
  /** The same for the program for macOS. */
  readonly signMacos: readonly string[];
}

/** How far the file of one system is. */
export type AppletProgress =
  | { readonly state: 'preparing' }
  | { readonly state: 'ready' }
  /** It cannot be made here, for this reason. */
  | { readonly state: 'missing'; readonly reason: string };

/** One system's file for download: knows whether it is there, and makes it when it is missing or stale. */
export class AppletFile {
  readonly system: HelpedSystem;
  readonly #path: string;
  readonly #log: Logger;
  #progress: AppletProgress = { state: 'preparing' };

  constructor(system: HelpedSystem, path: string, log: Logger) {
    this.system = system;
    this.#path = path;
    this.#log = log.child({ system });
  }

  get progress(): AppletProgress {
    return this.#progress.state === 'ready' && this.download === undefined
      ? { state: 'preparing' }
      : this.#progress;
  }

  /** What there is for download now. */
  get download(): AppletDownload | undefined {
    if (this.#progress.state !== 'ready') return undefined;
    const found = statSync(this.#path, { throwIfNoEntry: false });
    return found === undefined ? undefined : { path: this.#path, bytes: found.size };
  }

  /** Takes the file as it is. */
  useAsItIs(): void {
    this.#progress = { state: 'ready' };
  }

  /**
   * Makes the file unless it is up to date, as a process of its own that leaves room for others. What stands in the way
   * is logged, and told by {@link progress}.
   */
  async prepare(installation: Installation, signal: AbortSignal): Promise<void> {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const options = optionsFor(this.system, this.#path, installation);
    try {
      if ((await this.#run([...options, '--check'], signal)).code !== BUILDER_EXIT.fresh) {
        this.#log.info('building the applet; customers can download it when it is ready');
        const { code, complaint } = await this.#run(options, signal);
        if (code === BUILDER_EXIT.toolMissing) {
          this.#log.warn({ reason: complaint }, 'customers with this system cannot be helped until then');
          this.#progress = { state: 'missing', reason: complaint };
          return;
        }
        if (code !== 0) throw new Error(`the applet's build ended with ${code}: ${complaint}`);
      }
      this.#progress = { state: 'ready' };
      this.#log.info({ bytes: this.download?.bytes }, 'the applet is ready for download');
    } catch (error) {
      if (signal.aborted) return;
      this.#log.error({ err: error }, 'the applet could not be built');
      this.#progress = { state: 'missing', reason: 'It could not be made; the server’s log says why.' };
    }
  }

  #run(
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly code: number | null; readonly complaint: string }> {
    return new Promise((resolve, reject) => {
      let complaint = '';
      const child = spawn(process.execPath, [BUILDER, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        signal,
      });
      child.on('error', reject);
      child.on('spawn', () => {
        if (child.pid !== undefined) leaveRoom(child.pid);
      });
      createInterface(child.stdout).on('line', (line) => this.#log.info({ line }, 'applet build'));
      createInterface(child.stderr).on('line', (line) => {
        complaint = line;
        this.#log.warn({ line }, 'applet build');
      });
      child.on('close', (code) => resolve({ code, complaint }));
    });
  }
}

function optionsFor(system: HelpedSystem, path: string, installation: Installation): string[] {
  const { serverUrl, pins, installationKey, brand, signWindows, signMacos } = installation;
  const command = { windows: signWindows, macos: signMacos, linux: [] }[system];
  const signWords = command.map((word) => `--sign-word=${word}`);
  return [
    `--system=${system}`,
    `--server-url=${serverUrl}`,
    `--installation-key=${installationKey}`,
    ...pins.map((pin) => `--pin=${pin}`),
    `--brand=${brand}`,
    ...signWords,
    `--out=${path}`,
  ];
}

function leaveRoom(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already.
  }
}
