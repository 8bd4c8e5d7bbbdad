import { detectDesktop } from './platform/linux/display-environment.ts';
import { X11Screen } from './platform/linux/x11-screen.ts';
import type { Rect } from './platform/platform.ts';
import { PlatformError } from './platform/platform-error.ts';

/** What the applet can do on this desktop. */
export type Desktop =
  /** An X11 display that lets us in. `primary` is the primary monitor. */
  | { readonly kind: 'usable'; readonly display: string; readonly primary: Rect | undefined }
  /** A window can be shown, but not the screen; `reason` is for the customer. */
  | { readonly kind: 'window-only'; readonly reason: string }
  /** Nothing can be shown at all. */
  | { readonly kind: 'none'; readonly reason: string };

/** Looks at the desktop that the program was started on. */
export function inspectDesktop(environment: NodeJS.ProcessEnv): Desktop {
  const found = detectDesktop(environment);
  switch (found.kind) {
    case 'no-display':
      return { kind: 'none', reason: found.reason };
    case 'wayland':
      return { kind: 'window-only', reason: found.reason };
    case 'x11':
      return tryDisplay(found.display);
  }
}

function tryDisplay(display: string): Desktop {
  try {
    const screen = new X11Screen(display);
    const { monitors } = screen.layout();
    screen.close();
    return { kind: 'usable', display, primary: monitors[0] };
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
