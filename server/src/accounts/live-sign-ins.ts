import type { TechnicianId } from '@throwline/protocol';

/** A socket that lives only as long as its technician's sign-in. */
export interface SignedInSocket {
  readonly technicianId: TechnicianId;
  /** Hash of the sign-in's token. */
  readonly signIn: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Refuses and closes it with `not-signed-in`. */
  endSignIn(): void;
  /** The technician has a new name. */
  rename(name: string): void;
}

/** All sockets of signed-in technicians, so that they end with the sign-in. */
export class LiveSignIns {
  readonly #sockets = new Set<SignedInSocket>();

  add(socket: SignedInSocket): void {
    this.#sockets.add(socket);
  }

  remove(socket: SignedInSocket): void {
    this.#sockets.delete(socket);
  }

  /** Ends the sockets of one sign-in, or of all of a technician's, or of all of theirs but one. */
  end(
    which: { readonly signIn: string } | { readonly technician: TechnicianId; readonly except?: string },
  ): void {
    for (const socket of [...this.#sockets]) {
      const meant =
        'signIn' in which
          ? socket.signIn === which.signIn
          : socket.technicianId === which.technician && socket.signIn !== which.except;
      if (meant) socket.endSignIn();
    }
  }

  /** Ends the sockets whose sign-in has run out. */
  endExpired(now: number): void {
    for (const socket of [...this.#sockets]) if (socket.expiresAt <= now) socket.endSignIn();
  }

  rename(technician: TechnicianId, name: string): void {
    for (const socket of this.#sockets) if (socket.technicianId === technician) socket.rename(name);
  }
}
