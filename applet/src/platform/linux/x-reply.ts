/** A reply or event of the X server: its bytes with readers by offset, little-endian as negotiated. */
export class XReply {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }
  u8(offset: number): number {
    return this.#view.getUint8(offset);
  }
  u16(offset: number): number {
    return this.#view.getUint16(offset, true);
  }
  i16(offset: number): number {
    return this.#view.getInt16(offset, true);
  }
  u32(offset: number): number {
    return this.#view.getUint32(offset, true);
  }
  i32(offset: number): number {
    return this.#view.getInt32(offset, true);
  }
  /** Latin-1 text of `length` bytes. */
  text(offset: number, length: number): string {
    return String.fromCharCode(...this.bytes.subarray(offset, offset + length));
  }
}
