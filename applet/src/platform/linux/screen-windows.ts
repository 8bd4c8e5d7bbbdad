import type { Rect } from '../platform.ts';
import type { ProtectedNow } from './protected-clients.ts';
import { childrenIn, type WindowTree } from './window-tree.ts';
import type { XConnection } from './x-connection.ts';
import { atom, CORE, type Extension, findExtension } from './x-protocol.ts';
import type { XReply } from './x-reply.ts';

const SHAPE_QUERY_EXTENTS = 5;
const CARDINAL = 6;
const VIEWABLE = 2;
const INPUT_ONLY = 2;
const DEEPEST_OPAQUE = 24;

/** A top-level window that is on the screen. `opaque` only when it certainly is. */
export interface ScreenWindow {
  readonly id: number;
  readonly rect: Rect;
  readonly isProtected: boolean;
  readonly opaque: boolean;
}

/** Lists the windows on the screen from the lowest protected one upwards. */
export class ScreenWindows {
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #shape: Extension | undefined;
  readonly #opacity: number;
  readonly #compositor: number;

  constructor(connection: XConnection, tree: WindowTree) {
    this.#connection = connection;
    this.#tree = tree;
    this.#shape = findExtension(connection, 'SHAPE');
    this.#opacity = atom(connection, '_NET_WM_WINDOW_OPACITY');
    this.#compositor = atom(connection, `_NET_WM_CM_S${connection.info.screen}`);
  }

  isProtected(topLevel: number, now: ProtectedNow): boolean {
    for (const client of this.#tree.clientsIn(topLevel)) if (now.clients.has(client)) return true;
    return false;
  }

  /** Bottommost first; empty when no protected window is on the screen. */
  fromLowestProtected(now: ProtectedNow): ScreenWindow[] {
    const c = this.#connection;
    const tops = childrenIn(c.collect(this.#tree.askTopLevels()));
    const lowest = tops.findIndex((top) => this.isProtected(top, now));
    if (lowest === -1) return [];
    const compositorAsked = c.ask(CORE.getSelectionOwner, 0, [this.#compositor]);
    const asked = tops.slice(lowest).map((id) => ({
      id,
      attributes: c.ask(CORE.getWindowAttributes, 0, [id]),
      geometry: c.ask(CORE.getGeometry, 0, [id]),
      shape: this.#shape && c.ask(this.#shape.major, SHAPE_QUERY_EXTENTS, [id]),
      opacity: c.ask(CORE.getProperty, 0, [id, this.#opacity, CARDINAL, 0, 1]),
    }));
    // How a compositor draws a window nobody can ask: it makes those without the focus translucent, or fades them.
    const isComposited = (c.collect(compositorAsked)?.u32(8) ?? 0) !== 0;
    const windows: ScreenWindow[] = [];
    for (const { id, attributes, geometry, shape, opacity } of asked) {
      const attributesReply = c.collect(attributes);
      const geometryReply = c.collect(geometry);
      const shaped = shape !== undefined && c.collect(shape)?.u8(8) !== 0;
      const seeThrough = (c.collect(opacity)?.u32(16) ?? 1) !== 0;
      if (attributesReply === undefined || geometryReply === undefined) continue;
      if (attributesReply.u8(26) !== VIEWABLE || attributesReply.u16(12) === INPUT_ONLY) continue;
      const opaque = !isComposited && !shaped && !seeThrough && geometryReply.u8(1) <= DEEPEST_OPAQUE;
      windows.push({ id, rect: outerRect(geometryReply), isProtected: this.isProtected(id, now), opaque });
    }
    return windows;
  }
}

/** The rectangle that a reply to GetGeometry describes, borders included. */
export function outerRect(reply: XReply): Rect {
  const border = reply.u16(20) * 2;
  return {
    x: reply.i16(12),
    y: reply.i16(14),
    width: reply.u16(16) + border,
    height: reply.u16(18) + border,
  };
}
