import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const LEVEL_1 = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What the applet hands in. */
export function compress(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, LEVEL_1);
}

export function decompress(bytes: Uint8Array, size: number): Uint8Array {
  return zstdDecompressSync(bytes, { maxOutputLength: size });
}
