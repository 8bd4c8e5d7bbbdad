import type { TechnicianId } from '@throwline/protocol';

/** On which sign-in a socket stands. */
export interface Standing {
  /** Hash of the sign-in's token. */
  readonly signIn: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A socket that lives only as long as its technician's sign-in. */
export interface SignedInSocket {
  readonly technicianId: TechnicianId;
  /** Hash of the sign-in's token, and until when it is good, epoch milliseconds. */
  readonly standing: Standing;
  /** The sign-in was ended: refuses and closes it with `not-signed-in`, at once. */
  endSignIn(): void;
  /** The sign-in has run out, which may be said more than once. */
  expire(now: number): void;
  /** The sign-in lasts longer, or another one of the same technician has taken its place. */
  renew(standing: Standing): void;
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
          ? socket.standing.signIn === which.signIn
          : socket.technicianId === which.technician && socket.standing.signIn !== which.except;
      if (meant) socket.endSignIn();
    }
  }

  /** Tells the sockets whose sign-in has run out. */
  expire(now: number): void {
    for (const socket of [...this.#sockets]) if (socket.standing.expiresAt <= now) socket.expire(now);
  }

  /** Has the sockets of one sign-in go on with another one, or with itself for longer. */
  renew(signIn: string, standing: Standing): void {
    for (const socket of this.#sockets) if (socket.standing.signIn === signIn) socket.renew(standing);
  }

  rename(technician: TechnicianId, name: string): void {
    for (const socket of this.#sockets) if (socket.technicianId === technician) socket.rename(name);
  }
}
