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
 * An instance of a kernel with memory of its own, laid out for `width` × `height` pixels and for writing or reading at
 * most `maxBytes` bytes. Its memory never grows after this, so views of it stay valid. The bytes are compiled only once as
 * long as the same array is given.
 * @param what the pixels are, in the error's words
 * @throws {RangeError} when the memory cannot be had
 * @throws whatever is wrong with the bytes
 */
export function startKernel<Exports extends KernelBasics>(
  wasm: Uint8Array,
  what: 'picture' | 'rectangle',
  width: number,
  height: number,
  maxBytes: number,
): Exports {
  let module = modules.get(wasm);
  if (module === undefined) {
    module = new WebAssembly.Module(wasm);
    modules.set(wasm, module);
  }
  const { exports } = new WebAssembly.Instance<Exports>(module, {});
  if (exports.setup(width, height, maxBytes) !== 0) {
    throw new RangeError(`There is no memory for a ${what} of ${width} × ${height} pixels`);
  }
  return exports;
}
