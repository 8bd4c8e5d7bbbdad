import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@throwline/testbed/wait.ts';

/** How long something on the desktop may take until it says so, in milliseconds. */
const PATIENCE = 300_000;

/** Words between the benchmark and a program in a terminal, whose input and output belong to the terminal: files. */
export class Signals {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Says a word, with more about it. */
  say(word: string, more = ''): void {
    const file = join(this.folder, word);
    writeFileSync(`${file}.draft`, more);
    renameSync(`${file}.draft`, file);
  }

  /** Waits until the word has been said; answers what was said about it. */
  async heard(word: string): Promise<string> {
    const file = join(this.folder, word);
    return until(word, () => existsSync(file) && { more: readFileSync(file, 'utf8') }, PATIENCE).then(
      ({ more }) => more,
    );
  }
}
