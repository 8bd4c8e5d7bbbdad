import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debuggableChromium } from './applet-window.ts';
import type { Desktop } from './desktop.ts';
import { type Running, start } from './processes.ts';

/** Puts a downloaded applet into the customer's Downloads folder. Answers its path. */
export function saveDownload(desktop: Desktop, name: string, bytes: Uint8Array): string {
  const file = join(desktop.home, 'Downloads', name);
  writeFileSync(file, bytes);
  chmodSync(file, 0o644);
  return file;
}

/** Runs a line in a shell on the customer's desktop, as if it had been pasted into a terminal there. */
export function pasteLine(desktop: Desktop, line: string): Running {
  const PATH = `${debuggableChromium(desktop)}:${desktop.env.PATH ?? ''}`;
  return start('sh', ['-c', `exec ${line}`], { env: { ...desktop.env, PATH }, cwd: desktop.home });
}
