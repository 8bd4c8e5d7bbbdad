import type { ServerInfo } from './server-info.ts';

/** How an X server lays out the pixels of its screen. */
export interface PixelFormat {
  /** Bytes of a row of so many pixels, padding included. */
  stride(width: number): number;
  /** Turns rows of this format into blue, green, red, unused, without padding; undefined when they are so already. */
  readonly convert:
    | ((source: Uint8Array, width: number, height: number) => Uint8Array<ArrayBuffer>)
    | undefined;
}

const PLAIN = { red: 0xff0000, green: 0xff00, blue: 0xff } as const;
const BYTES_PER_PIXEL = 4;

/** The format of a screen with 15, 16, 24 or 30 bits of true colour; undefined for others, as those with a colour table. */
export function pixelFormat(info: ServerInfo): PixelFormat | undefined {
  const { rootBitsPerPixel: bits, redMask: red, greenMask: green, blueMask: blue } = info;
  if (!info.littleEndianImages || (bits !== 16 && bits !== 32)) return undefined;
  if (red === 0 || green === 0 || blue === 0) return undefined;
  const pad = info.rootScanlinePad;
  const stride = (width: number): number => (Math.ceil((width * bits) / pad) * pad) / 8;
  if (bits === 32 && red === PLAIN.red && green === PLAIN.green && blue === PLAIN.blue) {
    return { stride, convert: undefined };
  }
  const channels = [channel(red, 16), channel(green, 8), channel(blue, 0)] as const;
  return {
    stride,
    convert(source, width, height) {
      const rowBytes = stride(width);
      const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
      const pixels = new Uint32Array(width * height);
      const [r, g, b] = channels;
      let to = 0;
      for (let y = 0; y < height; y++) {
        let at = y * rowBytes;
        for (let x = 0; x < width; x++) {
          const pixel = bits === 16 ? from.getUint16(at, true) : from.getUint32(at, true);
          at += bits / 8;
          pixels[to++] =
            (r.table[(pixel & r.mask) >>> r.shift] ?? 0) |
            (g.table[(pixel & g.mask) >>> g.shift] ?? 0) |
            (b.table[(pixel & b.mask) >>> b.shift] ?? 0);
        }
      }
      return new Uint8Array(pixels.buffer, 0, width * height * BYTES_PER_PIXEL);
    },
  };
}

interface Channel {
  readonly mask: number;
  readonly shift: number;
  /** From a value of the channel to 8 bits at their place in the result. */
  readonly table: Uint32Array;
}

/** Fewer bits are filled up by repeating them, so that the lightest becomes 255; more are cut. */
function channel(mask: number, place: number): Channel {
  const shift = 31 - Math.clz32(mask & -mask);
  const bits = 32 - Math.clz32(mask >>> shift);
  const table = Uint32Array.from({ length: 1 << bits }, (_, value) => {
    if (bits >= 8) return (value >>> (bits - 8)) << place;
    let filled = 0;
    for (let at = 8 - bits; at > -bits; at -= bits) filled |= at >= 0 ? value << at : value >>> -at;
    return filled << place;
  });
  return { mask, shift, table };
}
