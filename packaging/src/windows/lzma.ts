import { xz } from '../linux/xz.ts';

/**
 * Measured on node.exe 22.23.3 (87 MB), one thread: 22.2 MB, about 45 s of one core; makensis itself needs as long and
 * makes 22.3 MB. The customer's computer needs the dictionary's size in memory to unpack.
 */
export const LZMA_SETTINGS = ['--format=lzma', '--lzma1=preset=7,dict=32MiB'];

/** Bytes 5 to 12 of the .lzma format: the size, which NSIS leaves out and xz does not know (all ones: an end marker follows). */
const SIZE = { from: 5, to: 13 } as const;

/** Packs bytes as NSIS stores a block: properties of LZMA and its data with an end marker. */
export async function lzma(bytes: Uint8Array, settings: readonly string[] = LZMA_SETTINGS): Promise<Buffer> {
  const packed = await xz(bytes, settings);
  return Buffer.concat([packed.subarray(0, SIZE.from), packed.subarray(SIZE.to)]);
}
