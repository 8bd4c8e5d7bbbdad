import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file for its owner only, and never leaves half of one behind. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
