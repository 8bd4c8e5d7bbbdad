import koffi from 'koffi';
import { HANDLE, type Handle, loadSystemLibrary } from './library.ts';

/** A bitmap in memory that both GDI and this program can reach. */
export interface DibSection {
  readonly bitmap: Handle;
  /** Rows from the top, four bytes a pixel: blue, green, red, unused. GDI owns it until the bitmap is deleted. */
  readonly address: bigint;
}

/** The functions of gdi32.dll that pictures are made with. */
export interface Gdi32 {
  createCompatibleDc(context: Handle): Handle;
  deleteDc(context: Handle): void;
  createDibSection(context: Handle, width: number, height: number): DibSection | undefined;
  selectObject(context: Handle, object: Handle): Handle;
  deleteObject(object: Handle): void;
  /** Copies a rectangle to the upper left corner of `target`. */
  bitBlt(target: Handle, width: number, height: number, source: Handle, x: number, y: number): boolean;
  /** Waits until all drawing is done, so that the memory can be read. */
  flush(): void;
  bitmapSize(bitmap: Handle): { readonly width: number; readonly height: number } | undefined;
  /** Pixels of a bitmap, rows from the top, four bytes each: blue, green, red, alpha. */
  readBitmap(context: Handle, bitmap: Handle, width: number, height: number): Buffer | undefined;
}

/** Raster operation: the source as it is. Layered windows are in it wherever the desktop is composed (Windows 8 and later). */
const SRCCOPY = 0x00cc0020;
const DIB_RGB_COLORS = 0;
const BITMAPINFOHEADER_BYTES = 40;

let loaded: Gdi32 | undefined;

/**
 * Loads gdi32.dll once per thread.
 * @throws PlatformError `library-missing`
 */
export function gdi32(): Gdi32 {
  loaded ??= load();
  return loaded;
}

function load(): Gdi32 {
  const lib = loadSystemLibrary('gdi32');
  const createDibSection = lib.func('CreateDIBSection', HANDLE, [
    HANDLE,
    'void *',
    'uint32',
    koffi.out(koffi.pointer('void *')),
    HANDLE,
    'uint32',
  ]);
  const bitBlt = lib.func('BitBlt', 'bool', [
    HANDLE,
    'int',
    'int',
    'int',
    'int',
    HANDLE,
    'int',
    'int',
    'uint32',
  ]);
  const getObject = lib.func('GetObjectW', 'int', [HANDLE, 'int', 'void *']);
  const getDiBits = lib.func('GetDIBits', 'int', [
    HANDLE,
    HANDLE,
    'uint32',
    'uint32',
    'void *',
    'void *',
    'uint32',
  ]);
  return {
    createCompatibleDc: lib.func('CreateCompatibleDC', HANDLE, [HANDLE]),
    deleteDc: lib.func('DeleteDC', 'bool', [HANDLE]),
    createDibSection(context, width, height) {
      const address: (bigint | null)[] = [null];
      const bitmap: Handle = createDibSection(context, header(width, height), DIB_RGB_COLORS, address, 0, 0);
      const [bits] = address;
      return bitmap === 0 || bits === null || bits === undefined ? undefined : { bitmap, address: bits };
    },
    selectObject: lib.func('SelectObject', HANDLE, [HANDLE, HANDLE]),
    deleteObject: lib.func('DeleteObject', 'bool', [HANDLE]),
    bitBlt: (target, width, height, source, x, y) =>
      bitBlt(target, 0, 0, width, height, source, x, y, SRCCOPY),
    flush: lib.func('GdiFlush', 'bool', []),
    bitmapSize(bitmap) {
      const found = Buffer.alloc(32);
      return getObject(bitmap, found.length, found) === 0
        ? undefined
        : { width: found.readInt32LE(4), height: found.readInt32LE(8) };
    },
    readBitmap(context, bitmap, width, height) {
      const pixels = Buffer.alloc(width * height * 4);
      const rows = getDiBits(context, bitmap, 0, height, pixels, header(width, height), DIB_RGB_COLORS);
      return rows === height ? pixels : undefined;
    },
  };
}

/** BITMAPINFO for 32 bits a pixel without compression; a negative height says that rows come from the top. */
function header(width: number, height: number): Buffer {
  const info = Buffer.alloc(BITMAPINFOHEADER_BYTES + 4);
  info.writeUInt32LE(BITMAPINFOHEADER_BYTES, 0);
  info.writeInt32LE(width, 4);
  info.writeInt32LE(-height, 8);
  info.writeUInt16LE(1, 12);
  info.writeUInt16LE(32, 14);
  return info;
}
