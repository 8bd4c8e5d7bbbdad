/** Builds the kernel when it is stale; resolves to where the WebAssembly file is. */
export function buildKernel(): Promise<URL>;
