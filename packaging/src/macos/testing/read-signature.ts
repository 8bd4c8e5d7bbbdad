import { createHash } from 'node:crypto';

/** What a signature says, read independently of what writes it: offsets by `cs_blobs.h` of xnu. */
export interface ReadSignature {
  readonly identifier: string;
  readonly isAdHoc: boolean;
  /** Hashes of Info.plist (1), requirements (2) and resources (3), hex. */
  readonly special: ReadonlyMap<number, string>;
  /** Whether every page of the program has the hash that is signed. */
  readonly pagesMatch: boolean;
  /** Whether the signature covers all of the program in front of it. */
  readonly isWhole: boolean;
}

/** @param slice a program for one processor; its signature begins at `offset` */
export function readSignature(slice: Buffer, offset: number): ReadSignature {
  const blob = slice.subarray(offset);
  if (blob.readUInt32BE(0) !== 0xfade0cc0) throw new Error('no signature');
  let directory: Buffer | undefined;
  for (let index = 0; index < blob.readUInt32BE(8); index += 1) {
    if (blob.readUInt32BE(12 + index * 8) === 0) directory = blob.subarray(blob.readUInt32BE(16 + index * 8));
  }
  if (directory?.readUInt32BE(0) !== 0xfade0c02) throw new Error('no code directory');
  const hashes = directory.readUInt32BE(16);
  const slots = directory.readUInt32BE(28);
  const limit = directory.readUInt32BE(32);
  const pageBytes = 2 ** directory.readUInt8(39);
  const hashAt = (slot: number): string =>
    (directory ?? blob).subarray(hashes + slot * 32, hashes + slot * 32 + 32).toString('hex');
  const special = new Map<number, string>();
  for (let slot = 1; slot <= directory.readUInt32BE(24); slot += 1) special.set(slot, hashAt(-slot));
  let pagesMatch = true;
  for (let slot = 0; slot < slots; slot += 1) {
    const page = slice.subarray(slot * pageBytes, Math.min((slot + 1) * pageBytes, limit));
    if (createHash('sha256').update(page).digest('hex') !== hashAt(slot)) pagesMatch = false;
  }
  const name = directory.readUInt32BE(20);
  return {
    identifier: directory.toString('latin1', name, directory.indexOf(0, name)),
    isAdHoc: (directory.readUInt32BE(12) & 2) !== 0,
    special,
    pagesMatch,
    isWhole: limit === offset && slots === Math.ceil(limit / pageBytes),
  };
}
