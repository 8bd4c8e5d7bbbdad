/** What is needed of a WebSocket. */
export interface StrangerSocket {
  readonly readyState: number;
  readonly OPEN: number;
  once(event: 'message' | 'close', listener: () => void): unknown;
  terminate(): void;
}

/** Most sockets that have not said who they are. */
export interface StrangerLimits {
  readonly total: number;
  /** From one address (IPv6: its /64). */
  readonly address: number;
}

interface Stranger {
  readonly socket: StrangerSocket;
  readonly address: string;
  /** Nothing has come from it. */
  silent: boolean;
}

/**
 * Sockets of one kind that have not said who they are. When there are too many, one that keeps silent makes room for a
 * newcomer, so that nobody keeps others out by being silent from many addresses.
 */
export class Strangers {
  readonly #limits: StrangerLimits;
  /** By address, oldest first. */
  readonly #all = new Map<string, Set<Stranger>>();
  #count = 0;

  constructor(limits: StrangerLimits) {
    this.#limits = limits;
  }

  /** Whether one more from this address would find room. */
  admits(address: string): boolean {
    if ((this.#all.get(address)?.size ?? 0) >= this.#limits.address) return false;
    return this.#count < this.#limits.total || this.#expendable() !== undefined;
  }

  /**
   * Counts one more until the answer is called or its socket closes. May cut off another one.
   * @returns to be called once the socket has said who it is
   */
  greet(socket: StrangerSocket, address: string): () => void {
    if (this.#count >= this.#limits.total) {
      const other = this.#expendable();
      if (other !== undefined) {
        this.#remove(other);
        other.socket.terminate();
      }
    }
    const stranger: Stranger = { socket, address, silent: true };
    const ofAddress = this.#all.get(address) ?? new Set();
    this.#all.set(address, ofAddress.add(stranger));
    this.#count += 1;
    socket.once('message', () => {
      stranger.silent = false;
    });
    const remove = (): void => this.#remove(stranger);
    socket.once('close', remove);
    return remove;
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
    if (ofAddress.size === 0) this.#all.delete(stranger.address);
  }
}

function isExpendable({ silent, socket }: Stranger): boolean {
  return silent || socket.readyState !== socket.OPEN;
}
