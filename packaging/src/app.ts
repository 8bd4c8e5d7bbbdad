import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { cached, keyOf } from './cache.ts';
import { type TarEntry, writeTar } from './tar.ts';
import { XZ_SETTINGS, xz } from './xz.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** koffi looks for its native part two folders above the bundle, in `build/koffi`; so everything has its place below `app`. */
const BUNDLE_FOLDER = 'app/lib/js/';
const KOFFI_NATIVE = 'app/build/koffi/linux_x64/koffi.node';

/**
 * The packed program: everything of the applet but its runtime. Its archive has no end, the runtime's follows it.
 * @param key stands for all inputs; the pack is remade when it changes
 */
export async function appMember(key: string, say: (line: string) => void): Promise<Uint8Array> {
  return cached('app.tar.xz', keyOf(key, XZ_SETTINGS.join(' ')), async () => {
    say('Building the support program …');
    const { kernel, lossyEncoder, window } = await buildParts();
    const scripts = await bundle();
    const native = await readFile(koffiNative());
    const file = (path: string, content: Uint8Array): TarEntry => ({ path, mode: 0o600, content });
    const files = [
      file(KOFFI_NATIVE, native),
      ...scripts.map(({ name, content }) => file(BUNDLE_FOLDER + name, content)),
      file(`${BUNDLE_FOLDER}screen-kernel.wasm`, kernel),
      file(`${BUNDLE_FOLDER}lossy-encoder.wasm`, lossyEncoder),
      file(`${BUNDLE_FOLDER}window.html`, window),
    ];
    return xz(writeTar([...foldersOf(files), ...files], { end: false }));
  });
}

/** The folders above the files, outermost first. */
export function foldersOf(files: readonly TarEntry[]): TarEntry[] {
  const paths = new Set<string>();
  for (const { path } of files) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      paths.add(path.slice(0, end + 1));
  }
  return [...paths].sort().map((path) => ({ path, mode: 0o700, content: new Uint8Array() }));
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

function koffiNative(): string {
  const require = createRequire(join(ROOT, 'applet/package.json'));
  const loader = createRequire(require.resolve('koffi')).resolve('@koromix/koffi-linux-x64');
  return join(dirname(loader), 'linux_x64/koffi.node');
}
