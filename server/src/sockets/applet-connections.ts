import type { SessionId } from '@throwline/protocol';
import type { JsonSocket } from './json-socket.ts';

/** The live connection of each session's applet. */
export class AppletConnections {
  readonly #sockets = new Map<SessionId, JsonSocket>();

  /** Takes the place of an earlier connection, which is closed. */
  add(id: SessionId, socket: JsonSocket): void {
    this.#sockets.get(id)?.refuse('replaced');
    this.#sockets.set(id, socket);
  }

  /** Another computer has the session now: the one before is sent nothing more, and may ask in turn if it comes again. */
  turnOut(id: SessionId): void {
    this.#sockets.get(id)?.close();
    this.#sockets.delete(id);
  }

  remove(id: SessionId, socket: JsonSocket): void {
    if (this.#sockets.get(id) === socket) this.#sockets.delete(id);
  }
}
