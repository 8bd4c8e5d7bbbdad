import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { lzma } from '../lzma.ts';
import { makeProgram } from '../nsis.ts';

const run = promisify(execFile);
const ICON = new URL('../../../../packages/identity/mark.ico', import.meta.url);

/** A file for Windows with a small program in place of the runtime. */
export interface SmallProgram {
  /** Where the program writes what a test wants to read afterwards. */
  readonly notes: string;
  readonly file: string;
  /** For the file's environment. */
  readonly env: { readonly NOTES: string };
}

/**
 * A file with the real head and a small program in place of the runtime, so that what happens around it can be tried
 * quickly.
 * @param body what it does, in NSIS’ language: $R0 is the folder, $R1 the downloaded file, $R2 the place for notes.
 *   Started to let go of input it writes the note `released` instead
 * @param options.neededMb free space asked for, in MiB
 * @param options.padding bytes of a file that does not compress
 */
export async function smallProgram(
  t: TestContext,
  body: string,
  options: { readonly neededMb?: number; readonly padding?: number } = {},
): Promise<SmallProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'small-program-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const notes = join(folder, 'notes');
  mkdirSync(notes);
  const file = join(folder, `Support-Nordlicht-${randomBytes(13).toString('hex')} (1).exe`);
  const program = await makeProgram({
    makensis: { command: 'makensis', env: {} },
    brand: 'Nordlicht',
    version: '1.2.3',
    icon: readFileSync(ICON),
    files: [
      { path: 'installation.json', content: Buffer.from('{"serverUrl":"https://x"}') },
      { path: 'app/padding', content: randomBytes(options.padding ?? 10) },
    ],
    runtime: { path: 'runtime/node.exe', packed: await runtime(folder, body) },
    neededMb: options.neededMb ?? 1,
  });
  writeFileSync(file, program);
  return { notes, file, env: { NOTES: windowsPath(notes) } };
}

/** A second copy of a download, beside it. */
export function copyOf({ file }: SmallProgram, name: string): string {
  const copy = join(file, '..', name);
  copyFileSync(file, copy);
  return copy;
}

/** A path of this system as Wine sees it. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

async function runtime(folder: string, body: string): Promise<Buffer> {
  const out = join(folder, 'runtime.exe');
  const script = join(folder, 'runtime.nsi');
  writeFileSync(
    script,
    `Unicode true
Target amd64-unicode
OutFile "${out}"
SilentInstall silent
RequestExecutionLevel user
!include LogicLib.nsh
!include FileFunc.nsh
Section
  ReadEnvStr $R0 THROWLINE_RUN
  ReadEnvStr $R1 THROWLINE_FILE
  ReadEnvStr $R2 NOTES
  \${GetParameters} $R3
  \${GetOptions} $R3 "--release-input" $R4
  \${IfNot} \${Errors}
    FileOpen $0 "$R2\\released" w
    FileClose $0
    Quit
  \${EndIf}
  ClearErrors
${body}
SectionEnd
`,
  );
  await run('makensis', ['-V2', script]);
  return lzma(readFileSync(out), ['--format=lzma', '--lzma1=preset=0']);
}
