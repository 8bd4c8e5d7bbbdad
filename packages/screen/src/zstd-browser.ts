import { ZSTDDecoder } from 'zstddec';

/**
 * A zstd decompressor for `createDecoder` that runs in browsers, workers and Node: Facebook's own decoder compiled
 * to WebAssembly (package zstddec, MIT and BSD-3-Clause). The WebAssembly comes inside the script as a data: URL,
 * so a page's content security policy must allow `connect-src data:` and `script-src 'wasm-unsafe-eval'`.
 *
 * The output is written into `size` bytes taken beforehand, whatever the frame claims of itself, and never beyond.
 * @throws whatever hinders the WebAssembly from being loaded
 */
export async function createZstdDecompress(): Promise<(bytes: Uint8Array, size: number) => Uint8Array> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (bytes, size) => {
    // The decoder takes 0 for "as much as the frame says".
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`Cannot decompress to ${size} bytes`);
    const output = decoder.decode(bytes, size);
    if (output.length !== size) throw new Error(`Decompressed to ${output.length} bytes instead of ${size}`);
    return output;
  };
}
