import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-certificate-errors',
  // A page that was left would be kept frozen, and with it what waits for its picture.
  '--disable-features=BackForwardCache',
  '--remote-debugging-pipe',
];

const incoming = z.object({
  id: z.number().optional(),
  sessionId: z.string().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A headless Chromium, spoken to by the DevTools protocol over a pair of pipes. Nothing listens to the page's network:
 * tools that do have every message of a picture stream told to them, which halves the frame rates that are measured.
 */
export class DevTools {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #input: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(sessionId: string | undefined, method: string, params: unknown) => void>();
  #count = 0;
  #rest = '';

  private constructor(child: ChildProcess, profile: string, input: Writable, output: Readable) {
    this.#child = child;
    this.#profile = profile;
    this.#input = input;
    output.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser has ended'));
      this.#waiting.clear();
    });
  }

  /** @param executable Chromium, or what leads to it */
  static start(executable: string): DevTools {
    const profile = mkdtempSync(join(tmpdir(), 'throwline-bench-viewer-'));
    const child = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const [, , , input, output] = child.stdio;
    if (!input || !('write' in input) || !output || !('setEncoding' in output))
      throw new Error('the browser has no pipes');
    return new DevTools(child, profile, input, output);
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the browser does not run');
    return pid;
  }

  /** Sends one command; answers what came back, unread. */
  send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    const message = { id, method, params, ...(sessionId === undefined ? {} : { sessionId }) };
    this.#input.write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve,
        reject: (error) => reject(new Error(`${method}: ${error.message}`)),
      });
    });
  }

  listen(listener: (sessionId: string | undefined, method: string, params: unknown) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      await this.send('Browser.close').catch(() => this.#child.kill('SIGKILL'));
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }

  #read(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const { id, sessionId, method, params, result, error } = incoming.parse(JSON.parse(part));
      if (method !== undefined) for (const listener of this.#listeners) listener(sessionId, method, params);
      const waiting = id === undefined ? undefined : this.#waiting.get(id);
      if (id === undefined || waiting === undefined) continue;
      this.#waiting.delete(id);
      if (error === undefined) waiting.resolve(result);
      else waiting.reject(new Error(error.message));
    }
  }
}
