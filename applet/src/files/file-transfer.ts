import { createHash } from 'node:crypto';
import { type AppletFrame, type FileId, MAX_FILE_CHUNK } from '@throwline/protocol';

/** Why a transfer came to an end before the last byte. */
export type TransferFault = 'cancelled' | 'size-differs' | 'connection-lost' | 'page-gone';

/** A transfer that ended too early; `fault` says why. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly fault: TransferFault;

  constructor(fault: TransferFault) {
    super(`The transfer ended: ${fault}`);
    this.fault = fault;
  }
}

export interface TransferOptions {
  readonly fileId: FileId;
  /** Bytes that were offered; no more and no fewer are sent. */
  readonly size: number;
  readonly send: (frame: AppletFrame) => void;
  /** Resolves when the connection can take more. */
  readonly room: () => Promise<void>;
  readonly progress: (sent: number) => void;
}

/** One accepted file on its way: bytes from the window to a console, as far as the console's credit goes. Nothing is kept. */
export class FileTransfer {
  readonly #options: TransferOptions;
  /** Absent until a console has said that it receives, be it no byte at all. */
  #upTo: number | undefined;
  #fault: TransferFault | undefined;
  #wake: () => void = () => undefined;

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** The console can take bytes up to, not including, this offset. Credit never shrinks. */
  credit(upTo: number): void {
    this.#upTo = Math.max(this.#upTo ?? 0, upTo);
    this.#wake();
  }

  /** Ends the transfer; {@link run} rejects. */
  abort(fault: TransferFault): void {
    this.#fault ??= fault;
    this.#wake();
  }

  /**
   * Sends the whole file, then its hash.
   * @throws TransferError when it was ended, or the bytes are not as many as offered
   */
  async run(source: AsyncIterable<Uint8Array>): Promise<void> {
    const { fileId, size, send, room, progress } = this.#options;
    const hash = createHash('sha256');
    let offset = 0;
    for await (const part of source) {
      if (offset + part.length > size) throw new TransferError('size-differs');
      hash.update(part);
      for (let from = 0; from < part.length; ) {
        const upTo = await this.#creditFrom(offset + 1);
        await room();
        this.#check();
        const length = Math.min(MAX_FILE_CHUNK, part.length - from, upTo - offset);
        send({ type: 'file-chunk', fileId, offset, data: part.subarray(from, from + length) });
        from += length;
        offset += length;
        progress(offset);
      }
    }
    if (offset !== size) throw new TransferError('size-differs');
    // An empty file needs no room, but somebody who receives it.
    await this.#creditFrom(offset);
    this.#check();
    send({ type: 'file-end', fileId, sha256: hash.digest() });
  }

  /** Waits until credit goes up to `offset` at least; answers how far it goes. */
  async #creditFrom(offset: number): Promise<number> {
    for (;;) {
      if (this.#upTo !== undefined && this.#upTo >= offset) return this.#upTo;
      this.#check();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #check(): void {
    if (this.#fault !== undefined) throw new TransferError(this.#fault);
  }
}
