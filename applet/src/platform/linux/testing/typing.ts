import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputOutcome, InputSink } from '../../platform.ts';
import type { TestDesktop } from './desktop.ts';
import { waitFor } from './wait-for.ts';

/** Types a text as fast as it can be injected. @returns the outcomes that were not `done` */
export async function type(input: InputSink, text: string): Promise<InputOutcome[]> {
  const outcomes = await Promise.all(
    [...text].map((character) =>
      input.inject({ kind: 'character', codepoint: character.codePointAt(0) ?? 0 }),
    ),
  );
  return outcomes.filter((outcome) => outcome !== 'done');
}

/** A terminal whose program writes what is typed to a file, line by line. */
export interface TypedFile {
  /** What was typed so far, complete lines only. */
  text(): Promise<string>;
}

/** Opens an xterm that has the focus and copies what is typed into a file. */
export async function openTypedFile(desktop: TestDesktop, name = 'typed'): Promise<TypedFile> {
  const path = join(desktop.folder, `${name}.txt`);
  await writeFile(path, '');
  desktop.start('xterm', '-u8', '-T', name, '-e', 'sh', '-c', `cat > ${path}`);
  const id = await waitFor(`the window ${name}`, async () => windowNamed(desktop, name));
  await desktop.run('xdotool', 'windowfocus', '--sync', id);
  return { text: () => readFile(path, 'utf8') };
}

/** The id of the window with this title; `undefined` while there is none on the screen. */
export async function windowNamed(desktop: TestDesktop, title: string): Promise<string | undefined> {
  try {
    const found = await desktop.run('xdotool', 'search', '--onlyvisible', '--name', `^${title}$`);
    return found.split('\n')[0] || undefined;
  } catch {
    return undefined;
  }
}
