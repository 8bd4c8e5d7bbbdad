/**
 * A picture in memory: 32 bits a pixel, in the byte order blue, green, red, unused — what an X11 ZPixmap of depth
 * 24 and a Windows DIB of 32 bits both are. The unused byte may hold anything.
 */
export interface PixelView {
  readonly data: Uint8Array;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bytes from the start of one row to the start of the next, at least 4 × width. */
  readonly stride: number;
}

export const BYTES_PER_PIXEL = 4;

/** @throws {RangeError} when the view's numbers do not describe its data */
export function checkPixelView(view: PixelView): void {
  const { data, width, height, stride } = view;
  if (!Number.isInteger(width) || width < 1 || !Number.isInteger(height) || height < 1) {
    throw new RangeError(`A picture cannot be ${width} × ${height} pixels`);
  }
  const rowBytes = width * BYTES_PER_PIXEL;
  if (!Number.isInteger(stride) || stride < rowBytes) {
    throw new RangeError(`A row of ${width} pixels needs ${rowBytes} bytes, the stride is ${stride}`);
  }
  const needed = stride * (height - 1) + rowBytes;
  if (data.byteLength < needed) {
    throw new RangeError(`The picture needs ${needed} bytes and has ${data.byteLength}`);
  }
}
