import type { ProtectedProcesses } from '../platform.ts';
import { descendsFrom } from './process-tree.ts';
import { childrenIn, type WindowTree } from './window-tree.ts';
import type { Cookie, XConnection } from './x-connection.ts';
import { atom, CORE, type Extension, findExtension, pair } from './x-protocol.ts';

/** X-Resource extension, version 1.2. */
const XRES = { queryVersion: 0, queryClientIds: 4, localProcessId: 1 << 1 } as const;
const CARDINAL = 6;
const NONE: ReadonlySet<number> = new Set();

/** Who is protected now: `clients` are resource bases (see WindowTree). `identified` false: nobody can tell, so refuse. */
export interface ProtectedNow {
  readonly identified: boolean;
  readonly clients: ReadonlySet<number>;
}

/**
 * Finds the X clients that belong to protected processes, anew each time it is asked, because a client's resource
 * base is given to another client once it is free.
 */
export class ProtectedClients {
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #resources: Extension | undefined;
  readonly #processIdProperty: number;
  #processes: ProtectedProcesses | undefined;
  #roots: ReadonlySet<number> = NONE;
  /** Verdicts by client and process; an entry lives only as long as the pair is seen in each answer. */
  #verdicts = new Map<string, boolean>();

  constructor(connection: XConnection, tree: WindowTree) {
    this.#connection = connection;
    this.#tree = tree;
    const resources = findExtension(connection, 'X-Resource');
    const version =
      resources && connection.query(resources.major, XRES.queryVersion, [pair(1 | (2 << 8), 0)]);
    const recent = version !== undefined && (version.u16(8) > 1 || version.u16(10) >= 2);
    this.#resources = recent ? resources : undefined;
    this.#processIdProperty = atom(connection, '_NET_WM_PID');
  }

  protect(processes: ProtectedProcesses): void {
    this.#processes = processes;
    this.#roots = processes.kind === 'processes' ? new Set(processes.roots) : NONE;
    this.#verdicts.clear();
  }

  /** Sends the question ahead, so that it travels together with others; pass the result to {@link now}. */
  ask(): Cookie | undefined {
    if (this.#processes?.kind !== 'processes' || this.#resources === undefined) return undefined;
    const everyClient = 0;
    return this.#connection.ask(this.#resources.major, XRES.queryClientIds, [
      1,
      everyClient,
      XRES.localProcessId,
    ]);
  }

  /** Exact for the moment of the answer; within a server grab it stays so until the grab ends. */
  now(asked: Cookie | undefined): ProtectedNow {
    switch (this.#processes?.kind) {
      case undefined:
        return { identified: false, clients: NONE };
      case 'none':
        return { identified: true, clients: NONE };
      case 'processes': {
        const clients = asked === undefined ? this.#byWindowProperty() : this.#byResources(asked);
        return { identified: clients.size > 0, clients };
      }
    }
  }

  #byResources(asked: Cookie): ReadonlySet<number> {
    const reply = this.#connection.collect(asked);
    const clients = new Set<number>();
    const verdicts = new Map<string, boolean>();
    if (reply !== undefined) {
      const count = reply.u32(8);
      let offset = 32;
      for (let index = 0; index < count && offset + 12 <= reply.length; index += 1) {
        const client = reply.u32(offset);
        const bytes = reply.u32(offset + 8);
        if (bytes === 4 && offset + 16 <= reply.length)
          this.#judge(client, reply.u32(offset + 12), clients, verdicts);
        offset += 12 + bytes;
      }
    }
    this.#verdicts = verdicts;
    return clients;
  }

  #judge(client: number, pid: number, clients: Set<number>, verdicts: Map<string, boolean>): void {
    const key = `${client}:${pid}`;
    const verdict = this.#verdicts.get(key) ?? descendsFrom(pid, this.#roots);
    verdicts.set(key, verdict);
    if (verdict) clients.add(this.#tree.clientOf(client));
  }

  /** For servers without X-Resource 1.2: what windows say of themselves. */
  #byWindowProperty(): ReadonlySet<number> {
    const { root } = this.#connection;
    const ask = (window: number) =>
      this.#connection.ask(CORE.getProperty, 0, [window, this.#processIdProperty, CARDINAL, 0, 1]);
    const tops = childrenIn(this.#connection.query(CORE.queryTree, 0, [root]));
    const inside = tops.map((top) => this.#connection.ask(CORE.queryTree, 0, [top]));
    const windows = [...tops, ...inside.flatMap((cookie) => childrenIn(this.#connection.collect(cookie)))];
    const asked = windows.map((window) => [window, ask(window)] as const);
    const clients = new Set<number>();
    for (const [window, cookie] of asked) {
      const reply = this.#connection.collect(cookie);
      if (reply === undefined || reply.length < 36 || reply.u8(1) !== 32) continue;
      if (descendsFrom(reply.u32(32), this.#roots)) clients.add(this.#tree.clientOf(window));
    }
    return clients;
  }
}
