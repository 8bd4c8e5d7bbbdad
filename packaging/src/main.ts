/**
 * Makes the file that customers of one system download:
 *
 *     node packaging/src/main.ts --system linux|windows --server-url URL [--installation-key SPKI_BASE64]
 *       [--pin SPKI_SHA256_BASE64 …] [--brand NAME] [--sign-word WORD …] --out FILE [--check]
 *
 * With `--check` nothing is made: exit code 0 says that FILE is up to date, 1 that it is not. 2: wrong usage. 3: a
 * program that is needed to make it is missing; the last line on standard error names it.
 */
import { parseArgs } from 'node:util';
import { APPLET_SYSTEMS, type AppletOptions, buildApplet, isAppletFresh } from './index.ts';
import { MissingToolError } from './missing-tool.ts';

const USAGE = `usage: main.ts --system ${APPLET_SYSTEMS.join('|')} --server-url URL [--installation-key SPKI_BASE64]
  [--pin SPKI_SHA256_BASE64 …] [--brand NAME] [--sign-word WORD …] --out FILE [--check]`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (options.check) return (await isAppletFresh(options)) ? 0 : 1;
  await buildApplet({ ...options, say: (line) => console.log(line) });
  return 0;
}

function readOptions(): (AppletOptions & { check: boolean }) | undefined {
  try {
    const { values } = parseArgs({
      options: {
        system: { type: 'string' },
        'server-url': { type: 'string' },
        'installation-key': { type: 'string' },
        pin: { type: 'string', multiple: true, default: [] },
        brand: { type: 'string', default: 'Throwline' },
        'sign-word': { type: 'string', multiple: true, default: [] },
        out: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    });
    const { 'server-url': serverUrl, 'installation-key': installationKey, pin: pins, brand } = values;
    const { 'sign-word': signCommand, out, check } = values;
    const system = APPLET_SYSTEMS.find((each) => each === values.system);
    if (system === undefined || serverUrl === undefined || out === undefined) return undefined;
    return { system, serverUrl, installationKey, pins, brand, signCommand, out, check };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof MissingToolError) return 3;
  return error instanceof RangeError ? 2 : 1;
});
