import type { OpenWire, Wire, WireFailure, WireHandlers } from '../connection/wire.ts';

/** The server's end of a wire, in a test's hands. */
export class FakeWire implements Wire {
  readonly handlers: WireHandlers;
  /** Everything that was sent, in order; JSON as what it says. */
  readonly sent: unknown[] = [];
  queued = 0;
  isClosed = false;
  /** How often a sign of life was asked for. */
  pings = 0;
  #waiting: { below: number; act: () => void }[] = [];

  constructor(handlers: WireHandlers) {
    this.handlers = handlers;
  }

  send(data: string | Uint8Array): void {
    this.sent.push(typeof data === 'string' ? JSON.parse(data) : data);
  }

  ping(): void {
    this.pings += 1;
  }

  whenQueued(below: number, act: () => void): void {
    if (this.queued <= below) act();
    else this.#waiting.push({ below, act });
  }

  close(): void {
    this.break();
  }

  cut(): void {
    this.break();
  }

  /** Lets the other side take what is queued. */
  drain(): void {
    this.queued = 0;
    for (const { act } of this.#waiting.splice(0)) act();
  }

  open(): void {
    this.handlers.opened();
  }

  /** The server says something. */
  say(message: object): void {
    this.handlers.message(message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  /** The connection ends. */
  break(failure: WireFailure = 'network'): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.handlers.closed(failure);
  }
}

/** A network of which a test sees every connection. */
export class FakeNetwork {
  readonly wires: FakeWire[] = [];

  readonly open: OpenWire = (handlers) => {
    const wire = new FakeWire(handlers);
    this.wires.push(wire);
    return wire;
  };

  /** The newest connection. */
  get wire(): FakeWire {
    const wire = this.wires.at(-1);
    if (wire === undefined) throw new Error('Nothing has connected.');
    return wire;
  }
}
