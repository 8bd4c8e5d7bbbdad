import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { lossyPair } from '../../testing/lossy.ts';
import { createScreen, drawNoise, drawPhoto, fill, type Screen } from '../../testing/screens.ts';
import type { LossyRequest } from './lossy-codec.ts';

interface Golden {
  readonly name: string;
  readonly request: LossyRequest;
  paint(screen: Screen): void;
  /** The frame in hexadecimal: header, plain bits, symbols. */
  readonly frame: string;
  /** SHA-256 of the pixels after it, R, G, B, A. */
  readonly pixels: string;
}

const WIDTH = 40;
const HEIGHT = 24;
const quality = (value: number): LossyRequest => ({ rate: { kind: 'quality', quality: value } });

/** Frames of one stream, each upon the one before. */
const goldens: readonly Golden[] = [
  {
    name: 'one colour, intra',
    request: quality(75),
    paint: (screen) => fill(screen, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, 0x3070c0),
    frame: '01 01 0000 2800 1800 04000000' + 'cbdb884b' + '60cf8e021516770057222233d9e15b9159928802a5b0',
    pixels: 'ecc1ef08ebda95bf41dae85cf057fade7fa655befe9a287bbe79c607ae081663',
  },
  {
    name: 'nothing changed: all blocks skipped',
    request: quality(75),
    paint: () => undefined,
    frame: '01 00 0100 2800 1800 02000000' + 'cb25' + '8d4511009c041000',
    pixels: 'ecc1ef08ebda95bf41dae85cf057fade7fa655befe9a287bbe79c607ae081663',
  },
  {
    name: 'a square: coefficients against the last frame',
    request: quality(60),
    paint: (screen) => fill(screen, { x: 5, y: 6, width: 7, height: 8 }, 0xffe020),
    frame:
      '01 00 0200 2800 1800 16000000' +
      '3cc3c92766538b430537b41365523b93be54e81d2a1e' +
      'f0189a0040fd0700509750482566be5476891087a08680964638bb370f890989966a246986cbea12be687558b8151e76' +
      '49a69deab939f4e63ec8472841277d5747aa2986aa3ba316e1b16e37699a356b890891159eba059c46896d90c0e8bb46' +
      '679749d6971b',
    pixels: '6a1f158bad4344d46be49cb608a118bfbb3e3165c923f21c28aed4ec402ca04b',
  },
  {
    name: 'the square moved: vectors',
    request: quality(60),
    paint: (screen) => screen.pixels.copyWithin(5, 0),
    frame:
      '01 00 0300 2800 1800 1f000000' +
      'bc8e4ed17b6551871a7e95a15c426b247732a5a5d5052a0912a23133a7301e' +
      'af5f5d27e5341800480878dac8c8727820598b29064699065ecaace8c4aa86880fa875d8e16687895621f6c8b3f8350a' +
      '76687969bc6605c9b643b93844164f331747e517eaf7d7277e276eb5f7eadd9170d84f08d44803572728fdb6c9f8fa2a' +
      'd9fb0326fcc6cb7600d822473306e085f548',
    pixels: '3d7c7d93d3948b2620c64d3dd03c22c2af2f434f120888b09ed236e0b919af5a',
  },
  {
    name: 'a piece of a photograph and noise',
    request: quality(30),
    paint(screen) {
      drawPhoto(screen, { x: 16, y: 0, width: 24, height: 24 });
      drawNoise(screen, { x: 0, y: 0, width: 8, height: 8 }, 5);
    },
    frame:
      '01 00 0400 2800 1800 0f000000' +
      '1e14e25fda5f3e3e021b27721e3d1a' +
      '4c9814008181010092b924dbea89449b25b54c4b0a2b9627bd33035824f97221d2ef23196e6a8f1cce46f9a8fc06f2c5' +
      '1d6ec21d4a6dd2122200eab0a332b9129620c320a8632de02616',
    pixels: 'c594bf9650b765078a1881205ef6fdcf1acdb86788b89050c2a8ba560ee1c316',
  },
  {
    name: 'the same from the beginning: intra, finest',
    request: { ...quality(100), intra: true },
    paint: () => undefined,
    frame:
      '01 01 0500 2800 1800 db000000' +
      '640131afb2a40cc8838ef8e06c124e88e151ca7baaa1b8016330a31cdebf99c506133eb02238cee671a8698ca6e8f30c' +
      '2038da70ad8aec1692840eae2e8ecf6731b8613292e347d72320ce865aaa8624a11059167c661100e363902cd5a0b857' +
      'a3871a3e4ba4a3c3d56b20c7251257c787d8f74704004a17c071417346657f8b01ed8553fc2d930f02c872adff52976b' +
      '82e4e08f6243f355ac6954c9925174482f98a1b2509f4805e2c0ba894cdcfa333193fc44bcad1c07536834b033689234' +
      'a4398610efa674eda684b168b82ae58bce8a87e2b63941588f3701' +
      '9b7f05009e57fa9758f8b3cdd018f68c4b1882fd7f7865280acb15773048ac08a46a8408a00affa771b8647bcca8df05' +
      '6658c628025c85a813fcf7771fb8eb1975287bf895b8cf8825aeade822ec72b8fecc9418755cfb39228c1f9a4d29d468' +
      '7ac9cad86f57b8c8e3793588ea48c3593b56ca5699389c7e58adc6e8c31c9968601c8fd8f15bcd981dbb4caacaa8916a' +
      '3e88be39b0a85212378ad0383476fc58d797c84838b6526832f2cdf820e68af8cc08860bb9da99f8d738757ab518003c' +
      '53f83d4854287ab917ea4977b5f6fdb72f2a67485b485fc8493d5e2d36d8c9c84b8c4c3b82b89de8c1d824d809663ae9' +
      '9f68b188ba79f6b98018cae9e8f61ad191e889e7ab28305bc0a88e08075c3cd844b99f288e654547a938de083ceb4716' +
      '3879768af77c46c8ccdbbe28f4192ad8e760d2b853d64978f84507475299b80b756956169618e5670a88195a7fd4a1c6' +
      'd7a8bec1d77a8a66b919e5697479730738d8dcfb18f822e8136aaf887e2608b6bc07b52793b8ea293cd73be9a92a5ab6' +
      '148d936bba5823847894b05b69f85e687e28a748f735c928b5c954b7b7696346a86a9009ef75723a21db6c080b784801' +
      '45f8f228ce983dc9a02848c8399810785a3605f9dd3a73a603b785a9a4f98466b94ee6323598adf6a3f492f86f04a3a7' +
      'c76fbf817e8f77ea6d155d55279631b396f401eb96197873f644c0ab7a984274b1772f676eb9ada924ca563a285a4796' +
      '95f66d63d1a8402c23e6d58ac13838d840445609152bf4903cb71df7a95feea715d5f8a684f7d4317ba833444e9488b9' +
      '2297c739801dd1288f35a3adc59fcfa3da11727972963b02d3d5376ae5086138',
    pixels: '0311f427ea54f989849546af7c0acfd0e1a2856b76d5bbc24e68a5a3c59cd4f6',
  },
];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('[LOSSY-4] encoding gives the golden bytes', () => {
  const screen = createScreen(WIDTH, HEIGHT);
  const [encoder] = lossyPair(WIDTH, HEIGHT);
  for (const { name, request, paint, frame } of goldens) {
    paint(screen);
    assert.equal(hex(encoder.encode(screen, 0, 0, request).bytes), frame.replaceAll(' ', ''), name);
  }
});

test('[LOSSY-4] decoding the golden bytes gives the golden pixels', () => {
  const [, decoder] = lossyPair(WIDTH, HEIGHT);
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
  for (const { name, frame, pixels: golden } of goldens) {
    decoder.decode(Buffer.from(frame.replaceAll(' ', ''), 'hex'), { pixels, offset: 0, stride: WIDTH * 4 });
    assert.equal(sha256(pixels), golden, name);
  }
});
