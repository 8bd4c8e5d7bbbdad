import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Signing services and time stamps come over the network; milliseconds. */
const PATIENCE = 5 * 60_000;

/**
 * Has a program signed by the installation's own command.
 * @param command its words; run without a shell, with the path of a copy as the last word. It signs that copy in place
 * @param name of the copy, for commands that put it into the signature
 * @throws Error with what the command said when it fails or leaves the file as it was
 */
export async function sign(
  program: Uint8Array,
  command: readonly string[],
  name: string,
): Promise<Uint8Array> {
  const [tool = '', ...words] = command;
  const folder = await mkdtemp(join(tmpdir(), 'throwline-sign-'));
  try {
    const file = join(folder, name);
    await writeFile(file, program, { mode: 0o600 });
    await run(tool, [...words, file], { timeout: PATIENCE, maxBuffer: 1 << 20 }).catch(
      (error: Error & { stderr?: string }) => {
        // The command's words may hold a password.
        throw new Error(
          `The command that signs failed. ${(error.stderr ?? '').trim().slice(0, 1000)}`.trim(),
        );
      },
    );
    const signed = await readFile(file);
    if (signed.equals(program)) throw new Error('The command that signs has left the file as it was.');
    return signed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
