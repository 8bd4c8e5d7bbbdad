// The language's own library has no types for WebAssembly without those of a browser, which this package is not.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new <Exports extends KernelBasics>(
    module: object,
    imports: object,
  ) => { readonly exports: Exports };
};

/** What every kernel exports. */
export interface KernelBasics {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Lays out the memory; 0, or 1 when it cannot be had. */
  setup(width: number, height: number, maxBytes: number): number;
}

const modules = new WeakMap<Uint8Array, object>();

/**
 * An instance of a kernel, of memory of its own. The bytes are compiled only once as long as the same array is given.
 * @throws whatever is wrong with the bytes
 */
export function instantiate<Exports extends KernelBasics>(wasm: Uint8Array): Exports {
  let module = modules.get(wasm);
  if (module === undefined) {
    module = new WebAssembly.Module(wasm);
    modules.set(wasm, module);
  }
  return new WebAssembly.Instance<Exports>(module, {}).exports;
}

/** Bytes of a block's luma (16 × 16) and chroma (2 × 8 × 8). */
const BLOCK_PLANE_BYTES = 384;

/** A view of a picture of so many blocks in a kernel's memory. */
export function planesAt(memory: Uint8Array, address: number, blocks: number): Uint8Array {
  return memory.subarray(address, address + blocks * BLOCK_PLANE_BYTES);
}
