import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { build, type Plugin } from 'esbuild';
import { cached } from './cache.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** koffi looks for its native part two folders above the bundle, in `build/koffi`; so everything has its place below `app`. */
const BUNDLE_FOLDER = 'app/lib/js/';

/** One file of the packed program. */
export interface AppFile {
  /** Path in the folder that everything is unpacked to, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** Where koffi's native part has its place. @param platform as koffi names it, for example `linux_x64` */
export function koffiPath(platform: string): string {
  return `app/build/koffi/${platform}/koffi.node`;
}

/**
 * The files of the applet that are the same for every system: scripts, screen kernel, window page.
 * @param key stands for all inputs; they are remade when it changes
 */
export async function appFiles(key: string, say: (line: string) => void): Promise<readonly AppFile[]> {
  const packed = await cached('app', key, async () => {
    say('Building the support program …');
    const { kernel, lossyEncoder, window } = await buildParts();
    const scripts = await bundle();
    const files: AppFile[] = [
      ...scripts.map(({ name, content }) => ({ path: BUNDLE_FOLDER + name, content })),
      { path: `${BUNDLE_FOLDER}screen-kernel.wasm`, content: kernel },
      { path: `${BUNDLE_FOLDER}lossy-encoder.wasm`, content: lossyEncoder },
      { path: `${BUNDLE_FOLDER}window.html`, content: window },
    ];
    return serialize(files.map(({ path, content }) => [path, content]));
  });
  const entries: [string, Uint8Array][] = deserialize(packed);
  return entries.map(([path, content]) => ({ path, content }));
}

/** The parts that have builds of their own. */
async function buildParts() {
  const { buildKernel, buildLossyKernels } = await import(
    pathToFileURL(join(ROOT, 'packages/screen/build.mjs')).href
  );
  const kernel = await readFile(await buildKernel());
  const lossyEncoder = await readFile((await buildLossyKernels()).encoder);
  await run(process.execPath, [join(ROOT, 'customer/build.mjs')]);
  const window = await readFile(join(ROOT, 'customer/dist/window.html'));
  return { kernel, lossyEncoder, window };
}

/** koffi's `indirect` entry takes the native part from a file beside the bundle instead of from a package. */
const koffiFromFile: Plugin = {
  name: 'koffi-from-file',
  setup(it) {
    it.onResolve({ filter: /^koffi$/ }, (args) =>
      it.resolve('koffi/indirect', { kind: args.kind, resolveDir: args.resolveDir, importer: args.importer }),
    );
  },
};

async function bundle(): Promise<{ name: string; content: Uint8Array }[]> {
  const outdir = await mkdtemp(join(tmpdir(), 'throwline-bundle-'));
  try {
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: {
        main: join(ROOT, 'applet/src/main.ts'),
        'screen-worker': join(ROOT, 'applet/src/screen/screen-worker.ts'),
      },
      outdir,
      write: false,
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      // Parts of ws that make it faster when they are there; it does without.
      external: ['bufferutil', 'utf-8-validate'],
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'eof',
      logLevel: 'silent',
      plugins: [koffiFromFile],
      banner: {
        js: "import{createRequire as throwlineRequire}from'node:module';const require=throwlineRequire(import.meta.url);",
      },
    });
    return outputFiles.map(({ path, contents }) => ({
      name: path.slice(outdir.length + 1),
      content: contents,
    }));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
