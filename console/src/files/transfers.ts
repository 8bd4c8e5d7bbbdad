import type { CommandId, FileId, ParticipantCommand, SessionId } from '@throwline/protocol';
import type { Observable } from '../connection/observable.ts';
import type { Arrival } from '../screen/remote-screen.ts';

/** What receives the files of a session. */
export interface Receiver {
  readonly arrivals: Observable<ReadonlyMap<FileId, Arrival>>;
  receiveFile(fileId: FileId, size: number): void;
  dropFile(fileId: FileId): void;
}

export interface TransfersParts {
  /** Keeps a session's receiver while a file is on its way, whatever page is shown. */
  readonly hold: (sessionId: SessionId) => { readonly receiver: Receiver; readonly letGo: () => void };
  readonly command: (sessionId: SessionId, command: ParticipantCommand, id?: CommandId) => Promise<unknown>;
  /** Puts a whole and checked file where the browser puts downloads. */
  readonly save: (name: string, contents: Blob) => void;
}

/** A file to receive. */
export interface Wanted {
  readonly sessionId: SessionId;
  readonly fileId: FileId;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Files that were accepted and are on their way: each is saved when it is whole, and the server is told. They belong to no
 * page, so leaving the case, or going to another one, loses none.
 */
export class Transfers {
  readonly #parts: TransfersParts;
  readonly #underWay = new Map<FileId, { readonly sessionId: SessionId; readonly stop: () => void }>();

  constructor(parts: TransfersParts) {
    this.#parts = parts;
  }

  /** Whether leaving the console now would lose something. */
  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  /** Receives a file that has been accepted; saying it twice is once. */
  receive(file: Wanted): void {
    const { fileId, sessionId } = file;
    if (this.#underWay.has(fileId)) return;
    // The page on which it was accepted may be gone, and its receiver with it.
    const { receiver, letGo } = this.#parts.hold(sessionId);
    if (receiver.arrivals.get().has(fileId)) {
      letGo();
      return;
    }
    const unsubscribe = receiver.arrivals.subscribe(() => this.#look(file, receiver));
    const stop = (): void => {
      unsubscribe();
      letGo();
    };
    this.#underWay.set(fileId, { sessionId, stop });
    receiver.receiveFile(fileId, file.size);
  }

  /** The file has been cancelled, by either side. */
  drop(fileId: FileId, receiver: Receiver): void {
    receiver.dropFile(fileId);
    this.#finish(fileId);
  }

  /** The session is over; what is not here now will not come. */
  end(sessionId: SessionId): void {
    for (const [fileId, each] of this.#underWay) if (each.sessionId === sessionId) this.#finish(fileId);
  }

  #look({ sessionId, fileId, name }: Wanted, receiver: Receiver): void {
    const arrival = receiver.arrivals.get().get(fileId);
    if (arrival === undefined || arrival.step === 'receiving' || !this.#underWay.has(fileId)) return;
    this.#finish(fileId);
    if (arrival.step === 'failed') {
      void this.#parts.command(sessionId, { type: 'cancel-file', fileId, failed: true });
      return;
    }
    this.#parts.save(name, arrival.contents);
    void this.#parts.command(sessionId, { type: 'confirm-file', fileId });
  }

  #finish(fileId: FileId): void {
    const each = this.#underWay.get(fileId);
    this.#underWay.delete(fileId);
    each?.stop();
  }
}
