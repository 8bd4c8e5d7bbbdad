import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pixelFormat } from './pixel-format.ts';
import type { ServerInfo } from './server-info.ts';

function info(parts: Partial<ServerInfo>): ServerInfo {
  return {
    screen: 0,
    root: 1,
    rootVisual: 2,
    rootDepth: 24,
    rootBitsPerPixel: 32,
    rootScanlinePad: 32,
    redMask: 0xff0000,
    greenMask: 0xff00,
    blueMask: 0xff,
    littleEndianImages: true,
    minKeycode: 8,
    maxKeycode: 255,
    resourceIdMask: 0,
    ...parts,
  };
}

test('[CAPTURE-6] 16 bits: five and six bits are filled up, rows are padded', () => {
  const format = pixelFormat(
    info({ rootBitsPerPixel: 16, redMask: 0xf800, greenMask: 0x7e0, blueMask: 0x1f }),
  );
  assert.equal(format?.stride(3), 8);
  const source = Uint8Array.of(0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00, 9, 9, 0xff, 0xff, 0x21, 0x08, 0, 0, 9, 9);
  assert.deepEqual(
    [...(format?.convert?.(source, 3, 2) ?? [])],
    [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 8, 4, 8, 0, 0, 0, 0, 0],
  );
});

test('[CAPTURE-6] 30 bits: the upper eight of ten bits count', () => {
  const format = pixelFormat(info({ redMask: 0x3ff00000, greenMask: 0xffc00, blueMask: 0x3ff }));
  const pixel = (1023 << 20) | (512 << 10) | 7;
  const source = new Uint8Array(Uint32Array.of(pixel).buffer);
  assert.deepEqual([...(format?.convert?.(source, 1, 1) ?? [])], [1, 128, 255, 0]);
});

test('[CAPTURE-6] 24 bits stay as they are; colour tables and other sizes are none', () => {
  assert.equal(pixelFormat(info({}))?.convert, undefined);
  assert.equal(pixelFormat(info({ redMask: 0 })), undefined);
  assert.equal(pixelFormat(info({ rootBitsPerPixel: 8 })), undefined);
  assert.equal(pixelFormat(info({ littleEndianImages: false })), undefined);
});
