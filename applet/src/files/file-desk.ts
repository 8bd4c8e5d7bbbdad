import {
  type AppletFrame,
  ERRORS,
  type ErrorCode,
  type FileId,
  MAX_OPEN_FILES,
  type ParticipantCommand,
} from '@throwline/protocol';
import { FileTransfer, TransferError, type TransferFault } from './file-transfer.ts';

/** What the files part needs of the others. */
export interface FileDeskOptions {
  readonly command: (command: ParticipantCommand) => void;
  readonly send: (peer: number, frame: AppletFrame) => void;
  readonly room: () => Promise<void>;
  /** The technician accepted: the window may send the bytes. */
  readonly askWindow: (fileId: FileId) => void;
  /**
   * A transfer has come to nothing for a reason that the window cannot know: said on its own line, because a browser that is
   * still handing a file over may not see the answer.
   */
  readonly failed: (fileId: FileId, name: string, code: ErrorCode) => void;
  readonly progress: (fileId: FileId, sent: number, size: number) => void;
}

/** What became of a `POST` of a file, as an HTTP answer. */
export type UploadResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

interface Desk {
  readonly name: string;
  readonly size: number;
  step: 'offered' | 'accepted' | 'sending';
  /** Credit that came before the window's bytes. */
  upTo: number;
  /** The console that receives: the first one to give credit. */
  receiver: number | undefined;
  transfer: FileTransfer | undefined;
}

/** Progress is told to the window after this many bytes. */
const PROGRESS_STEP = 256 * 1024;

/** The files that the customer offers, from the offer to the last byte. Steps follow the session's log. */
export class FileDesk {
  readonly #options: FileDeskOptions;
  readonly #files = new Map<FileId, Desk>();

  constructor(options: FileDeskOptions) {
    this.#options = options;
  }

  /** The customer offers a file. @returns a refusal, when there are too many or the id is taken */
  offer(fileId: FileId, name: string, size: number): ErrorCode | undefined {
    if (this.#files.has(fileId)) return 'file-wrong-step';
    if (this.#files.size >= MAX_OPEN_FILES) return 'too-many-files';
    this.#files.set(fileId, {
      name,
      size,
      step: 'offered',
      upTo: 0,
      receiver: undefined,
      transfer: undefined,
    });
    this.#options.command({ type: 'offer-file', fileId, name, size });
    return undefined;
  }

  /** The customer takes an offer back, or stops the transfer. */
  cancel(fileId: FileId): void {
    if (this.#files.has(fileId)) this.#giveUp(fileId, 'cancelled', false);
  }

  /** The log says that the technician accepted. Only what was offered here can be. */
  accepted(fileId: FileId): void {
    const file = this.#files.get(fileId);
    if (file?.step !== 'offered') return;
    file.step = 'accepted';
    this.#options.askWindow(fileId);
  }

  /** The log says that the file is through, declined or cancelled. */
  closed(fileId: FileId): void {
    const file = this.#files.get(fileId);
    this.#files.delete(fileId);
    file?.transfer?.abort('cancelled');
  }

  /** A console can take bytes. Of files that were not accepted, and from a second console, it means nothing. */
  credit(peer: number, fileId: FileId, upTo: number): void {
    const file = this.#files.get(fileId);
    if (file === undefined || file.step === 'offered') return;
    file.receiver ??= peer;
    if (file.receiver !== peer) return;
    file.upTo = Math.max(file.upTo, upTo);
    file.transfer?.credit(upTo);
  }

  /** A console is gone, and with it what it was receiving. */
  left(peer: number): void {
    for (const [fileId, file] of this.#files) {
      if (file.receiver === peer) this.#giveUp(fileId, 'connection-lost', true);
    }
  }

  /** The peer connection is gone. */
  lost(): void {
    for (const [fileId, file] of this.#files) {
      if (file.step === 'sending') this.#giveUp(fileId, 'connection-lost', true);
      else file.receiver = undefined;
    }
  }

  /** The bytes that the window posts. Resolves when all are sent, or it came to nothing. */
  async upload(fileId: FileId, source: AsyncIterable<Uint8Array>): Promise<UploadResult> {
    const file = this.#files.get(fileId);
    if (file === undefined) return refusal('file-unknown');
    if (file.step !== 'accepted') return refusal('file-wrong-step');
    const transfer = this.#begin(fileId, file);
    try {
      await transfer.run(source);
      return { ok: true };
    } catch (error) {
      const fault: TransferFault = error instanceof TransferError ? error.fault : 'page-gone';
      this.#giveUp(fileId, fault, fault !== 'cancelled');
      return refusal(CODE_OF[fault]);
    }
  }

  /** Ends everything. */
  end(): void {
    for (const { transfer } of this.#files.values()) transfer?.abort('cancelled');
    this.#files.clear();
  }

  #begin(fileId: FileId, file: Desk): FileTransfer {
    let told = 0;
    const transfer = new FileTransfer({
      fileId,
      size: file.size,
      send: (frame) => {
        if (file.receiver !== undefined) this.#options.send(file.receiver, frame);
      },
      room: this.#options.room,
      progress: (sent) => {
        if (sent - told < PROGRESS_STEP && sent < file.size) return;
        told = sent;
        this.#options.progress(fileId, sent, file.size);
      },
    });
    file.step = 'sending';
    file.transfer = transfer;
    if (file.receiver !== undefined) transfer.credit(file.upTo);
    return transfer;
  }

  #giveUp(fileId: FileId, fault: TransferFault, failed: boolean): void {
    const file = this.#files.get(fileId);
    if (file === undefined) return;
    this.#files.delete(fileId);
    file.transfer?.abort(fault);
    this.#options.command({ type: 'cancel-file', fileId, failed });
    if (failed && fault !== 'page-gone') this.#options.failed(fileId, file.name, CODE_OF[fault]);
  }
}

/** What the window is told of a transfer that came to nothing; where it has gone itself, it hears none of it. */
const CODE_OF: Readonly<Record<TransferFault, ErrorCode>> = {
  cancelled: 'file-wrong-step',
  'size-differs': 'file-changed',
  'connection-lost': 'file-interrupted',
  'page-gone': 'file-interrupted',
};

function refusal(code: ErrorCode): UploadResult {
  return { ok: false, code, message: ERRORS[code].message };
}
