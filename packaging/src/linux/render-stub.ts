import { readFileSync } from 'node:fs';

const TEMPLATE = readFileSync(new URL('./stub.sh', import.meta.url), 'utf8');
/** Room for numbers that are known only when the script's own length is: 10 digits. */
const WIDTH = 10;

export interface StubValues {
  /** One line of JSON: what the program needs to know of its installation. */
  readonly config: string;
  /** Bytes that follow the script. */
  readonly payloadBytes: number;
  /** Free space that a place must have to be chosen, in KiB. */
  readonly neededKib: number;
}

/**
 * The script at the head of the file, with its numbers filled in.
 * @throws RangeError for a configuration that cannot stand in single quotes on one line
 */
export function renderStub(values: StubValues): Buffer {
  if (/['\n\r\0\\]/.test(values.config))
    throw new RangeError('This configuration cannot be written into a shell script.');
  const padded = (value: number): string => String(value).padEnd(WIDTH);
  const fill = (stubBytes: number): Buffer =>
    Buffer.from(
      TEMPLATE.replace('@STUB_BYTES@', padded(stubBytes))
        .replace('@TOTAL_BYTES@', padded(stubBytes + values.payloadBytes))
        .replace('@NEEDED_KIB@', padded(values.neededKib))
        .replace('@CONFIG@', () => values.config),
    );
  return fill(fill(0).length);
}
