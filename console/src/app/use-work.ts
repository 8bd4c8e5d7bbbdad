import { useEffect } from 'react';

/** Work is told of at most this often, milliseconds. */
const PAUSE = 5 * 60_000;

/**
 * Calls `act` when somebody works on this page: presses a key or a button, or turns the wheel. Nothing that a page does by itself
 * is work.
 * @param isOn nothing is told of while it is `false`
 */
export function useWork(act: () => void, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    let last = Number.NEGATIVE_INFINITY;
    const worked = (): void => {
      const now = performance.now();
      if (now - last < PAUSE) return;
      last = now;
      act();
    };
    const types = ['keydown', 'pointerdown', 'wheel'] as const;
    // Before anybody else takes the event: the customer's screen keeps what is pressed on it to itself.
    for (const type of types) window.addEventListener(type, worked, { capture: true, passive: true });
    return () => {
      for (const type of types) window.removeEventListener(type, worked, { capture: true });
    };
  }, [act, isOn]);
}
