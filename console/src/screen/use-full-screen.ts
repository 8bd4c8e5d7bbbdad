import { type RefObject, useCallback, useSyncExternalStore } from 'react';

/** Full screen for one element. */
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

export function useFullScreen(element: RefObject<HTMLElement | null>): FullScreen {
  const isOn = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  const toggle = useCallback(() => {
    if (document.fullscreenElement !== null) {
      void document.exitFullscreen();
      return;
    }
    element.current?.requestFullscreen().then(lockKeys, () => undefined);
  }, [element]);
  return { isOn, isPossible: document.fullscreenEnabled, toggle };
}
