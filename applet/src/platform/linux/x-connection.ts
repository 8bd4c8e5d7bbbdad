import koffi from 'koffi';
import { PlatformError } from '../platform-error.ts';
import { readServerInfo, type ServerInfo } from './server-info.ts';
import { XReply } from './x-reply.ts';
import { type Address, type XcbLibrary, xcbLibrary } from './xcb-library.ts';

/** A request under way whose reply is wanted. */
export type Cookie = number & { readonly cookie: unique symbol };

/** Largest request that is ever built here, in bytes: a whole keyboard row is far below it. */
const REQUEST_BYTES = 16_384;
/** Largest reply taken: an 8K desktop of 4 bytes a pixel. */
const MAX_REPLY_BYTES = 7680 * 4320 * 4 + 4096;

/** Flags of `xcb_send_request`, from xcbext.h. */
const CHECKED = 1;
const ALREADY_MARSHALLED = 2;
const RESPONSE_ERROR = 0;
const GET_INPUT_FOCUS = 43;

/**
 * One connection to an X server through libxcb.
 *
 * Requests are given as 32-bit words in the layout of the X protocol; libxcb fills in their length. Replies are
 * waited for synchronously: what is to be atomic is written as plain code between {@link XConnection.grabServer}
 * and {@link XConnection.ungrabServer}. An error of the server (a window that no longer exists) never throws and never ends the
 * process: {@link XConnection.collect} answers `undefined`. A broken connection throws `display-gone`.
 */
export class XConnection {
  readonly info: ServerInfo;
  readonly #xcb: XcbLibrary;
  readonly #connection: Address;
  readonly #request: DataView;
  readonly #requestBytes: Uint8Array;
  readonly #iovec: DataView;
  readonly #vector: Address;
  readonly #requestAddress: Address;
  readonly #voidProtocol: Address;
  readonly #replyProtocol: Address;
  readonly #memory: unknown[] = [];
  readonly #errorOut = new BigUint64Array(1);
  readonly #header = new Uint8Array(32);
  #poll: { close(): void } | undefined;
  #onEvent: ((event: XReply) => void) | undefined;
  #onGone: (() => void) | undefined;
  #drainScheduled = false;
  #closed = false;
  #errors = 0;

  /**
   * @param display for example `:0`; the cookie file is found by libxcb from `XAUTHORITY` or `~/.Xauthority`
   * @throws PlatformError `library-missing`, `display-refused`, `depth-unsupported` (a big-endian server)
   */
  constructor(display: string) {
    this.#xcb = xcbLibrary();
    const screen = new Int32Array(1);
    const connection = this.#xcb.connect(display, screen);
    const failure = connection === null ? 1 : this.#xcb.connectionError(connection);
    if (connection === null || failure !== 0) {
      if (connection !== null) this.#xcb.disconnect(connection);
      throw new PlatformError(
        'display-refused',
        `The display ${display} did not let this program in (libxcb error ${failure}).`,
      );
    }
    this.#connection = connection;
    // libxcb writes into the two entries before the vector that it is given.
    const vector = this.#allocate(4 * 16);
    const request = this.#allocate(REQUEST_BYTES);
    this.#requestBytes = new Uint8Array(request.buffer);
    this.#request = new DataView(request.buffer);
    this.#iovec = new DataView(vector.buffer, 2 * 16, 16);
    this.#requestAddress = request.address;
    this.#vector = vector.address + 32n;
    this.#voidProtocol = this.#protocolRequest(1);
    this.#replyProtocol = this.#protocolRequest(0);
    this.info = this.#readSetup(screen[0] ?? 0);
  }

  /** Errors that the server sent for requests without reply, since the start. */
  get errorCount(): number {
    return this.#errors;
  }
  get closed(): boolean {
    return this.#closed;
  }
  get root(): number {
    return this.info.root;
  }

