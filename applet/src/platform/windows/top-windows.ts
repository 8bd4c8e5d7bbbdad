import type { Rect } from '../platform.ts';
import { cloaking } from './dwm.ts';
import type { Handle } from './library.ts';
import { ProtectedProcessSet } from './protected-processes.ts';
import { type User32, user32 } from './user32.ts';
import { toDesktop, virtualScreen } from './virtual-screen.ts';

/** A top-level window that is on the screen. */
export interface TopWindow {
  readonly id: Handle;
  /** In desktop pixels, with frame and shadow. */
  readonly rect: Rect;
  readonly isProtected: boolean;
  /** The part through which nothing of what lies behind can show, as far as Windows tells; `undefined` for none. */
  readonly covers: Rect | undefined;
}

/** The top-level windows at one moment. `identified` false: nobody can tell whose they are, so refuse. */
export interface WindowStack {
  readonly identified: boolean;
  /** On the screen, the front one first. */
  readonly windows: readonly TopWindow[];
}

/** Extended styles (Microsoft Learn, "Extended Window Styles"). */
const EX_STYLE = { transparent: 0x20, layered: 0x8_0000, noRedirectionBitmap: 0x20_0000 } as const;
/** With any of these nobody can say that a window hides what lies behind it. */
export const SEE_THROUGH = EX_STYLE.transparent | EX_STYLE.layered | EX_STYLE.noRedirectionBitmap;

/**
 * How far a window's edge may let through what lies behind: the invisible frame to resize it by (8) and the radius of
 * its corners on Windows 11 (8), in pixels of {@link PLAIN_DPI}.
 */
const SOFT_EDGE = 16;
/** USER_DEFAULT_SCREEN_DPI. */
const PLAIN_DPI = 96;

/** Looks at all top-level windows, anew each time. */
export class TopWindows {
  readonly processes = new ProtectedProcessSet();
  readonly #user: User32 = user32();

  /** The stack as it is now. */
  look(): WindowStack {
    const { kind } = this.processes;
    if (kind === 'unknown') return { identified: false, windows: [] };
    if (kind === 'none') return { identified: true, windows: [] };
    const screen = virtualScreen();
    const windows: TopWindow[] = [];
    const seen = new Set<number>();
    let hasOwn = false;
    for (const id of this.#all()) {
      const { process } = this.#user.getWindowThreadProcessId(id);
      seen.add(process);
      const isProtected = this.processes.has(process);
      hasOwn ||= isProtected;
      if (!this.#user.isWindowVisible(id) || this.#user.isIconic(id)) continue;
      const cloak = cloaking(id);
      const place = this.#user.getWindowRect(id);
      const rect = place && toDesktop(place, screen);
      if (rect === undefined || cloak === 'cloaked') continue;
      windows.push({
        id,
        rect,
        isProtected,
        covers: cloak === 'shown' ? this.#covered(id, rect) : undefined,
      });
    }
    this.processes.keepOnly(seen);
    return { identified: hasOwn, windows };
  }

  /** Whether a window, or the one that it is a part of, is protected. 0 is no window. */
  isProtected(window: Handle): boolean {
    if (window === 0) return false;
    const root = this.#user.getRoot(window);
    return [window, root].some(
      (each) => each !== 0 && this.processes.has(this.#user.getWindowThreadProcessId(each).process),
    );
  }

  close(): void {
    this.processes.close();
  }

  #all(): Handle[] {
    const found: Handle[] = [];
    this.#user.enumWindows((window) => found.push(window));
    return found;
  }

  #covered(id: Handle, rect: Rect): Rect | undefined {
    if ((this.#user.getExtendedStyle(id) & SEE_THROUGH) !== 0 || this.#user.hasRegion(id)) return undefined;
    const edge = Math.ceil((SOFT_EDGE * this.#user.getDpiForWindow(id)) / PLAIN_DPI);
    const width = rect.width - 2 * edge;
    const height = rect.height - 2 * edge;
    return width > 0 && height > 0 ? { x: rect.x + edge, y: rect.y + edge, width, height } : undefined;
  }
}
