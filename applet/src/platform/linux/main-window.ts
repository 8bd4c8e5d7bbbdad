import type { Rect } from '../platform.ts';
import type { ProtectedNow } from './protected-clients.ts';
import { outerRect } from './screen-windows.ts';
import type { WindowManager } from './window-manager.ts';
import { childrenIn, type WindowTree } from './window-tree.ts';
import type { XConnection } from './x-connection.ts';
import { CORE } from './x-protocol.ts';

const VIEWABLE = 2;
const INPUT_ONLY = 2;
/** A frame holds the program's window as child or grandchild. */
const FRAME_DEPTH = 2;
/** Programs have windows of a few pixels that show nothing. */
const SMALLEST = 50;

/** The program's main window, and the child of the root that it is or lies in. */
export interface MainWindow {
  readonly window: number;
  readonly top: number;
}

/** Finds, among all that protected processes have on the display, the window that the customer works with. */
export class MainWindowFinder {
  readonly #connection: XConnection;
  readonly #tree: WindowTree;
  readonly #manager: WindowManager;

  constructor(connection: XConnection, tree: WindowTree, manager: WindowManager) {
    this.#connection = connection;
    this.#tree = tree;
    this.#manager = manager;
  }

  /** The largest that is no menu and no dialog: it is shown, or was and is minimised. */
  find(now: ProtectedNow): MainWindow | undefined {
    const c = this.#connection;
    const found: (MainWindow & { readonly pixels: number })[] = [];
    for (const top of childrenIn(c.collect(this.#tree.askTopLevels()))) {
      const clients = this.#tree.clientsIn(top);
      if (![...clients].some((client) => now.clients.has(client))) continue;
      for (const window of this.#ownIn(top, now)) {
        const pixels = this.#pixelsOf(window);
        if (pixels > 0) found.push({ window, top, pixels });
      }
    }
    return found.sort((a, b) => b.pixels - a.pixels)[0];
  }

  /** The child of the root that this window is or lies in now; `undefined` when it is gone. */
  topOf(window: number): number | undefined {
    return this.#tree.topLevelOf(window);
  }

  /** The protected clients' own windows in a child of the root. */
  #ownIn(top: number, now: ProtectedNow): number[] {
    if (now.clients.has(this.#tree.clientOf(top))) return [top];
    const own: number[] = [];
    let level = [top];
    for (let depth = 0; depth < FRAME_DEPTH && level.length > 0; depth += 1) {
      const inside = level.flatMap((each) => childrenIn(this.#connection.query(CORE.queryTree, 0, [each])));
      own.push(...inside.filter((each) => now.clients.has(this.#tree.clientOf(each))));
      level = inside.filter((each) => !now.clients.has(this.#tree.clientOf(each)));
    }
    return own;
  }

  /** How large it is; 0 for what is no main window. */
  #pixelsOf(window: number): number {
    const attributes = this.#connection.query(CORE.getWindowAttributes, 0, [window]);
    const geometry = this.#connection.query(CORE.getGeometry, 0, [window]);
    if (attributes === undefined || geometry === undefined) return 0;
    const isOverride = attributes.u8(27) === 1;
    if (isOverride || attributes.u16(12) === INPUT_ONLY) return 0;
    const { width, height }: Rect = outerRect(geometry);
    if (width < SMALLEST || height < SMALLEST) return 0;
    const isShown = attributes.u8(26) === VIEWABLE;
    if (!isShown && !this.#manager.isManaged(window)) return 0;
    return this.#manager.isTransient(window) ? 0 : width * height;
  }
}