  /** A fresh resource id. */
  newId(): number {
    return this.#xcb.generateId(this.#connection);
  }

  /** Sends a request that has no reply. It leaves with the next {@link flush} or {@link collect}. */
  post(major: number, data: number, words: readonly number[] = [], tail?: Uint8Array): void {
    this.#send(major, data, words, tail, 0, this.#voidProtocol);
  }

  /** Sends a request that has no reply and waits: did the server accept it? */
  postChecked(major: number, data: number, words: readonly number[] = [], tail?: Uint8Array): boolean {
    const sequence = this.#send(major, data, words, tail, CHECKED, this.#voidProtocol);
    this.#scheduleDrain();
    const error = this.#xcb.requestCheck(this.#connection, sequence);
    if (error === null) return true;
    this.#xcb.free(error);
    return false;
  }

  /** Sends a request whose reply is wanted; several may be under way before the first is collected. */
  ask(major: number, data: number, words: readonly number[] = [], tail?: Uint8Array): Cookie {
    return this.#send(major, data, words, tail, CHECKED, this.#replyProtocol) as Cookie;
  }

  /**
   * Waits for a reply.
   * @returns the reply, or `undefined` when the server answered with an error
   * @throws PlatformError `display-gone`
   */
  collect(cookie: Cookie): XReply | undefined {
    this.#assertOpen();
    this.#scheduleDrain();
    const reply = this.#xcb.waitForReply(this.#connection, cookie, this.#errorOut);
    if (reply === null) {
      const error = this.#errorOut[0] ?? 0n;
      if (error !== 0n) {
        this.#xcb.free(error);
        return undefined;
      }
      this.#lost();
      throw new PlatformError('display-gone', 'The display is gone.');
    }
    return new XReply(this.#take(reply));
  }

  /** {@link ask} and {@link collect} in one. */
  query(major: number, data: number, words: readonly number[] = [], tail?: Uint8Array): XReply | undefined {
    return this.collect(this.ask(major, data, words, tail));
  }

  /** Hands everything that was posted to the server. */
  flush(): void {
    if (!this.#closed && this.#xcb.flush(this.#connection) <= 0) this.#lost();
  }

  /** Waits until the server has done everything that was sent. */
  sync(): void {
    this.query(GET_INPUT_FOCUS, 0);
  }

  /**
   * Runs `work` while every other client of the server stands still. Keep it short; it must not await.
   * @returns what `work` returned
   */
  withServerGrabbed<Result>(work: () => Result): Result {
    const GRAB_SERVER = 36;
    const UNGRAB_SERVER = 37;
    this.post(GRAB_SERVER, 0);
    try {
      return work();
    } finally {
      if (!this.#closed) {
        this.post(UNGRAB_SERVER, 0);
        this.flush();
      }
    }
  }

  /**
   * Begins to deliver events, each in the order the server sent it, from the event loop. Costs nothing while
   * nothing happens.
   * @param onGone called once, when the connection breaks by itself
   */
  listen(onEvent: (event: XReply) => void, onGone: () => void): void {
    this.#assertOpen();
    this.#onEvent = onEvent;
    this.#onGone = onGone;
    const poll = koffi.node.poll(
      this.#xcb.fileDescriptor(this.#connection),
      { readable: true, disconnect: true },
      () => this.drain(),
    );
    this.#poll = poll;
    this.flush();
    this.#scheduleDrain();
  }

  /** Delivers the events that have arrived, now. Inside a server grab this brings mirrors of the server's state up to date. */
  drain(): void {
    while (!this.#closed) {
      const event = this.#xcb.pollForEvent(this.#connection);
      if (event === null) break;
      this.#xcb.copyOut(this.#header, event, 32);
      this.#xcb.free(event);
      const reply = new XReply(this.#header.slice());
      if (reply.u8(0) === RESPONSE_ERROR) this.#errors += 1;
      else this.#onEvent?.(reply);
    }
    if (!this.#closed && this.#xcb.connectionError(this.#connection) !== 0) this.#lost();
  }

  /** Ends the connection. Everything that it made on the server goes with it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#poll?.close();
    this.#xcb.disconnect(this.#connection);
    for (const memory of this.#memory) koffi.free(memory);
    this.#memory.length = 0;
  }

  #lost(): void {
    if (this.#closed) return;
    this.close();
    this.#onGone?.();
  }

  #assertOpen(): void {
    if (this.#closed) throw new PlatformError('display-gone', 'The display is gone.');
  }

  // Waiting for a reply can move events into libxcb's queue, where the socket no longer announces them.
  #scheduleDrain(): void {
    if (this.#drainScheduled || this.#onEvent === undefined) return;
    this.#drainScheduled = true;
    setImmediate(() => {
      this.#drainScheduled = false;
      this.drain();
    });
  }

  #send(
    major: number,
    data: number,
    words: readonly number[],
    tail: Uint8Array | undefined,
    flags: number,
    protocol: Address,
  ): number {
    this.#assertOpen();
    const size = 4 + words.length * 4 + (tail?.length ?? 0);
    const padded = (size + 3) & ~3;
    if (padded > REQUEST_BYTES) throw new RangeError(`An X request of ${size} bytes is too long.`);
    this.#request.setUint32(padded - 4, 0, true);
    this.#request.setUint8(0, major);
    this.#request.setUint8(1, data);
    this.#request.setUint16(2, padded / 4, true);
    let offset = 4;
    for (const word of words) {
      this.#request.setUint32(offset, word, true);
      offset += 4;
    }
    if (tail) this.#requestBytes.set(tail, offset);
    // libxcb moves the entry's base forward while it sends, so both fields are set each time.
    this.#iovec.setBigUint64(0, this.#requestAddress, true);
    this.#iovec.setBigUint64(8, BigInt(padded), true);
    const sequence = this.#xcb.sendRequest(
      this.#connection,
      flags | ALREADY_MARSHALLED,
      this.#vector,
      protocol,
    );
    if (sequence === 0) {
      this.#lost();
      throw new PlatformError('display-gone', 'The display is gone.');
    }
    return sequence;
  }

  #allocate(bytes: number): { address: Address; buffer: ArrayBuffer } {
    const memory = koffi.alloc('uint8_t', bytes);
    this.#memory.push(memory);
    return { address: koffi.address(memory), buffer: koffi.view(memory, bytes) };
  }

  /** The C struct `xcb_protocol_request_t`: part count, extension, opcode, "has no reply". */
  #protocolRequest(isVoid: number): Address {
    const { address, buffer } = this.#allocate(24);
    const view = new DataView(buffer);
    view.setBigUint64(0, 1n, true);
    view.setBigUint64(8, 0n, true);
    view.setUint8(16, 0);
    view.setUint8(17, isVoid);
    return address;
  }

  #take(reply: Address): Uint8Array<ArrayBuffer> {
    this.#xcb.copyOut(this.#header, reply, 32);
    const extra = new DataView(this.#header.buffer).getUint32(4, true) * 4;
    if (extra > MAX_REPLY_BYTES) {
      this.#xcb.free(reply);
      throw new PlatformError('capture-failed', `The display sent a reply of ${extra} bytes.`);
    }
    const bytes = new Uint8Array(32 + extra);
    this.#xcb.copyOut(bytes, reply, bytes.length);
    this.#xcb.free(reply);
    return bytes;
  }

  #readSetup(screenIndex: number): ServerInfo {
    const address = this.#xcb.setup(this.#connection);
    this.#xcb.copyOut(this.#header, address, 32);
    const bytes = new Uint8Array(8 + new DataView(this.#header.buffer).getUint16(6, true) * 4);
    this.#xcb.copyOut(bytes, address, bytes.length);
    return readServerInfo(new XReply(bytes), screenIndex);
  }
}
