import { type AsyncAead, NONCE_BYTES, type SyncAead, TAG_BYTES } from './crypto.ts';
import { SECURE_NUMBERS } from './messages.ts';

export type Side = 'applet' | 'console';

/**
 * Most blocks of 16 bytes under one key, in frames of any size: 2³⁴, which is 256 GiB. RFC 8446, section 5.5 allows AES-GCM
 * 2^24.5 records of 2¹⁰ blocks each, so that an attacker gains no more than 2⁻⁶⁰; the bound counts blocks (draft-irtf-cfrg-aead-limits,
 * section 5.1.1). It is far below what the counter and NIST SP 800-38D, section 8.3 allow.
 */
export const MAX_BLOCKS = 2 ** 34;

/** How much longer a sealed frame is than what is in it, in bytes. */
export const SEALED_OVERHEAD = 1 + TAG_BYTES;

/**
 * - `forged`: it was not sealed by the other side as the next frame of this channel: changed, lost, repeated, reordered, moved
 * - `used-up`: the key has protected {@link MAX_BLOCKS} blocks
 * - `ended`: an earlier fault, or the end, came before
 */
export type LinkFault = 'forged' | 'used-up' | 'ended';

/** After a fault the link is at its end, both ways: the caller closes the connection and begins anew. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly fault: LinkFault;

  constructor(fault: LinkFault) {
    super(`sealed frame refused: ${fault}`);
    this.fault = fault;
  }
}

/** One direction: numbers the frames of each channel, and counts what its key has protected. */
class Direction {
  readonly #from: Side;
  readonly #maxBlocks: number;
  readonly #next = new Map<number, number>();
  #blocks = 0;

  constructor(from: Side, maxBlocks: number) {
    this.#from = from;
    this.#maxBlocks = maxBlocks;
  }

  get number(): number {
    return SECURE_NUMBERS[`sealed-by-${this.#from}`];
  }

  /** Nonce and associated data of the next frame, or undefined when the key is used up. Each is given once. */
  next(channel: number, length: number): { nonce: Uint8Array; associated: Uint8Array } | undefined {
    // One block more for the tag, and one for the associated data.
    this.#blocks += Math.ceil(length / 16) + 2;
    if (this.#blocks > this.#maxBlocks) return undefined;
    const counter = this.#next.get(channel) ?? 0;
    this.#next.set(channel, counter + 1);
    const nonce = new Uint8Array(NONCE_BYTES);
    const view = new DataView(nonce.buffer);
    // Frames of different channels may overtake each other, so each counts for itself and has nonces of its own.
    view.setUint32(0, channel);
    view.setBigUint64(4, BigInt(counter));
    return { nonce, associated: Uint8Array.of(this.number, ...nonce) };
  }
}

interface Keyed<Aead> {
  /** Whose link it is. */
  readonly side: Side;
  readonly outgoing: Aead;
  readonly incoming: Aead;
  /** Fewer than {@link MAX_BLOCKS}, for tests. */
  readonly maxBlocks?: number;
}

/** What both kinds of link share: counters, and the end. */
class Link<Aead extends { wipe(): void }> {
  readonly #keys: Keyed<Aead>;
  readonly #out: Direction;
  readonly #in: Direction;
  #ended = false;

  constructor(keys: Keyed<Aead>) {
    const { side, maxBlocks = MAX_BLOCKS } = keys;
    this.#keys = keys;
    this.#out = new Direction(side, maxBlocks);
    this.#in = new Direction(side === 'applet' ? 'console' : 'applet', maxBlocks);
  }

  get ended(): boolean {
    return this.#ended;
  }

  sealing(channel: number, plain: Uint8Array) {
    if (this.#ended) throw new LinkError('ended');
    const next = this.#out.next(channel, plain.length);
    if (next === undefined) throw this.fail('used-up');
    return { ...next, aead: this.#keys.outgoing, number: this.#out.number };
  }

  opening(channel: number, frame: Uint8Array) {
    if (this.#ended) throw new LinkError('ended');
    if (frame[0] !== this.#in.number || frame.length < SEALED_OVERHEAD) throw this.fail('forged');
    const next = this.#in.next(channel, frame.length - SEALED_OVERHEAD);
    if (next === undefined) throw this.fail('used-up');
    return { ...next, aead: this.#keys.incoming, sealed: frame.subarray(1) };
  }

  opened(plain: Uint8Array | undefined): Uint8Array {
    // What was still being opened when an earlier frame turned out to be forged is not given out.
    if (this.#ended) throw new LinkError('ended');
    if (plain === undefined) throw this.fail('forged');
    return plain;
  }

  fail(fault: LinkFault): LinkError {
    this.end();
    return new LinkError(fault);
  }

  end(): void {
    this.#ended = true;
    this.#keys.outgoing.wipe();
    this.#keys.incoming.wipe();
  }
}

/** Seals and opens at once. `channel`: 0 to 2³² − 1, the same on both sides. */
export class SyncLink {
  readonly #link: Link<SyncAead>;

  constructor(keys: Keyed<SyncAead>) {
    this.#link = new Link(keys);
  }

  get ended(): boolean {
    return this.#link.ended;
  }

  /** The frame to send: u8 number, ciphertext, tag. @throws LinkError */
  seal(channel: number, plain: Uint8Array): Uint8Array {
    const { aead, nonce, associated, number } = this.#link.sealing(channel, plain);
    return framed(number, aead.seal(nonce, associated, plain));
  }

  /** What was in a frame, which has to be the next one of its channel. @throws LinkError */
  open(channel: number, frame: Uint8Array): Uint8Array {
    const { aead, nonce, associated, sealed } = this.#link.opening(channel, frame);
    return this.#link.opened(aead.open(nonce, associated, sealed));
  }

  /** Wipes the keys. */
  end(): void {
    this.#link.end();
  }
}

/**
 * {@link SyncLink} on a platform that answers later. Frames are numbered in the order of the calls, and come out in that
 * order, whichever is ready first.
 */
export class AsyncLink {
  readonly #link: Link<AsyncAead>;
  #sealed: Promise<unknown> = Promise.resolve();
  #opened: Promise<unknown> = Promise.resolve();

  constructor(keys: Keyed<AsyncAead>) {
    this.#link = new Link(keys);
  }

  get ended(): boolean {
    return this.#link.ended;
  }

  /** See {@link SyncLink.seal}. */
  async seal(channel: number, plain: Uint8Array): Promise<Uint8Array> {
    const { aead, nonce, associated, number } = this.#link.sealing(channel, plain);
    const before = this.#sealed;
    const sealed = aead.seal(nonce, associated, plain);
    this.#sealed = Promise.allSettled([before, sealed]);
    await before;
    return framed(number, await sealed);
  }

  /** See {@link SyncLink.open}. */
  async open(channel: number, frame: Uint8Array): Promise<Uint8Array> {
    const { aead, nonce, associated, sealed } = this.#link.opening(channel, frame);
    const before = this.#opened;
    const plain = aead.open(nonce, associated, sealed);
    this.#opened = Promise.allSettled([before, plain]);
    await before;
    return this.#link.opened(await plain);
  }

  /** See {@link SyncLink.end}. */
  end(): void {
    this.#link.end();
  }
}

function framed(number: number, sealed: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + sealed.length);
  frame[0] = number;
  frame.set(sealed, 1);
  return frame;
}
