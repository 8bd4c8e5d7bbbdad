import { ERRORS, type ErrorCode, type ServerMessage, ThrowlineError } from '@throwline/protocol';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import { MessageRate } from './message-rate.ts';

/** Bytes on their way to a client that does not read; more ends the connection. */
const MAX_BUFFERED = 8 * 1024 * 1024;
/** How long a client may take to finish the closing handshake, milliseconds. */
const CLOSE_PATIENCE = 2000;

/** Carries JSON messages over one WebSocket, and ends it with a reason. */
export class JsonSocket {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #rate: MessageRate;
  #ended = false;

  /** @param onMessage called with each parsed message, whatever it is; may throw a coded error, which ends the socket */
  constructor(socket: WebSocket, clock: Clock, onMessage: (message: unknown) => void) {
    this.#socket = socket;
    this.#clock = clock;
    this.#rate = new MessageRate(clock);
    socket.on('message', (data, isBinary) => {
      if (!this.isOpen || !this.#counted()) return;
      const message = isBinary ? undefined : parsed(String(data));
      if (message === undefined) this.refuse('message-malformed');
      else this.guard(() => onMessage(message));
    });
    socket.on('ping', () => this.#counted());
    // Broken frames are answered by the library; without a listener they would end the process.
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return !this.#ended && this.#socket.readyState === this.#socket.OPEN;
  }

  /** Runs something that belongs to this connection; what it throws ends the connection. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.refuse(error instanceof ThrowlineError ? error.code : 'internal');
    }
  }

  /** Sends a message. Resolves when it is on its way or the socket is gone; never rejects. */
  send(message: ServerMessage): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    if (this.#socket.bufferedAmount > MAX_BUFFERED) {
      this.refuse('peer-too-slow');
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#socket.send(JSON.stringify(message), () => resolve()));
  }

  /** Says why, and closes. */
  refuse(code: ErrorCode, message: string = ERRORS[code].message): void {
    if (!this.isOpen) return;
    void this.send({ type: 'refused', code, message });
    this.#end(ERRORS[code].close, code);
  }

  /** Closes without a complaint. */
  close(): void {
    if (this.isOpen) this.#end(1000, 'closed');
  }

  /** Reads no more, so that nothing piles up while something slow is looked up. */
  pause(): void {
    if (this.isOpen) this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  #end(status: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    // The closing handshake is read too.
    this.resume();
    this.#socket.close(status, reason);
    const patience = this.#clock.after(CLOSE_PATIENCE, () => this.#socket.terminate());
    this.#socket.once('close', () => patience.cancel());
  }

  #counted(): boolean {
    if (this.#rate.count()) return true;
    this.refuse('too-many-messages');
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
