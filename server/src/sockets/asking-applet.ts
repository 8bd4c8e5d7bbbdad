import type { ClientMessage, SessionId } from '@throwline/protocol';
import type { Askers, AskingComputer } from '../sessions/askers.ts';
import type { Connection } from './connection.ts';
import type { JsonSocket } from './json-socket.ts';

interface Parts {
  readonly sessionId: SessionId;
  readonly socket: JsonSocket;
  readonly askers: Askers;
}

/** The connection of an applet that waits for the technician's choice: it may only ping, and is told nothing. */
export class AskingApplet implements Connection {
  readonly #parts: Parts;
  #computer: AskingComputer | undefined;
  #own: Connection | undefined;
  #hasLeft = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws ThrowlineError see {@link Askers.ask} */
  async ask(computer: AskingComputer): Promise<void> {
    const { askers, sessionId, socket } = this.#parts;
    this.#computer = computer;
    await askers.ask(sessionId, computer);
    // Let in meanwhile, it has been told more than that.
    if (this.#own === undefined) void socket.send({ type: 'asking' });
  }

  /** The session is its own: everything goes to `connection` from now on. */
  become(connection: Connection): void {
    this.#own = connection;
    if (this.#hasLeft) connection.left();
  }

  receive(message: ClientMessage): void {
    const { socket } = this.#parts;
    if (this.#own !== undefined) this.#own.receive(message);
    else if (message.type === 'ping') void socket.send({ type: 'pong', nonce: message.nonce });
    else socket.refuse('role-not-allowed');
  }

  left(): void {
    this.#hasLeft = true;
    if (this.#own !== undefined) this.#own.left();
    else if (this.#computer !== undefined) this.#parts.askers.left(this.#parts.sessionId, this.#computer);
  }
}
