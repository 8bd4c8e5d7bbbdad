import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where pieces that do not depend on the installation are kept between builds. */
export const BUILD_FOLDER = fileURLToPath(new URL('../build/', import.meta.url));

/** A short name for some content: the first 80 bits of its SHA-256, in hex. */
export function keyOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 20);
}

/**
 * The bytes that `make` makes, kept under `<name>-<key>`; older ones of the same name are removed. Several processes
 * may do this at once.
 */
export async function cached(
  name: string,
  key: string,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const file = join(BUILD_FOLDER, `${name}-${key}`);
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  const made = await make();
  await writeWhole(file, made);
  for (const other of await readdir(BUILD_FOLDER)) {
    const stale = other.startsWith(`${name}-`) && other !== `${name}-${key}` && !other.endsWith('.tmp');
    if (stale) await rm(join(BUILD_FOLDER, other), { force: true });
  }
  return made;
}

/** The file's bytes, or `undefined` when it does not exist. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Writes a file so that whoever looks sees the old one or the new one, never a part. */
export async function writeWhole(file: string, bytes: Uint8Array | string, mode = 0o644): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, bytes, { mode });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
