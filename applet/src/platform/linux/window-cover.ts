import { intersection, sameRect } from '../geometry.ts';
import type { Rect } from '../platform.ts';
import { type Frame, inside } from '../window-room.ts';
import type { MainWindow } from './main-window.ts';
import type { ProtectedNow } from './protected-clients.ts';
import { outerRect } from './screen-windows.ts';
import { childrenIn, type WindowTree } from './window-tree.ts';
import type { XConnection } from './x-connection.ts';
import { CORE, type Extension, findExtension } from './x-protocol.ts';

const SHAPE_QUERY_EXTENTS = 5;
const VIEWABLE = 2;
const INPUT_ONLY = 2;
/** Of the state that QueryPointer tells: any of the buttons 1 to 5. */
const ANY_BUTTON = 0x1f00;
/** How much of a window is all but a rim of it. */
const MOST = 0.8;
/** A pointer this far outside of the frame still drags its border, in pixels. */
const BORDER = 16;

/**
 * What lies over a window.
 * - `nothing`
 * - `window`: another program's, menus and notices too
 * - `screen`: something as large as the desktop that no window manager has a hand in: a locked screen, a screen saver
 */
export type Cover = 'nothing' | 'window' | 'screen';

/** What one look at a window found. */
export interface SeenWindow {
  readonly isViewable: boolean;
  /** With the frame, without a shadow. */
  readonly outer: Rect;
  readonly cover: Cover;
  /** Whether all but a rim of it lies on the desktop. */
  readonly isOnScreen: boolean;
  /** A mouse button is down over it: no technician's, for those do not get there. */
  readonly isHeld: boolean;
}

/** Looks how a window stands on the screen, and what lies over it. */
export class WindowCover {
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #shape: Extension | undefined;

  constructor(connection: XConnection, tree: WindowTree) {
    this.#connection = connection;
    this.#tree = tree;
    this.#shape = findExtension(connection, 'SHAPE');
  }

  /** @returns `undefined` when it is gone */
  see(main: MainWindow, shadow: Frame, screen: Rect, now: ProtectedNow): SeenWindow | undefined {
    const c = this.#connection;
    const attributes = c.query(CORE.getWindowAttributes, 0, [main.window]);
    const geometry = c.query(CORE.getGeometry, 0, [main.top]);
    const pointer = c.query(CORE.queryPointer, 0, [c.root]);
    if (attributes === undefined || geometry === undefined || pointer === undefined) return undefined;
    const outer = inside(outerRect(geometry), shadow);
    const isPressed = (pointer.u16(24) & ANY_BUTTON) !== 0;
    return {
      isViewable: attributes.u8(26) === VIEWABLE,
      outer,
      cover: this.#over(main.top, outer, screen, now),
      isOnScreen: pixels(intersection(outer, screen)) >= MOST * pixels(outer),
      isHeld: isPressed && isOver(outer, pointer.i16(16), pointer.i16(18)),
    };
  }

  /**
   * @param top the window, a child of the root
   * @param rect what is to be in sight of it
   * @param screen the whole desktop
   */
  #over(top: number, rect: Rect, screen: Rect, now: ProtectedNow): Cover {
    const c = this.#connection;
    const tops = childrenIn(c.collect(this.#tree.askTopLevels()));
    const asked = tops.slice(tops.indexOf(top) + 1).map((id) => ({
      id,
      attributes: c.ask(CORE.getWindowAttributes, 0, [id]),
      geometry: c.ask(CORE.getGeometry, 0, [id]),
      shape: this.#shape && c.ask(this.#shape.major, SHAPE_QUERY_EXTENTS, [id]),
    }));
    const covers = asked.flatMap(({ id, attributes, geometry, shape }): Cover[] => {
      const state = c.collect(attributes);
      const place = c.collect(geometry);
      const shaped = shape && c.collect(shape);
      if (state === undefined || place === undefined) return [];
      if (state.u8(26) !== VIEWABLE || state.u16(12) === INPUT_ONLY) return [];
      // The server's own: what a compositor draws the whole picture on, in which this window has its place.
      if (this.#tree.isServers(id)) return [];
      const outer = outerRect(place);
      const shown =
        shaped === undefined || shaped.u8(8) === 0
          ? outer
          : { x: shaped.i16(12), y: shaped.i16(14), width: shaped.u16(16), height: shaped.u16(18) };
      const isWhole = shaped === undefined || shaped.u8(8) === 0;
      const onScreen = isWhole ? shown : { ...shown, x: shown.x + outer.x, y: shown.y + outer.y };
      if (intersection(onScreen, rect) === undefined) return [];
      if ([...this.#tree.clientsIn(id)].some((client) => now.clients.has(client))) return [];
      const isOverride = state.u8(27) === 1;
      const fillsScreen = sameRect(intersection(onScreen, screen) ?? rect, screen);
      const isFrame = this.#tree.clientsIn(id).size > 1;
      return [isOverride && !isFrame && fillsScreen ? 'screen' : 'window'];
    });
    if (covers.includes('screen')) return 'screen';
    return covers.includes('window') ? 'window' : 'nothing';
  }
}

function isOver({ x, y, width, height }: Rect, atX: number, atY: number): boolean {
  return atX >= x - BORDER && atX < x + width + BORDER && atY >= y - BORDER && atY < y + height + BORDER;
}

function pixels(rect: Rect | undefined): number {
  return rect === undefined ? 0 : rect.width * rect.height;
}
