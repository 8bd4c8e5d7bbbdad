import { ProtectedClients, type ProtectedNow } from './protected-clients.ts';
import { childrenIn, type WindowTree } from './window-tree.ts';
import type { Cookie, XConnection } from './x-connection.ts';
import { CORE, pair } from './x-protocol.ts';

const INPUT_ONLY = 2;
const VIEWABLE = 2;
const ALREADY_GRABBED = 1;
const ASYNCHRONOUS = 1;
/** Values of the input focus that are no windows. */
const FOCUS_NONE = 0;
const FOCUS_FOLLOWS_POINTER = 1;

export type GuardVerdict = 'allowed' | 'protected' | 'unidentified';

/** Where the pointer is. `buttons` has bits 0 to 4 for the buttons 1 to 5. */
export interface PointerState {
  readonly x: number;
  readonly y: number;
  readonly topLevel: number;
  readonly buttons: number;
}

/**
 * Says whether an input event would reach a protected window. Ask only while the server is grabbed, and inject
 * before the grab ends: then no client can move a window, the focus or a grab in between.
 */
export class InputGuard {
  readonly clients: ProtectedClients;
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #probe: number;

  constructor(connection: XConnection, tree: WindowTree) {
    this.#connection = connection;
    this.#tree = tree;
    this.clients = new ProtectedClients(connection, tree);
    this.#probe = connection.newId();
    connection.post(CORE.createWindow, 0, [
      this.#probe,
      connection.root,
      0,
      pair(1, 1),
      pair(0, INPUT_ONLY),
      0,
      0,
    ]);
  }

  pointerState(asked: Cookie = this.#askPointer()): PointerState {
    const reply = this.#connection.collect(asked);
    if (reply === undefined) return { x: 0, y: 0, topLevel: 0, buttons: 0 };
    return {
      x: reply.i16(16),
      y: reply.i16(18),
      topLevel: reply.u32(12),
      buttons: (reply.u16(24) >> 8) & 0x1f,
    };
  }

  /**
   * @param target where the event would take place; left out: where the pointer is
   * @param ownButtons buttons that this program holds, bits as in {@link PointerState}
   */
  pointer(target: { readonly x: number; readonly y: number } | undefined, ownButtons: number): GuardVerdict {
    const c = this.#connection;
    const clientsAsked = this.clients.ask();
    const grabAsked = c.ask(CORE.grabPointer, 0, [
      this.#probe,
      pair(0, ASYNCHRONOUS | (ASYNCHRONOUS << 8)),
      0,
      0,
      0,
    ]);
    const targetAsked =
      target && c.ask(CORE.translateCoordinates, 0, [c.root, c.root, pair(target.x, target.y)]);
    const pointerAsked = this.#askPointer();
    const now = this.clients.now(clientsAsked);
    const grabbed = c.collect(grabAsked)?.u8(1) === ALREADY_GRABBED;
    const targetWindow = targetAsked && c.collect(targetAsked)?.u32(8);
    const current = this.pointerState(pointerAsked);
    c.drain();
    if (!now.identified) return 'unidentified';
    if (this.#isProtected(targetWindow ?? current.topLevel, now)) return 'protected';
    if (grabbed && now.clients.size > 0) {
      // Who holds a grab cannot be asked. The protected window can hold one while its menu is open, or while the
      // customer presses a button in it; then everything would go there, wherever the pointer is.
      if ((current.buttons & ~ownButtons) !== 0) return 'protected';
      if (this.#popupIsOpen(now)) return 'protected';
    }
    return 'allowed';
  }

  keyboard(): GuardVerdict {
    const c = this.#connection;
    const clientsAsked = this.clients.ask();
    const grabAsked = c.ask(CORE.grabKeyboard, 0, [this.#probe, 0, ASYNCHRONOUS | (ASYNCHRONOUS << 8)]);
    const focusAsked = c.ask(CORE.getInputFocus, 0);
    const now = this.clients.now(clientsAsked);
    const grabbed = c.collect(grabAsked)?.u8(1) === ALREADY_GRABBED;
    const focus = c.collect(focusAsked)?.u32(8) ?? FOCUS_NONE;
    c.drain();
    if (!now.identified) return 'unidentified';
    if (now.clients.size === 0) return 'allowed';
    if (this.#focusIsProtected(focus, now)) return 'protected';
    if (grabbed && this.#popupIsOpen(now)) return 'protected';
    return 'allowed';
  }

  /** Is the pointer over a protected window now? */
  pointerIsOver(): boolean {
    const now = this.clients.now(this.clients.ask());
    return now.identified && this.#isProtected(this.pointerState().topLevel, now);
  }

  /** Does a protected window have the keyboard's focus now? */
  hasFocus(): boolean {
    const now = this.clients.now(this.clients.ask());
    const focus = this.#connection.query(CORE.getInputFocus, 0)?.u32(8) ?? FOCUS_NONE;
    return now.identified && this.#focusIsProtected(focus, now);
  }

  /** Is this place on the desktop free of protected windows? */
  isFree(x: number, y: number): boolean {
    const c = this.#connection;
    const now = this.clients.now(this.clients.ask());
    const window = c.query(CORE.translateCoordinates, 0, [c.root, c.root, pair(x, y)])?.u32(8) ?? 0;
    return now.identified && !this.#isProtected(window, now);
  }

  #askPointer(): Cookie {
    return this.#connection.ask(CORE.queryPointer, 0, [this.#connection.root]);
  }

  #focusIsProtected(focus: number, now: ProtectedNow): boolean {
    if (focus === FOCUS_NONE) return false;
    if (focus === FOCUS_FOLLOWS_POINTER || focus === this.#connection.root) {
      return this.#isProtected(this.pointerState().topLevel, now);
    }
    if (now.clients.has(this.#tree.clientOf(focus))) return true;
    const topLevel = this.#tree.topLevelOf(focus);
    return topLevel !== undefined && this.#isProtected(topLevel, now);
  }

  #isProtected(topLevel: number, now: ProtectedNow): boolean {
    if (topLevel === 0 || now.clients.size === 0) return false;
    if (now.clients.has(this.#tree.clientOf(topLevel))) return true;
    for (const client of this.#tree.clientsIn(topLevel)) if (now.clients.has(client)) return true;
    return false;
  }

  #popupIsOpen(now: ProtectedNow): boolean {
    const c = this.#connection;
    const own = childrenIn(c.collect(this.#tree.askTopLevels())).filter((top) =>
      now.clients.has(this.#tree.clientOf(top)),
    );
    const asked = own.map((top) => c.ask(CORE.getWindowAttributes, 0, [top]));
    return asked
      .map((cookie) => c.collect(cookie))
      .some(
        (reply) =>
          reply !== undefined &&
          reply.u8(26) === VIEWABLE &&
          reply.u8(27) === 1 &&
          reply.u16(12) !== INPUT_ONLY,
      );
  }
}
