import type { DesktopKind } from '../platform.ts';

/** The variables of the environment that say which desktop this is. */
export interface DesktopEnvironment {
  readonly DISPLAY?: string | undefined;
  readonly WAYLAND_DISPLAY?: string | undefined;
  readonly XDG_SESSION_TYPE?: string | undefined;
}

/**
 * Tells what kind of desktop there is. On Wayland an X display exists too (Xwayland), but it shows and reaches only
 * X programs, so it does not count.
 */
export function detectDesktop(environment: DesktopEnvironment): DesktopKind {
  const display = environment.DISPLAY ?? '';
  const waylandSession =
    environment.XDG_SESSION_TYPE === 'wayland' || (environment.WAYLAND_DISPLAY ?? '') !== '';
  if (waylandSession) {
    return {
      kind: 'wayland',
      reason:
        'This desktop uses Wayland, which does not let support programs show the screen yet. Sign out, choose “Xorg” or “X11” on the sign-in screen, and start again.',
    };
  }
  if (display !== '') return { kind: 'x11', display };
  return {
    kind: 'no-display',
    reason:
      'There is no desktop here. Run this program in a terminal window on the desktop, not over a remote shell.',
  };
}
