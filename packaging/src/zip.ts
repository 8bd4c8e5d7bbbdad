import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  /** Path inside the archive, with `/`; ASCII. Folders come from the paths of what is in them. */
  readonly path: string;
  /** Permission bits, for example 0o755: what is to be run has to say so. */
  readonly mode: number;
  readonly content: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
/** Version needed to extract: 2.0, for deflate. */
const NEEDED_VERSION = 20;
/** Made by 3.0 on UNIX (3 in the upper byte), so that the permission bits count. */
const MADE_BY = (3 << 8) | 30;
const STORED = 0;
const DEFLATED = 8;
/** 1980-01-01, 00:00: the format's first day, for want of none. */
const NO_DATE = (1 << 5) | 1;
/** `S_IFREG` of sys/stat.h. */
const REGULAR_FILE = 0o100000;

/**
 * A zip archive (PKWARE APPNOTE.TXT 6.3) that depends on nothing but its entries: no times, no owners, the given order.
 * What deflate does not make smaller is stored. Permission bits are kept, as Info-ZIP keeps them.
 * @throws RangeError for a path that is not relative ASCII, or 4 GiB and more
 */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = pack(entry);
    const local = localHeader(entry, packed);
    directory.push(centralHeader(entry, packed, offset));
    parts.push(local, packed.bytes);
    offset += local.length + packed.bytes.length;
  }
  const central = Buffer.concat(directory);
  if (offset + central.length > 0xffffffff) throw new RangeError('The archive is too large for this format.');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

interface Packed {
  readonly method: typeof STORED | typeof DEFLATED;
  readonly bytes: Uint8Array;
  readonly crc: number;
}

function pack({ path, content }: ZipEntry): Packed {
  if (!/^(?!\/)[\x20-\x7e]{1,255}$/.test(path) || path.split('/').includes('..'))
    throw new RangeError(`zip cannot hold the path ${path}`);
  const crc = crc32(content);
  const deflated = deflateRawSync(content, { level: 9 });
  return deflated.length < content.length
    ? { method: DEFLATED, bytes: deflated, crc }
    : { method: STORED, bytes: content, crc };
}

function localHeader(entry: ZipEntry, packed: Packed): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  writeCommon(header, 4, entry, packed);
  return Buffer.concat([header, Buffer.from(entry.path, 'ascii')]);
}

function centralHeader(entry: ZipEntry, packed: Packed, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(MADE_BY, 4);
  writeCommon(header, 6, entry, packed);
  header.writeUInt32LE(((REGULAR_FILE | entry.mode) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, Buffer.from(entry.path, 'ascii')]);
}

/** The 26 bytes that both headers share. */
function writeCommon(header: Buffer, at: number, entry: ZipEntry, packed: Packed): void {
  header.writeUInt16LE(NEEDED_VERSION, at);
  header.writeUInt16LE(packed.method, at + 4);
  header.writeUInt16LE(NO_DATE, at + 8);
  header.writeUInt32LE(packed.crc, at + 10);
  header.writeUInt32LE(packed.bytes.length, at + 14);
  header.writeUInt32LE(entry.content.length, at + 18);
  header.writeUInt16LE(entry.path.length, at + 22);
}
