import { readIfThere } from './cache.ts';

/** What lies beside the applet's file as `<file>.json`: what it was made from and what it is. */
export interface Manifest {
  readonly system: string;
  /** Stands for address, pins, brand and the command that signs. */
  readonly installationHash: string;
  readonly inputsHash: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Where a file's manifest lies. */
export function manifestPath(file: string): string {
  return `${file}.json`;
}

/** The manifest beside `file`, or `undefined` when there is none that can be read. */
export async function readManifest(file: string): Promise<Manifest | undefined> {
  const text = await readIfThere(manifestPath(file));
  if (text === undefined) return undefined;
  try {
    return parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parse(value: unknown): Manifest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { system, installationHash, inputsHash, bytes, sha256 } = value as Record<string, unknown>;
  const whole =
    typeof system === 'string' &&
    typeof installationHash === 'string' &&
    typeof inputsHash === 'string' &&
    typeof bytes === 'number' &&
    typeof sha256 === 'string';
  return whole ? { system, installationHash, inputsHash, bytes, sha256 } : undefined;
}
