import { useCallback, useEffect, useSyncExternalStore } from 'react';

/** Full screen, for the whole page: dialogs, messages and the chat stay in reach there. */
export interface FullScreen {
  readonly isOn: boolean;
  readonly isPossible: boolean;
  readonly toggle: () => void;
}

function subscribe(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed);
  return () => document.removeEventListener('fullscreenchange', changed);
}

declare global {
  interface Navigator {
    /** Keyboard Lock (WICG): gives a page in full screen the keys that the browser else keeps to itself. Chromium only. */
    readonly keyboard?: { lock?(): Promise<void> };
  }
}

function lockKeys(): void {
  // Without it only those keys are missing; the special-keys menu has them.
  navigator.keyboard?.lock?.().catch(() => undefined);
}

function leave(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
}

/** Whether the page is in full screen. */
export function useIsFullScreen(): boolean {
  return useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
}

/** Full screen for as long as the component is shown. */
export function useFullScreen(): FullScreen {
  const isOn = useIsFullScreen();
  useEffect(() => leave, []);
  const toggle = useCallback(() => {
    if (document.fullscreenElement !== null) leave();
    else document.documentElement.requestFullscreen().then(lockKeys, () => undefined);
  }, []);
  return { isOn, isPossible: document.fullscreenEnabled, toggle };
}
