import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyOf } from './cache.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders and files that the applet is made from. */
const SOURCES = [
  'applet/src',
  'applet/package.json',
  'customer/src',
  'customer/build.mjs',
  'packages/identity',
  'packages/protocol/src',
  'packages/screen/src',
  'packages/screen/kernel',
  'packages/screen/build.mjs',
  'packaging/src',
  'package-lock.json',
];

/**
 * A hash over everything that the applet is made from, the installation's own settings aside. Tests, notes and what
 * builds have left do not count.
 */
export async function inputsHash(root: string = ROOT): Promise<string> {
  const files = (await Promise.all(SOURCES.map((source) => listFiles(root, source)))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(join(root, file))));
  const parts = files.flatMap((file, index) => [file, contents[index] ?? '']);
  return keyOf(...parts);
}

async function listFiles(root: string, source: string): Promise<string[]> {
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  if (entries === undefined) return [source];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length))
    .filter((file) => !/(\.test\.ts|\.md)$|(^|\/)(testing|node_modules|dist|build)\//.test(file));
}
