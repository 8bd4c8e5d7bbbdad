/** What is needed of a WebSocket. */
export interface StrangerSocket {
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
export interface Guest {
  /** To be called once the socket has said who it is: nothing is counted any more. */
  known(): void;
  /**
   * Counts bytes that have come from it.
   * @returns false when they are more than a first message may have
   */
  heard(bytes: number): boolean;
}

/** Most sockets that have not said who they are. */
export interface StrangerLimits {
  readonly total: number;
  /** From one address (IPv6: its /64). */
  readonly address: number;
  /** Bytes of unfinished first messages, of all together. */
  readonly bytes: number;
}

interface Stranger {
  readonly socket: StrangerSocket;
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
export class Strangers {
  readonly #limits: StrangerLimits;
  /** By address, oldest first. */
  readonly #all = new Map<string, Set<Stranger>>();
  #count = 0;
  #bytes = 0;

  constructor(limits: StrangerLimits) {
    this.#limits = limits;
  }

  /** Whether one more from this address would find room. */
  admits(address: string): boolean {
    if ((this.#all.get(address)?.size ?? 0) >= this.#limits.address) return false;
    return this.#count < this.#limits.total || this.#expendable() !== undefined;
  }

  /**
   * Counts one more until it is known or its socket closes. May cut off another one.
   */
  greet(socket: StrangerSocket, address: string): Guest {
    if (this.#count >= this.#limits.total) {
      const other = this.#expendable();
      if (other !== undefined) this.#cutOff(other);
    }
    const stranger: Stranger = { socket, address, silent: true, said: NOTHING };
    const ofAddress = this.#all.get(address) ?? new Set();
    this.#all.set(address, ofAddress.add(stranger));
    this.#count += 1;
    socket.once('message', () => {
      stranger.silent = false;
      this.#forget(stranger);
    });
    const remove = (): void => this.#remove(stranger);
    socket.once('close', remove);
    return { known: remove, heard: (bytes) => this.#heard(stranger, bytes) };
  }

  #heard(stranger: Stranger, bytes: number): boolean {
    if (!stranger.silent || this.#all.get(stranger.address)?.has(stranger) !== true) return true;
    const said = { bytes: stranger.said.bytes + bytes, pieces: stranger.said.pieces + 1 };
    stranger.said = said;
    this.#bytes += bytes;
    if (said.bytes > MAX_FIRST_WORDS.bytes || said.pieces > MAX_FIRST_WORDS.pieces) {
      this.#forget(stranger);
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
  #wordiest(): Stranger | undefined {
    let found: Stranger | undefined;
    let most = 0;
    for (const ofAddress of this.#all.values()) {
      let sum = 0;
      let first: Stranger | undefined;
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

  #cutOff(stranger: Stranger): void {
    this.#remove(stranger);
    stranger.socket.terminate();
  }

  #forget(stranger: Stranger): void {
    this.#bytes -= stranger.said.bytes;
    stranger.said = NOTHING;
  }

  /**
   * The oldest silent one of the address that has the most, so that whoever fills the room loses it first. One whose
   * hello is being looked at stays; one that was refused and is slow to go does not.
   */
  #expendable(): Stranger | undefined {
    let found: Stranger | undefined;
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

  #remove(stranger: Stranger): void {
    const ofAddress = this.#all.get(stranger.address);
    if (ofAddress?.delete(stranger) !== true) return;
    this.#count -= 1;
    this.#forget(stranger);
    if (ofAddress.size === 0) this.#all.delete(stranger.address);
  }
}

function isExpendable({ silent, socket }: Stranger): boolean {
  return silent || socket.readyState !== socket.OPEN;
}
