import type { Cookie, XConnection } from './x-connection.ts';
import { CORE, EVENT } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

/** SubstructureNotify: what becomes of a window's children. */
const SUBSTRUCTURE_NOTIFY = 1 << 19;
const EVENT_MASK_ATTRIBUTE = 1 << 11;
/** A window manager's frame holds the client's window as child or grandchild. */
const FRAME_DEPTH = 2;
const MAX_WINDOWS_IN_FRAME = 256;
/** The bits of a resource id that number its client; above them the server marks what it made for one (X.Org, `resource.h`). */
const CLIENT_NUMBER = 0x1fffffff;
/** Windows within windows. */
const MAX_DEPTH = 64;

/** The children of a window, bottommost first, as QueryTree answers. */
export function childrenIn(reply: XReply | undefined): number[] {
  if (reply === undefined) return [];
  const count = Math.min(reply.u16(16), (reply.length - 32) >> 2);
  return Array.from({ length: count }, (_, index) => reply.u32(32 + index * 4));
}

/**
 * Which clients' windows make up each top-level window. A client is named by its resource base: the bits of a
 * window id that the server chose for the client.
 */
export class WindowTree {
  readonly #connection: XConnection;
  readonly #clients = new Map<number, ReadonlySet<number>>();
  /** From the window that was last asked for up to its top-level window. */
  #lastWay: readonly number[] = [];

  /** Selects events on the root window; hand them to {@link handle}. */
  constructor(connection: XConnection, moreRootEvents = 0) {
    this.#connection = connection;
    connection.post(CORE.changeWindowAttributes, 0, [
      connection.root,
      EVENT_MASK_ATTRIBUTE,
      SUBSTRUCTURE_NOTIFY | moreRootEvents,
    ]);
  }

  /** Takes note of an event; whatever could change the make-up of a top-level window empties the memory. */
  handle(event: XReply): void {
    switch (event.u8(0) & 0x7f) {
      case EVENT.createNotify:
      case EVENT.destroyNotify:
      case EVENT.reparentNotify:
      case EVENT.mapNotify:
        this.#clients.clear();
    }
  }

  clientOf(window: number): number {
    return (window & ~this.#connection.info.resourceIdMask) >>> 0;
  }

  /** Whether the server made it for itself, as it does for compositors (Composite's overlay): no client has the number 0. */
  isServers(window: number): boolean {
    return (this.clientOf(window) & CLIENT_NUMBER) === 0;
  }

  /** The clients that own a top-level window or a window within it (a frame and what it frames). */
  clientsIn(topLevel: number): ReadonlySet<number> {
    const known = this.#clients.get(topLevel);
    if (known !== undefined) return known;
    const framer = this.clientOf(topLevel);
    const clients = new Set([framer]);
    let level = [topLevel];
    let seen = 0;
    for (let depth = 0; depth < FRAME_DEPTH && level.length > 0; depth += 1) {
      const asked = level.map((window) => this.#connection.ask(CORE.queryTree, 0, [window]));
      level = [];
      for (const child of asked.flatMap((cookie) => childrenIn(this.#connection.collect(cookie)))) {
        seen += 1;
        if (seen > MAX_WINDOWS_IN_FRAME) break;
        const client = this.clientOf(child);
        clients.add(client);
        if (client === framer) level.push(child);
      }
    }
    this.#clients.set(topLevel, clients);
    return clients;
  }

  /** The top-level window (child of the root) that holds this window; `undefined` when it is gone, or is the root. */
  topLevelOf(window: number): number | undefined {
    const ask = (of: number) => ({ of, cookie: this.#connection.ask(CORE.queryTree, 0, [of]) });
    // Mostly the same window as before: all answers come with one wait. Each is looked at only where it belongs.
    const asked = (this.#lastWay[0] === window ? this.#lastWay : [window]).map(ask);
    const answers = new Map(asked.map(({ of, cookie }) => [of, this.#connection.collect(cookie)]));
    const way: number[] = [];
    let current = window;
    while (way.length < MAX_DEPTH) {
      way.push(current);
      const answer = answers.has(current)
        ? answers.get(current)
        : this.#connection.query(CORE.queryTree, 0, [current]);
      const parent = answer?.u32(12);
      if (parent === undefined || parent === 0) return undefined;
      if (parent === this.#connection.root) {
        this.#lastWay = way;
        return current;
      }
      current = parent;
    }
    return undefined;
  }

  /** Asks for all top-level windows; {@link childrenIn} reads the answer, bottommost first. */
  askTopLevels(): Cookie {
    return this.#connection.ask(CORE.queryTree, 0, [this.#connection.root]);
  }
}
