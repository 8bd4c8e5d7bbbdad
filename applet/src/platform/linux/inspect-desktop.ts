import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Desktop } from '../host.ts';
import { PlatformError } from '../platform-error.ts';
import { Monitors } from './monitors.ts';
import { XConnection } from './x-connection.ts';
import { findExtension } from './x-protocol.ts';
import { X11Screen } from './x11-screen.ts';

const WAYLAND =
  'This desktop uses Wayland, which does not let support programs show the screen yet. Sign out, choose “Xorg” or “X11” on the sign-in screen, and start again.';
const FEW_COLOURS =
  'This desktop has only 256 colours, with which no web browser can show the support window. Set its colours to “True colour” or 24 bits (for a remote desktop, in the program that you are connected with), then start again.';
const NO_DESKTOP =
  'There is no desktop here. Run this program in a terminal window on the desktop, not over a remote shell.';

/** Bits of a pixel below which colours come from a palette. */
const FEWEST_BITS = 15;

/**
 * Looks at the desktop that the program was started on. The display itself is asked, for variables outlive what they speak of: a
 * terminal multiplexer that was started under Wayland goes on saying so on an X11 desktop, and the reverse.
 */
export function inspectDesktop(environment: NodeJS.ProcessEnv): Desktop {
  const display = environment.DISPLAY ?? '';
  if (display !== '') {
    const found = tryDisplay(display, environment);
    // A display that was left over says nothing where there is a Wayland desktop.
    if (found.kind !== 'none' || !hasWayland(environment)) return found;
  }
  return hasWayland(environment)
    ? { kind: 'window-only', reason: WAYLAND }
    : { kind: 'none', reason: NO_DESKTOP };
}

/** Whether a Wayland compositor's socket is where the environment says ("man wl_display_connect"). */
function hasWayland({ WAYLAND_DISPLAY: name, XDG_RUNTIME_DIR: folder }: NodeJS.ProcessEnv): boolean {
  if (name === undefined || name === '') return false;
  return existsSync(name.startsWith('/') ? name : join(folder ?? '/nonexistent', name));
}

function tryDisplay(display: string, environment: NodeJS.ProcessEnv): Desktop {
  try {
    const kind = kindOf(display);
    if (kind === 'xwayland') return { kind: 'window-only', reason: WAYLAND };
    if (kind === 'few-colours') return { kind: 'none', reason: FEW_COLOURS };
    const screen = new X11Screen(display);
    const { monitors } = screen.layout();
    screen.close();
    return {
      kind: 'usable',
      display,
      primary: monitors[0],
      // Browsers choose by variables. X11 is what the screen part sees and guards.
      environment: {
        ...environment,
        WAYLAND_DISPLAY: undefined,
        XDG_SESSION_TYPE: 'x11',
        GDK_BACKEND: 'x11',
        MOZ_ENABLE_WAYLAND: '0',
      },
    };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.code === 'display-refused') {
      return {
        kind: 'none',
        reason: `The desktop did not let this program in: ${error.message} Run it in a terminal window of the person who is signed in there.`,
      };
    }
    return { kind: 'window-only', reason: `The technician cannot be shown this screen: ${error.message}` };
  }
}

/**
 * What an X display is.
 * - `xwayland`: it only carries X programs into a Wayland desktop, of which it then shows and reaches nothing else. Xwayland says so by
 *   an extension of that name since version 23.1; before, its monitors were called XWAYLAND0, XWAYLAND1, ….
 * - `few-colours`: Chromium 156 and Firefox 153 show a black window there.
 * @throws PlatformError `library-missing`, `display-refused`
 */
function kindOf(display: string): 'x11' | 'xwayland' | 'few-colours' {
  const connection = new XConnection(display);
  try {
    if (findExtension(connection, 'XWAYLAND') !== undefined) return 'xwayland';
    const { monitors } = new Monitors(connection).layout();
    if (monitors.some(({ name }) => /^XWAYLAND\d+$/.test(name))) return 'xwayland';
    return connection.info.rootDepth < FEWEST_BITS ? 'few-colours' : 'x11';
  } finally {
    connection.close();
  }
}
