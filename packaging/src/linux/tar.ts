/** One file or folder of an archive. */
export interface TarEntry {
  /** Path inside the archive, with `/`; at most 99 bytes of ASCII. Folders end with `/`. */
  readonly path: string;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** Empty for folders. */
  readonly content: Uint8Array;
}

const BLOCK = 512;

/**
 * A POSIX ustar archive (IEEE Std 1003.1, pax, "ustar Interchange Format") that depends on nothing but its entries:
 * no times, no owners, the given order.
 * @param options.end whether the two empty blocks that end an archive are written; without them, another archive may
 *   follow directly
 * @throws RangeError for a path that the format's short form cannot hold
 */
export function writeTar(entries: readonly TarEntry[], options: { readonly end: boolean }): Buffer {
  const parts = entries.flatMap((entry) => [header(entry), entry.content, padding(entry.content.length)]);
  if (options.end) parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

function header({ path, mode, content }: TarEntry): Buffer {
  if (!/^[\x21-\x7e]{1,99}$/.test(path)) throw new RangeError(`tar cannot hold the path ${path}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void => {
    block.write(value.toString(8).padStart(digits, '0'), at, 'ascii');
  };
  block.write(path, 0, 'ascii');
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(content.length, 124, 11);
  octal(0, 136, 11);
  block.write('        ', 148, 'ascii');
  block.write(path.endsWith('/') ? '5' : '0', 156, 'ascii');
  block.write('ustar\x0000', 257, 'ascii');
  const sum = block.reduce((total, byte) => total + byte, 0);
  octal(sum, 148, 6);
  block.writeUInt8(0, 154);
  return block;
}
