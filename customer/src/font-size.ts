import { effect, type ReadonlySignal, signal } from '@preact/signals';

/** The sizes that can be chosen, in percent of the usual one. */
export const FONT_SIZES: readonly number[] = [100, 125, 150, 175, 200, 225, 250];
const KEY = 'throwline-font-size';

const kept = Number(sessionStorage.getItem(KEY));
const chosen = signal(FONT_SIZES.includes(kept) ? kept : 100);

// Everything in the window is measured in rem, so the root's size is the size of all.
effect(() => {
  document.documentElement.style.fontSize = `${chosen.value}%`;
  sessionStorage.setItem(KEY, String(chosen.value));
});

/** The chosen size in percent; kept for the session. */
export const fontSize: ReadonlySignal<number> = chosen;

/** One step smaller (−1) or larger (1), within {@link FONT_SIZES}. */
export function stepFontSize(step: 1 | -1): void {
  const next = FONT_SIZES[FONT_SIZES.indexOf(chosen.value) + step];
  if (next !== undefined) chosen.value = next;
}
