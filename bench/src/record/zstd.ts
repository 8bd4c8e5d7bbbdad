import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const LEVEL_1 = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** As the applet's screen thread does it. */
export const compress = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, LEVEL_1);

/** As a decoder wants it done. */
export const decompress = (bytes: Uint8Array, size: number): Uint8Array =>
  zstdDecompressSync(bytes, { maxOutputLength: size });
