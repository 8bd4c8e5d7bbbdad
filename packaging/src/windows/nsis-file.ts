import { crc32 } from 'node:zlib';

/*
 * A program that makensis has made is a Windows program with data behind it (fileform.h of NSIS 3, sections not solid):
 * a header of 28 bytes at a multiple of 512, the compressed script, blocks of which each begins with its length, and a
 * CRC-32 of everything but the first 512 bytes. One file is put in afterwards, because makensis would need more than a
 * minute to compress the runtime, which is always the same; and what the program says before its script runs is
 * written anew.
 */

const ALIGNMENT = 512;
const SIGNATURE = Buffer.from('\xef\xbe\xad\xdeNullsoftInst', 'latin1');
const SIGNATURE_AT = 4;
const FOLLOWING_AT = 24;
const CRC_BYTES = 4;
/** Marks a block's length when the block is compressed. */
const IS_COMPRESSED = 0x8000_0000;

/**
 * Puts a compressed block in place of the last one.
 * @param placeholder the last block's bytes, as they were given to makensis with compression off
 * @param block properties (5 bytes) and data of LZMA with an end marker
 * @throws Error when the file is not built as described, or its last block is another one
 */
export function replaceLastBlock(file: Buffer, placeholder: Uint8Array, block: Uint8Array): Buffer {
  const header = headerOf(file);
  const end = file.length - CRC_BYTES;
  const start = end - placeholder.length - 4;
  const isThere =
    file.readUInt32LE(start) === placeholder.length && file.subarray(start + 4, end).equals(placeholder);
  if (!isThere) throw new Error('makensis has not put the placeholder last.');
  const length = Buffer.alloc(4);
  length.writeUInt32LE((block.length | IS_COMPRESSED) >>> 0);
  const made = Buffer.concat([file.subarray(0, start), length, block, Buffer.alloc(CRC_BYTES)]);
  made.writeUInt32LE(made.length - header, header + FOLLOWING_AT);
  return withChecksum(made);
}

/**
 * Writes other words in place of those that stand in the program itself, ahead of its script.
 * @param words how a text begins, and what is to stand there; at most as long as the whole text is
 * @throws Error when a text is not there or its place is too short
 */
export function replaceWords(file: Buffer, words: Readonly<Record<string, string>>): Buffer {
  const made = Buffer.from(file);
  const program = made.subarray(0, headerOf(made));
  for (const [beginning, text] of Object.entries(words)) {
    // Several texts may begin alike; each is replaced.
    let at = program.indexOf(beginning, 0, 'utf16le');
    if (at < 0) throw new Error(`makensis’ program does not say "${beginning}".`);
    for (; at >= 0; at = program.indexOf(beginning, at + 2, 'utf16le')) {
      let end = at;
      while (program.readUInt16LE(end) !== 0) end += 2;
      if (text.length * 2 > end - at) throw new Error(`"${text}" does not fit.`);
      program.fill(0, at, end);
      program.write(text, at, 'utf16le');
    }
  }
  return withChecksum(made);
}

/** Where the header stands. @throws Error when there is none or the checksum does not hold */
function headerOf(file: Buffer): number {
  for (let at = 0; at + FOLLOWING_AT + CRC_BYTES < file.length; at += ALIGNMENT) {
    if (!file.subarray(at + SIGNATURE_AT, at + SIGNATURE_AT + SIGNATURE.length).equals(SIGNATURE)) continue;
    if (file.readUInt32LE(at + FOLLOWING_AT) !== file.length - at) break;
    if (file.readUInt32LE(file.length - CRC_BYTES) !== checksum(file)) break;
    return at;
  }
  throw new Error('makensis has made a file that is not built as expected.');
}

function withChecksum(file: Buffer): Buffer {
  file.writeUInt32LE(checksum(file), file.length - CRC_BYTES);
  return file;
}

function checksum(file: Buffer): number {
  return crc32(file.subarray(ALIGNMENT, file.length - CRC_BYTES));
}
