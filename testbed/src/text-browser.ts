import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.ts';

/** Keys as a terminal sends them. */
const KEYS = { Tab: '\t', Enter: '\r' } as const;

/** A text browser (w3m) in a terminal of its own, driven by keys. */
export interface TextBrowser {
  /** Where it saves files. */
  readonly folder: string;
  /** Presses keys, then waits until what the terminal is told since shows this. */
  press(keys: readonly (keyof typeof KEYS)[], shows: RegExp): Promise<void>;
  /** Types a line and Enter, then waits the same way. */
  enter(line: string, shows: RegExp): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a page in w3m.
 * @param certificate file of the certificate to trust
 */
export async function openTextBrowser(url: string, certificate: string, shows: RegExp): Promise<TextBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'text-browser-'));
  const child = spawn(
    'script',
    [
      '--quiet',
      '--flush',
      '--return',
      '--command',
      `stty cols 100 rows 60; exec w3m -o ssl_ca_file='${certificate}' '${url}'`,
      '/dev/null',
    ],
    { cwd: folder, env: { PATH: process.env.PATH, TERM: 'vt100', HOME: folder, LANG: 'C.UTF-8' } },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const shown = async (pattern: RegExp): Promise<void> => {
    try {
      await until(`the text browser to show ${pattern}`, () => {
        if (child.exitCode !== null) throw new Error('the text browser has ended');
        return pattern.test(plain(output));
      });
    } catch (error) {
      throw new Error(`It showed: ${plain(output)}`, { cause: error });
    }
  };
  const send = async (text: string, pattern: RegExp): Promise<void> => {
    output = '';
    child.stdin.write(text);
    await shown(pattern);
  };
  await shown(shows);
  return {
    folder,
    press: (keys, pattern) => send(keys.map((key) => KEYS[key]).join(''), pattern),
    enter: (line, pattern) => send(`${line}\r`, pattern),
    async close() {
      child.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a terminal is told, without the codes that move and colour. */
function plain(output: string): string {
  const introducer = String.fromCharCode(27);
  return output
    .replaceAll('\0', '')
    .replace(new RegExp(`${introducer}(\\[[0-9;?]*[A-Za-z]|[()#][A-Za-z0-9]|[=>78DM])`, 'g'), ' ')
    .replace(/\s+/g, ' ');
}
