/** Builds the screen kernel when it is stale; resolves to where the WebAssembly file is. */
export function buildKernel(): Promise<URL>;

/** Builds the lossy codec's kernels when they are stale; resolves to where the WebAssembly files are. */
export function buildLossyKernels(): Promise<{ readonly encoder: URL; readonly decoder: URL }>;
