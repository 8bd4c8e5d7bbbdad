/**
 * Compiles kernel/ (AssemblyScript) to build/screen-kernel.wasm. Does nothing when the result is newer than the
 * sources and this script. Runs alone (`node build.mjs`) or by import: `await buildKernel()`.
 */
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCES = new URL('./kernel/', import.meta.url);
const ENTRY = 'screen-kernel.ts';
const TARGET = new URL('./build/screen-kernel.wasm', import.meta.url);

async function changedAt(url) {
  try {
    return (await stat(url)).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isFresh() {
  const target = await changedAt(TARGET);
  if (target === undefined) return false;
  const names = await readdir(SOURCES);
  const files = [...names.map((name) => new URL(name, SOURCES)), new URL(import.meta.url)];
  const sources = await Promise.all(files.map(changedAt));
  return sources.every((source) => source !== undefined && source < target);
}

/**
 * Builds the kernel when it is stale.
 * @returns {Promise<URL>} where the WebAssembly file is
 * @throws {Error} with the compiler's messages
 */
export async function buildKernel() {
  if (await isFresh()) return TARGET;
  const { default: asc } = await import('assemblyscript/asc');
  const sources = new Map();
  for (const name of await readdir(SOURCES)) {
    sources.set(name, await readFile(new URL(name, SOURCES), 'utf8'));
  }
  let binary;
  const { error, stderr } = await asc.main(
    [
      ENTRY,
      ...['--outFile', 'screen-kernel.wasm'],
      ...['--runtime', 'stub'],
      ...['--use', 'abort='],
      ...['--enable', 'simd'],
      ...['--optimizeLevel', '3'],
      ...['--noAssert'],
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, contents) => {
        if (name === 'screen-kernel.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || binary === undefined) {
    throw new Error(`The screen kernel does not compile: ${error?.message ?? ''}\n${stderr.toString()}`);
  }
  await mkdir(new URL('.', TARGET), { recursive: true });
  // Several processes may build at once: each writes a file of its own, and the rename is atomic.
  const draft = new URL(`./screen-kernel.${process.pid}.tmp`, TARGET);
  await writeFile(draft, binary);
  await rename(draft, TARGET);
  return TARGET;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(fileURLToPath(await buildKernel()));
}
