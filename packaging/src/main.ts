/**
 * Makes the file that customers download:
 *
 *     node packaging/src/main.ts --server-url URL --pin SPKI_SHA256_BASE64 [--pin …] --out FILE [--check]
 *
 * With `--check` nothing is made: exit code 0 says that FILE is up to date, 1 that it is not. 2: wrong usage.
 */
import { parseArgs } from 'node:util';
import { buildLinuxApplet, isLinuxAppletFresh } from './index.ts';

const USAGE = 'usage: main.ts --server-url URL --pin SPKI_SHA256_BASE64 [--pin …] --out FILE [--check]';

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (options.check) return (await isLinuxAppletFresh(options)) ? 0 : 1;
  await buildLinuxApplet({ ...options, say: (line) => console.log(line) });
  return 0;
}

function readOptions(): { serverUrl: string; pins: string[]; out: string; check: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        'server-url': { type: 'string' },
        pin: { type: 'string', multiple: true, default: [] },
        out: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    });
    const { 'server-url': serverUrl, pin: pins, out, check } = values;
    return serverUrl === undefined || out === undefined ? undefined : { serverUrl, pins, out, check };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return error instanceof RangeError ? 2 : 1;
});
