import type { Desktop } from '../host.ts';
import { PlatformError } from '../platform-error.ts';
import { detectDesktop } from './display-environment.ts';
import { X11Screen } from './x11-screen.ts';

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
