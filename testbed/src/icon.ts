import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { openBrowser } from './browsers.ts';

const IDENTITY = new URL('../../packages/identity/', import.meta.url);
/** Widths in pixels: what Windows shows in lists, on the taskbar and in folders, at scales from 100 to 250 %. */
const SIZES = [16, 20, 24, 32, 40, 48, 64, 256];
/** From this width on pictures are kept as PNG, which makes the file small; older parts of Windows read it only there. */
const PNG_FROM = 256;
/** Up to this width the mark that is drawn for 16 pixels is clearer. */
const SMALL = 20;

const HEADER = 6;
const ENTRY = 16;
const BITMAP_HEADER = 40;

/** The mark as a Windows icon (.ico) in several sizes, drawn by Chromium. */
export async function drawIcon(): Promise<Buffer> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const pictures: { size: number; data: Buffer }[] = [];
    for (const size of SIZES) {
      await page.setViewportSize({ width: size, height: size });
      const svg = readFileSync(new URL(size <= SMALL ? 'favicon.svg' : 'mark.svg', IDENTITY), 'utf8');
      await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
      const png = await page.screenshot({ omitBackground: true });
      pictures.push({ size, data: size < PNG_FROM ? bitmap(PNG.sync.read(png)) : png });
    }
    return icon(pictures);
  } finally {
    await browser.close();
  }
}

/** ICONDIR and ICONDIRENTRY, then the pictures. */
function icon(pictures: readonly { size: number; data: Buffer }[]): Buffer {
  const head = Buffer.alloc(HEADER + ENTRY * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let at = head.length;
  for (const [index, { size, data }] of pictures.entries()) {
    const entry = HEADER + ENTRY * index;
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(data.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += data.length;
  }
  return Buffer.concat([head, ...pictures.map(({ data }) => data)]);
}

/** BITMAPINFOHEADER, rows from below in BGRA, and an empty mask of one bit a pixel: the alpha channel says it all. */
function bitmap({ width, height, data }: PNG): Buffer {
  const header = Buffer.alloc(BITMAP_HEADER);
  header.writeUInt32LE(BITMAP_HEADER, 0);
  header.writeInt32LE(width, 4);
  header.writeInt32LE(height * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r = 0, g = 0, b = 0, a = 0] = data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4);
      pixels.set([b, g, r, a], ((height - 1 - y) * width + x) * 4);
    }
  }
  return Buffer.concat([header, pixels, Buffer.alloc(Math.ceil(width / 32) * 4 * height)]);
}
