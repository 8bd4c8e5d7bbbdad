/** Reads a binary message front to back; every read is checked against what is left. Big-endian, as on any wire. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2));
  }

  i16(): number {
    return this.#view.getInt16(this.#step(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4));
  }

  f64(): number {
    return this.#view.getFloat64(this.#step(8));
  }

  /** The next `length` bytes, without copying. */
  bytes(length: number): Uint8Array {
    const from = this.#step(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** All that is left, without copying. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  #step(length: number): number {
    if (length > this.remaining) throw new FrameError('short');
    const from = this.#at;
    this.#at += length;
    return from;
  }
}

/** Writes a binary message of a size known beforehand. */
export class ByteWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(value: number): this {
    this.#view.setUint8(this.#step(1), value);
    return this;
  }

  u16(value: number): this {
    this.#view.setUint16(this.#step(2), value);
    return this;
  }

  i16(value: number): this {
    this.#view.setInt16(this.#step(2), value);
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#step(4), value);
    return this;
  }

  f64(value: number): this {
    this.#view.setFloat64(this.#step(8), value);
    return this;
  }

  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#step(bytes.length));
    return this;
  }

  /** The finished message. A size that was announced wrongly is a programming error. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#at !== this.bytes.length)
      throw new RangeError(`wrote ${this.#at} of ${this.bytes.length} bytes`);
    return this.bytes;
  }

  #step(length: number): number {
    const from = this.#at;
    this.#at += length;
    return from;
  }
}

/** Why a binary message was refused. */
export type FrameFault = 'short' | 'long' | 'unknown-version' | 'unknown-kind' | 'bad-value' | 'too-large';

/** A binary message that cannot be read. Thrown while parsing, caught at the socket, which answers `frame-malformed`. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly fault: FrameFault;

  constructor(fault: FrameFault) {
    super(`peer frame refused: ${fault}`);
    this.fault = fault;
  }
}
