import { readFile } from 'node:fs/promises';
import { buildKernel } from '../build.mjs';

/** The kernel's WebAssembly, built when it is stale. */
export const kernel: Uint8Array = await readFile(await buildKernel());
