import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernel } from '../testing/kernel.ts';
import { rehearseDecoding, rehearseEncoding } from './rehearsal.ts';

test('[SCREEN-15] the rehearsal makes updates and reads them, of every way to write pixels', () => {
  let compressed = 0;
  rehearseEncoding({
    kernel,
    compress: (bytes) => {
      compressed += bytes.length;
      return bytes;
    },
  });
  assert.ok(compressed > 0);
  rehearseDecoding({ decompress: (bytes) => bytes });
});
