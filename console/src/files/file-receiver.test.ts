import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { FILE_WINDOW, MAX_FILE_CHUNK } from '@throwline/protocol';
import { FileReceiver } from './file-receiver.ts';

const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

test('[FILE-4] a whole file of several windows comes out byte for byte, with credit as it goes', async () => {
  const size = 6 * FILE_WINDOW + 123;
  const data = new Uint8Array(size).map((_, index) => (index * 31 + (index >> 8)) & 255);
  const file = new FileReceiver(size);
  let credit = file.grant();
  assert.equal(credit, FILE_WINDOW);
  for (let offset = 0; offset < size; offset += MAX_FILE_CHUNK) {
    const chunk = data.subarray(offset, offset + MAX_FILE_CHUNK);
    assert.ok(offset + chunk.length <= credit, 'the credit never runs out');
    const step = file.chunk(offset, chunk);
    if (step.kind === 'credit') credit = step.upTo;
  }
  assert.equal(credit, size);
  const end = file.end(sha256(data));
  assert.equal(end.kind, 'complete');
  if (end.kind !== 'complete') return;
  assert.deepEqual(new Uint8Array(await end.contents.arrayBuffer()), data);
  assert.equal(end.contents.type, 'application/octet-stream');
});

test('[FILE-5] parts of nothing end the transfer, parts of one byte cost no more than large ones', async () => {
  const size = 300_000;
  const file = new FileReceiver(size);
  file.grant();
  const data = new Uint8Array(size).map((_, index) => index & 255);
  const before = process.memoryUsage().heapUsed;
  for (let offset = 0; offset < size; offset += 1) file.chunk(offset, data.subarray(offset, offset + 1));
  const cost = process.memoryUsage().heapUsed - before;
  assert.ok(cost < 30_000_000, `${cost} bytes for ${size}`);
  const end = file.end(sha256(data));
  assert.ok(end.kind === 'complete');
  assert.deepEqual(new Uint8Array(await end.contents.arrayBuffer()), data);

  const empty = new FileReceiver(3);
  empty.grant();
  assert.equal(empty.chunk(0, new Uint8Array()).kind, 'failed');
});

test('[FILE-3] an empty file is a file', () => {
  const file = new FileReceiver(0);
  assert.equal(file.grant(), 0);
  assert.equal(file.end(sha256(new Uint8Array())).kind, 'complete');
});

test('[FILE-4] a wrong checksum, a missing part, an early end and too much are refused', () => {
  const data = Uint8Array.of(1, 2, 3);
  const begun = (): FileReceiver => {
    const file = new FileReceiver(3);
    file.grant();
    return file;
  };
  const damaged = begun();
  damaged.chunk(0, data);
  assert.equal(damaged.end(sha256(Uint8Array.of(1, 2, 4))).kind, 'failed');
  assert.equal(begun().chunk(1, data).kind, 'failed');
  assert.equal(begun().end(sha256(data)).kind, 'failed');
  assert.equal(begun().chunk(0, Uint8Array.of(1, 2, 3, 4)).kind, 'failed');
});

test('[FILE-1] bytes without credit are refused', () => {
  assert.equal(new FileReceiver(3).chunk(0, Uint8Array.of(1)).kind, 'failed');
});
