/** What is needed of a WebSocket. */
export interface SocketLike {
  readonly readyState: number;
  readonly OPEN: number;
  once(event: 'message' | 'close', listener: () => void): unknown;
  terminate(): void;
}

/** What one socket has sent before its first message was whole. */
export interface FirstWords {
  /** Bytes on the wire, headers of frames included. */
  readonly bytes: number;
  /** Pieces in which they came: each costs memory, however small it is. */
  readonly pieces: number;
}

/**
 * Most that is taken of a socket until its first message is whole. A hello has some 600 bytes; 4 KiB leave room for later
 * ones, and the 64 bytes for the headers of its frames.
 */
export const MAX_FIRST_WORDS: FirstWords = { bytes: 4096 + 64, pieces: 64 };

/** A socket that has been let in, until it has said who it is. */
export interface Counted {
  /** To be called once the socket has said who it is: nothing is counted any more. */
  authenticated(): void;
  /**
   * Counts bytes that have come from it.
   * @returns false when they are more than a first message may have
   */
  heard(bytes: number): boolean;
}

/** Most sockets that have not said who they are. */
export interface UnauthenticatedLimits {
  readonly total: number;
  /** From one address (IPv6: its /64). */
  readonly address: number;
  /** Bytes of unfinished first messages, of all together. */
  readonly bytes: number;
}

interface Member {
  readonly socket: SocketLike;
  readonly address: string;
  /** No whole message has come from it. */
  silent: boolean;
  said: FirstWords;
}

const NOTHING: FirstWords = { bytes: 0, pieces: 0 };

/**
 * Sockets of one kind that have not said who they are. When there are too many, one that keeps silent makes room for a
 * newcomer, so that nobody keeps others out by being silent from many addresses. What they have sent of a first message
 * is bounded for each and for all together.
 */
export class UnauthenticatedSockets {
  readonly #limits: UnauthenticatedLimits;
  /** By address, oldest first. */
  readonly #all = new Map<string, Set<Member>>();
  #count = 0;
  #bytes = 0;

  constructor(limits: UnauthenticatedLimits) {
    this.#limits = limits;
  }

  /** Whether one more from this address would find room. */
  admits(address: string): boolean {
    if ((this.#all.get(address)?.size ?? 0) >= this.#limits.address) return false;
    return this.#count < this.#limits.total || this.#expendable() !== undefined;
  }

  /**
   * Counts one more until it is authenticated or its socket closes. May cut off another one.
   */
  add(socket: SocketLike, address: string): Counted {
    if (this.#count >= this.#limits.total) {
      const other = this.#expendable();
      if (other !== undefined) this.#cutOff(other);
    }
    const member: Member = { socket, address, silent: true, said: NOTHING };
    const ofAddress = this.#all.get(address) ?? new Set();
    this.#all.set(address, ofAddress.add(member));
    this.#count += 1;
    socket.once('message', () => {
      member.silent = false;
      this.#forget(member);
    });
    const remove = (): void => this.#remove(member);
    socket.once('close', remove);
    return { authenticated: remove, heard: (bytes) => this.#heard(member, bytes) };
  }

  #heard(member: Member, bytes: number): boolean {
    if (!member.silent || this.#all.get(member.address)?.has(member) !== true) return true;
    const said = { bytes: member.said.bytes + bytes, pieces: member.said.pieces + 1 };
    member.said = said;
    this.#bytes += bytes;
    if (said.bytes > MAX_FIRST_WORDS.bytes || said.pieces > MAX_FIRST_WORDS.pieces) {
      this.#forget(member);
      return false;
    }
    while (this.#bytes > this.#limits.bytes) {
      const other = this.#wordiest();
      if (other === undefined) break;
      this.#cutOff(other);
    }
    return true;
  }

  /** The one that has sent most, of the address that has sent most. */
  #wordiest(): Member | undefined {
    let found: Member | undefined;
    let most = 0;
    for (const ofAddress of this.#all.values()) {
      let sum = 0;
      let first: Member | undefined;
      for (const each of ofAddress) {
        sum += each.said.bytes;
        if (each.said.bytes > (first?.said.bytes ?? 0)) first = each;
      }
      if (sum <= most) continue;
      found = first;
      most = sum;
    }
    return found;
  }

  #cutOff(member: Member): void {
    this.#remove(member);
    member.socket.terminate();
  }

  #forget(member: Member): void {
    this.#bytes -= member.said.bytes;
    member.said = NOTHING;
  }

  /**
   * The oldest silent one of the address that has the most, so that whoever fills the room loses it first. One whose
   * hello is being looked at stays; one that was refused and is slow to go does not.
   */
  #expendable(): Member | undefined {
    let found: Member | undefined;
    let most = 0;
    for (const ofAddress of this.#all.values()) {
      if (ofAddress.size <= most) continue;
      const first = ofAddress.values().find(isExpendable);
      if (first === undefined) continue;
      found = first;
      most = ofAddress.size;
    }
    return found;
  }

  #remove(member: Member): void {
    const ofAddress = this.#all.get(member.address);
    if (ofAddress?.delete(member) !== true) return;
    this.#count -= 1;
    this.#forget(member);
    if (ofAddress.size === 0) this.#all.delete(member.address);
  }
}

function isExpendable({ silent, socket }: Member): boolean {
  return silent || socket.readyState !== socket.OPEN;
}
