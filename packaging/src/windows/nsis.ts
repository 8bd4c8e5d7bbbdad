import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AppFile } from '../app-files.ts';
import { MissingToolError } from '../missing-tool.ts';
import { findMakensis, type Makensis } from './debian-nsis.ts';
import { replaceLastBlock, replaceWords } from './nsis-file.ts';

/** Characters of a ticket, which follows the brand in the name of the downloaded file. */
const TICKET_LENGTH = 26;

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('./support.nsi', import.meta.url));

/** What the program says before its script runs; at most as long as NSIS’ own words. */
const WORDS = {
  'Installer integrity check': `The download is incomplete or damaged. Download the support program again, or ask your technician.`,
  'Error writing temporary file': 'There is no place to unpack the support program.',
  'Error launching installer': 'It could not be started.',
  'NSIS Error': 'Support',
};

/** What {@link makeProgram} is to make. */
export interface WindowsProgram {
  readonly makensis: Makensis;
  readonly brand: string;
  /** Three numbers with dots. */
  readonly version: string;
  /** An .ico file. */
  readonly icon: Uint8Array;
  readonly files: readonly AppFile[];
  /** Where the runtime has its place among the files, and its bytes as {@link lzma} packs them. */
  readonly runtime: { readonly path: string; readonly packed: Uint8Array };
  /** Free space that there must be, in MiB. */
  readonly neededMb: number;
}

/**
 * One program for 64-bit Windows that unpacks these files, runs what is in them and removes itself.
 * @throws Error when makensis is missing or fails
 */
export async function makeProgram(program: WindowsProgram): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'throwline-nsis-'));
  try {
    const placeholder = randomPlaceholder();
    await writeFile(join(folder, 'icon.ico'), program.icon);
    await writeFile(join(folder, 'placeholder'), placeholder);
    const lines = [
      `!define BRAND "${program.brand}"`,
      `!define VERSION "${program.version}"`,
      `!define NAME_START ${`Support-${program.brand}-`.length + TICKET_LENGTH}`,
      `!define NEEDED_MB ${program.neededMb}`,
      `!define ICON "${join(folder, 'icon.ico')}"`,
      `!define OUT "${join(folder, 'out.exe')}"`,
      '!macro UnpackFiles',
    ];
    for (const { path, content } of program.files) {
      const source = join(folder, 'files', path);
      await mkdir(dirname(source), { recursive: true });
      await writeFile(source, content);
      lines.push(...unpack(path, source));
    }
    lines.push('  SetCompress off', ...unpack(program.runtime.path, join(folder, 'placeholder')));
    lines.push('  SetCompress auto', '!macroend');
    await writeFile(join(folder, 'values.nsh'), `${lines.join('\n')}\n`);
    const include = `-X!addincludedir "${folder}"`;
    await makensis(program.makensis, ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', '-NOCD', include, SCRIPT]);
    const made = replaceWords(await readFile(join(folder, 'out.exe')), WORDS);
    return replaceLastBlock(made, placeholder, program.runtime.packed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds makensis and tries it, before anything that takes long.
 * @param say told in a sentence when it has to be fetched
 * @throws MissingToolError when there is none
 */
export async function needMakensis(say: (line: string) => void): Promise<Makensis> {
  const found = await findMakensis(say);
  if (found === undefined) throw new MissingToolError('makensis', 'nsis');
  await makensis(found, ['-VERSION']);
  return found;
}

async function makensis(found: Makensis, args: readonly string[]): Promise<void> {
  // No time of making in it, so that the same inputs give the same bytes.
  const env = { ...process.env, ...found.env, SOURCE_DATE_EPOCH: '0' };
  await run(found.command, args, { env }).catch((error: NodeJS.ErrnoException & { stdout?: string }) => {
    if (error.code === 'ENOENT') throw new MissingToolError('makensis', 'nsis', { cause: error });
    throw new Error(`makensis failed: ${error.stdout ?? ''} ${error.message}`);
  });
}

/** Lines of the script that unpack one file, and take note of a failure. */
function unpack(path: string, source: string): string[] {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return [
    `  SetOutPath "${['$run', ...parts].join('\\')}"`,
    `  File "/oname=${name}" "${source}"`,
    '  IfErrors 0 +2',
    '    Abort',
  ];
}

/** Bytes that occur nowhere else. Always the same length, whose place in the file then is, too. */
function randomPlaceholder(): Buffer {
  return randomBytes(64);
}
