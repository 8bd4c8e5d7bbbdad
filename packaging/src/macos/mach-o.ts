/** What signing needs to know of a Mach-O program for one processor (`mach-o/loader.h`). */
export interface MachO {
  /** The processor, by the name that `uname -m` has for it. */
  readonly processor: 'arm64' | 'x86_64';
  /** Bytes of the program's `__TEXT` segment in the file: the part that runs. */
  readonly textBytes: number;
  /** Where the signature lies; it is the last part of the file. */
  readonly signatureOffset: number;
  /** Where the numbers stand that change with the signature's size. */
  readonly fields: {
    readonly signatureSize: number;
    readonly linkEditMemory: number;
    readonly linkEditBytes: number;
    readonly linkEditOffset: number;
  };
}

const FAT_MAGIC = 0xcafebabe;
const MAGIC_64 = 0xfeedfacf;
const SEGMENT_64 = 0x19;
const CODE_SIGNATURE = 0x1d;
const PROCESSORS = new Map<number, MachO['processor']>([
  [0x01000007, 'x86_64'],
  [0x0100000c, 'arm64'],
]);

/**
 * Reads a program for one processor.
 * @throws RangeError when it is no 64-bit Mach-O program that ends with a signature
 */
export function readMachO(program: Buffer): MachO {
  if (program.length < 32 || program.readUInt32LE(0) !== MAGIC_64)
    throw new RangeError('This is no 64-bit Mach-O program.');
  const processor = PROCESSORS.get(program.readUInt32LE(4));
  if (processor === undefined) throw new RangeError('The program is for an unknown processor.');
  let text: number | undefined;
  let linkEdit: number | undefined;
  let signature: number | undefined;
  let at = 32;
  for (let left = program.readUInt32LE(16); left > 0; left -= 1) {
    const command = program.readUInt32LE(at);
    if (command === SEGMENT_64) {
      const name = program.toString('latin1', at + 8, at + 24).replace(/\0.*$/s, '');
      if (name === '__TEXT') text = at;
      if (name === '__LINKEDIT') linkEdit = at;
    }
    if (command === CODE_SIGNATURE) signature = at;
    at += program.readUInt32LE(at + 4);
  }
  if (text === undefined || linkEdit === undefined || signature === undefined)
    throw new RangeError('The program has no place for a signature.');
  const signatureOffset = program.readUInt32LE(signature + 8);
  if (signatureOffset + program.readUInt32LE(signature + 12) !== program.length)
    throw new RangeError('The signature is not the last part of the program.');
  return {
    processor,
    textBytes: Number(program.readBigUInt64LE(text + 48)),
    signatureOffset,
    fields: {
      signatureSize: signature + 12,
      linkEditMemory: linkEdit + 32,
      linkEditOffset: linkEdit + 40,
      linkEditBytes: linkEdit + 48,
    },
  };
}

/**
 * The programs in a universal file (`mach-o/fat.h`), in its order.
 * @throws RangeError when it is none
 */
export function slicesOf(universal: Buffer): Buffer[] {
  if (universal.length < 8 || universal.readUInt32BE(0) !== FAT_MAGIC)
    throw new RangeError('This is no universal program.');
  const count = universal.readUInt32BE(4);
  return Array.from({ length: count }, (_, index) => {
    const entry = 8 + index * 20;
    const offset = universal.readUInt32BE(entry + 8);
    return universal.subarray(offset, offset + universal.readUInt32BE(entry + 12));
  });
}

/** Every program begins at a multiple of the larger page size, that of Apple silicon: 2¹⁴. */
const ALIGNMENT_BITS = 14;

/** Puts programs for different processors into one universal file. */
export function joinSlices(slices: readonly Buffer[]): Buffer {
  const parts: { readonly at: number; readonly slice: Buffer }[] = [];
  let end = 8 + slices.length * 20;
  for (const slice of slices) {
    const at = Math.ceil(end / 2 ** ALIGNMENT_BITS) * 2 ** ALIGNMENT_BITS;
    parts.push({ at, slice });
    end = at + slice.length;
  }
  const universal = Buffer.alloc(end);
  universal.writeUInt32BE(FAT_MAGIC, 0);
  universal.writeUInt32BE(slices.length, 4);
  for (const [index, { at, slice }] of parts.entries()) {
    const entry = 8 + index * 20;
    // Processor and its kind, as the program itself says them.
    universal.writeUInt32BE(slice.readUInt32LE(4), entry);
    universal.writeUInt32BE(slice.readUInt32LE(8), entry + 4);
    universal.writeUInt32BE(at, entry + 8);
    universal.writeUInt32BE(slice.length, entry + 12);
    universal.writeUInt32BE(ALIGNMENT_BITS, entry + 16);
    slice.copy(universal, at);
  }
  return universal;
}
