/**
 * Compiles the kernels (AssemblyScript) in kernel/ to build/. Does nothing for a result that is newer than every source and
 * this script. Runs alone (`node build.mjs`) or by import: `await buildKernel()`.
 */
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCES = new URL('./kernel/', import.meta.url);
const TARGETS = new URL('./build/', import.meta.url);

async function changedAt(url) {
  try {
    return (await stat(url)).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The names of all sources below kernel/, with `/` between folders. */
async function sourceNames() {
  const names = await readdir(SOURCES, { recursive: true });
  return names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts'));
}

async function isFresh(target, names) {
  const made = await changedAt(target);
  if (made === undefined) return false;
  const urls = [...names.map((name) => new URL(name, SOURCES)), new URL(import.meta.url)];
  const sources = await Promise.all(urls.map(changedAt));
  return sources.every((source) => source !== undefined && source < made);
}

async function compile(name, names) {
  const { default: asc } = await import('assemblyscript/asc');
  const sources = new Map();
  for (const file of names) sources.set(file, await readFile(new URL(file, SOURCES), 'utf8'));
  let binary;
  const { error, stderr } = await asc.main(
    [
      `${name}.ts`,
      ...['--outFile', `${name}.wasm`],
      ...['--runtime', 'stub'],
      ...['--use', 'abort='],
      ...['--enable', 'simd'],
      ...['--optimizeLevel', '3'],
      ...['--noAssert'],
    ],
    {
      readFile: (file) => sources.get(file) ?? null,
      writeFile: (file, contents) => {
        if (file === `${name}.wasm`) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || binary === undefined) {
    throw new Error(`The kernel ${name} does not compile: ${error?.message ?? ''}\n${stderr.toString()}`);
  }
  return binary;
}

async function build(name) {
  const target = new URL(`${name}.wasm`, TARGETS);
  const names = await sourceNames();
  if (await isFresh(target, names)) return target;
  const binary = await compile(name, names);
  await mkdir(TARGETS, { recursive: true });
  // Several processes may build at once: each writes a file of its own, and the rename is atomic.
  const draft = new URL(`${name}.${process.pid}.tmp`, TARGETS);
  await writeFile(draft, binary);
  await rename(draft, target);
  return target;
}

/**
 * Builds the screen kernel when it is stale.
 * @returns {Promise<URL>} where the WebAssembly file is
 * @throws {Error} with the compiler's messages
 */
export function buildKernel() {
  return build('screen-kernel');
}

/**
 * Builds the lossy codec's kernels when they are stale.
 * @returns {Promise<{ encoder: URL, decoder: URL }>} where the WebAssembly files are
 * @throws {Error} with the compiler's messages
 */
export async function buildLossyKernels() {
  return { encoder: await build('lossy-encoder'), decoder: await build('lossy-decoder') };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { encoder, decoder } = await buildLossyKernels();
  for (const url of [await buildKernel(), encoder, decoder]) console.log(fileURLToPath(url));
}
