import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { ZipEntry } from '../zip.ts';

const run = promisify(execFile);
/** Notarisation waits for Apple; milliseconds. */
const PATIENCE = 45 * 60_000;

/**
 * Has a bundle signed, and notarised if it does that, by the installation's own command.
 * @param files of the bundle, all below `<name>.app/`
 * @param command its words; run without a shell, with the path of a copy of the `.app` as the last word. It signs that
 *   copy in place
 * @returns the files as the command has left them
 * @throws Error with what the command said when it fails or leaves everything as it was
 */
export async function signBundle(
  files: readonly ZipEntry[],
  command: readonly string[],
): Promise<ZipEntry[]> {
  const [tool = '', ...words] = command;
  const [name = ''] = files[0]?.path.split('/') ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'throwline-sign-'));
  try {
    for (const { path, mode, content } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content, { mode });
    }
    await run(tool, [...words, join(folder, name)], { timeout: PATIENCE, maxBuffer: 1 << 20 }).catch(
      (error: Error & { stderr?: string }) => {
        // The command's words may hold a password.
        const said = (error.stderr ?? '').trim().slice(0, 1000);
        throw new Error(`The command that signs failed. ${said}`.trim());
      },
    );
    const signed = await readAll(folder, name);
    if (isSame(signed, files)) throw new Error('The command that signs has left the program as it was.');
    return signed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readAll(folder: string, name: string): Promise<ZipEntry[]> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.sort().map(async (path) => ({
      path: relative(folder, path),
      mode: (await stat(path)).mode & 0o777,
      content: await readFile(path),
    })),
  );
}

function isSame(signed: readonly ZipEntry[], before: readonly ZipEntry[]): boolean {
  const known = new Map(before.map(({ path, content }) => [path, content]));
  return (
    signed.length === before.length &&
    signed.every(({ path, content }) => Buffer.compare(content, known.get(path) ?? Buffer.alloc(0)) === 0)
  );
}
