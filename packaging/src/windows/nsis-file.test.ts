import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { replaceLastBlock, replaceWords } from './nsis-file.ts';

const PROGRAM = 1024;

/** A file as makensis makes it: a program that says something, a header, a script, a block, the checksum. */
function file(block: Buffer): Buffer {
  const program = Buffer.alloc(PROGRAM);
  program.write('First words.\0First again.\0', 600, 'utf16le');
  const header = Buffer.alloc(28);
  header.write('\xef\xbe\xad\xdeNullsoftInst', 4, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(block.length);
  const made = Buffer.concat([program, header, Buffer.from('script'), length, block, Buffer.alloc(4)]);
  made.writeUInt32LE(made.length - PROGRAM, PROGRAM + 24);
  made.writeUInt32LE(crc32(made.subarray(512, made.length - 4)), made.length - 4);
  return made;
}

test('the last block is replaced; lengths and checksum hold afterwards', () => {
  const placeholder = Buffer.alloc(64, 7);
  const packed = Buffer.from('five bytes and more');
  const made = replaceLastBlock(file(placeholder), placeholder, packed);
  assert.ok(made.subarray(-4 - packed.length, -4).equals(packed));
  assert.equal(made.readUInt32LE(made.length - 8 - packed.length), 0x8000_0000 + packed.length);
  assert.equal(made.readUInt32LE(PROGRAM + 24), made.length - PROGRAM);
  assert.equal(made.readUInt32LE(made.length - 4), crc32(made.subarray(512, made.length - 4)));
});

test('another last block, a damaged file and one of another kind are refused', () => {
  const placeholder = Buffer.alloc(64, 7);
  const good = file(placeholder);
  assert.throws(() => replaceLastBlock(good, Buffer.alloc(64, 8), placeholder), /placeholder/);
  const damaged = Buffer.from(good);
  damaged.writeUInt8(1, 700);
  assert.throws(() => replaceLastBlock(damaged, placeholder, placeholder), /not built as expected/);
  assert.throws(
    () => replaceLastBlock(good.subarray(0, -1), placeholder, placeholder),
    /not built as expected/,
  );
  assert.throws(
    () => replaceLastBlock(Buffer.alloc(4096), placeholder, placeholder),
    /not built as expected/,
  );
});

test('words are replaced wherever they begin, as far as they fit', () => {
  const made = replaceWords(file(Buffer.alloc(64)), { First: 'Other' });
  assert.equal(
    made
      .toString('utf16le', 600, 600 + 25 * 2)
      .replaceAll('\0', ' ')
      .trim(),
    'Other        Other',
  );
  assert.throws(() => replaceWords(file(Buffer.alloc(64)), { First: 'Too many words' }), /does not fit/);
  assert.throws(() => replaceWords(file(Buffer.alloc(64)), { Nowhere: '' }), /does not say/);
});
