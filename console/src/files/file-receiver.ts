import { sha256 } from '@noble/hashes/sha2.js';
import { FILE_WINDOW } from '@throwline/protocol';

/** What became of a chunk or of the end. */
export type ReceiveStep =
  | { readonly kind: 'more' }
  /** More room: tell the applet that it may send up to this offset. */
  | { readonly kind: 'credit'; readonly upTo: number }
  /** Size and SHA-256 are right. */
  | { readonly kind: 'complete'; readonly contents: Blob }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Bytes gathered in memory before they are handed to the browser, which may keep them on its disk. Gathered in one
 * piece: a file that comes byte by byte costs no more than any other.
 */
const GATHER = 4 * 1024 * 1024;

/** One accepted file on its way here: keeps the bytes, counts them, and checks them at the end ([FILE-4]). */
export class FileReceiver {
  readonly #size: number;
  readonly #hash = sha256.create();
  #blobs: Blob[] = [];
  #gathered = new Uint8Array(0);
  #gatheredBytes = 0;
  #received = 0;
  #credit = 0;

  /** @param size what the customer offered, in bytes */
  constructor(size: number) {
    this.#size = size;
  }

  /** Bytes that are here. */
  get received(): number {
    return this.#received;
  }

  /** The offset up to which the applet may send now. */
  grant(): number {
    this.#credit = Math.min(this.#size, this.#received + FILE_WINDOW);
    return this.#credit;
  }

  chunk(offset: number, data: Uint8Array): ReceiveStep {
    if (data.length === 0) return failed('A part of the file was empty.');
    if (offset !== this.#received) return failed('Part of the file was lost on the way.');
    if (data.length > this.#credit - this.#received) return failed('More arrived than was offered.');
    this.#hash.update(data);
    this.#gather(data);
    this.#received += data.length;
    const room = this.#credit - this.#received;
    const isRoomWanted = this.#credit < this.#size && room < FILE_WINDOW / 2;
    return isRoomWanted ? { kind: 'credit', upTo: this.grant() } : { kind: 'more' };
  }

  end(expected: Uint8Array): ReceiveStep {
    if (this.#received !== this.#size) return failed('The file ended too early.');
    const actual = this.#hash.digest();
    const isSame =
      actual.length === expected.length && actual.every((byte, index) => byte === expected[index]);
    if (!isSame) return failed('The file was damaged on the way.');
    this.#handOver();
    // A type that no browser opens by itself.
    return { kind: 'complete', contents: new Blob(this.#blobs, { type: 'application/octet-stream' }) };
  }

  #gather(data: Uint8Array): void {
    for (let from = 0; from < data.length; ) {
      // Whole, or as much as is still to come.
      if (this.#gathered.length === 0)
        this.#gathered = new Uint8Array(Math.min(GATHER, this.#size - this.#received - from));
      const part = data.subarray(from, from + this.#gathered.length - this.#gatheredBytes);
      this.#gathered.set(part, this.#gatheredBytes);
      this.#gatheredBytes += part.length;
      from += part.length;
      if (this.#gatheredBytes === this.#gathered.length) this.#handOver();
    }
  }

  #handOver(): void {
    this.#blobs.push(new Blob([this.#gathered.subarray(0, this.#gatheredBytes)]));
    this.#gathered = new Uint8Array(0);
    this.#gatheredBytes = 0;
  }
}

function failed(message: string): ReceiveStep {
  return { kind: 'failed', message };
}
