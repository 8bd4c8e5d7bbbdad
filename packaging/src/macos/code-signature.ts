import { createHash } from 'node:crypto';
import { joinSlices, readMachO, slicesOf } from './mach-o.ts';

/*
 * An ad-hoc signature: one that names nobody, and still binds program, Info.plist and resources together. Apple silicon
 * runs nothing without it, and macOS calls a downloaded bundle without it "damaged", which its user cannot get past.
 * Layout: `cs_blobs.h` of xnu, version 0x20400; everything in it is big-endian.
 */

const MAGIC = {
  superBlob: 0xfade0cc0,
  codeDirectory: 0xfade0c02,
  requirements: 0xfade0c01,
  wrapper: 0xfade0b01,
};
const SLOT = { codeDirectory: 0, requirements: 2, cms: 0x10000 } as const;
const VERSION = 0x20400;
const FLAG_ADHOC = 0x2;
const SHA256_TYPE = 2;
const HASH_BYTES = 32;
const PAGE_BITS = 12;
const MAIN_BINARY = 1n;
const DIRECTORY_HEADER = 88;
/** Info.plist, requirements, resources. */
const SPECIAL_SLOTS = 3;
/** Segments end at a multiple of Apple silicon's page size. */
const SEGMENT_PAGE = 0x4000;

/** What a bundle's signature covers besides its program. */
export interface SealedParts {
  /** The bundle's identifier. */
  readonly identifier: string;
  readonly infoPlist: Uint8Array;
  readonly codeResources: Uint8Array;
}

/**
 * Signs a universal program ad hoc, in place of the signature that it has.
 * @throws RangeError when it is no universal Mach-O program whose parts are signed
 */
export function signAdHoc(universal: Buffer, sealed: SealedParts): Buffer {
  return joinSlices(slicesOf(universal).map((slice) => signSlice(slice, sealed)));
}

function signSlice(slice: Buffer, sealed: SealedParts): Buffer {
  const { textBytes, signatureOffset, fields } = readMachO(slice);
  const pages = Math.ceil(signatureOffset / 2 ** PAGE_BITS);
  const directoryBytes =
    DIRECTORY_HEADER + sealed.identifier.length + 1 + (SPECIAL_SLOTS + pages) * HASH_BYTES;
  const requirements = blob(MAGIC.requirements, Buffer.alloc(4));
  const wrapper = blob(MAGIC.wrapper, Buffer.alloc(0));
  const size = 12 + 3 * 8 + directoryBytes + requirements.length + wrapper.length;

  const code = Buffer.from(slice.subarray(0, signatureOffset));
  const linkEditBytes = signatureOffset + size - Number(code.readBigUInt64LE(fields.linkEditOffset));
  code.writeUInt32LE(size, fields.signatureSize);
  code.writeBigUInt64LE(BigInt(linkEditBytes), fields.linkEditBytes);
  const memory = Math.ceil(linkEditBytes / SEGMENT_PAGE) * SEGMENT_PAGE;
  code.writeBigUInt64LE(BigInt(memory), fields.linkEditMemory);

  const special = [sealed.codeResources, requirements, sealed.infoPlist].map(sha256);
  const directory = codeDirectory(code, sealed.identifier, textBytes, special);
  const signature = superBlob([
    [SLOT.codeDirectory, directory],
    [SLOT.requirements, requirements],
    [SLOT.cms, wrapper],
  ]);
  return Buffer.concat([code, signature]);
}

/** @param special hashes of the special slots, the highest slot first, as they lie in memory */
function codeDirectory(
  code: Buffer,
  identifier: string,
  textBytes: number,
  special: readonly Buffer[],
): Buffer {
  const hashes: Buffer[] = [];
  for (let from = 0; from < code.length; from += 2 ** PAGE_BITS)
    hashes.push(sha256(code.subarray(from, from + 2 ** PAGE_BITS)));
  const name = Buffer.from(`${identifier}\0`, 'ascii');
  const header = Buffer.alloc(DIRECTORY_HEADER - 8);
  // Offsets count from the blob's beginning, 8 bytes ahead of this header.
  header.writeUInt32BE(VERSION, 0);
  header.writeUInt32BE(FLAG_ADHOC, 4);
  header.writeUInt32BE(DIRECTORY_HEADER + name.length + special.length * HASH_BYTES, 8);
  header.writeUInt32BE(DIRECTORY_HEADER, 12);
  header.writeUInt32BE(special.length, 16);
  header.writeUInt32BE(hashes.length, 20);
  header.writeUInt32BE(code.length, 24);
  header.writeUInt8(HASH_BYTES, 28);
  header.writeUInt8(SHA256_TYPE, 29);
  header.writeUInt8(PAGE_BITS, 31);
  // Executable segment: base, limit, flags. What stands between is for other kinds of signature.
  header.writeBigUInt64BE(0n, 56);
  header.writeBigUInt64BE(BigInt(textBytes), 64);
  header.writeBigUInt64BE(MAIN_BINARY, 72);
  return blob(MAGIC.codeDirectory, Buffer.concat([header, name, ...special, ...hashes]));
}

function superBlob(blobs: readonly (readonly [slot: number, content: Buffer])[]): Buffer {
  const index = Buffer.alloc(4 + blobs.length * 8);
  index.writeUInt32BE(blobs.length, 0);
  let offset = 8 + index.length;
  for (const [entry, [slot, content]] of blobs.entries()) {
    index.writeUInt32BE(slot, 4 + entry * 8);
    index.writeUInt32BE(offset, 8 + entry * 8);
    offset += content.length;
  }
  return blob(MAGIC.superBlob, Buffer.concat([index, ...blobs.map(([, content]) => content)]));
}

function blob(magic: number, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(magic, 0);
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
