import { effect, type ReadonlySignal, signal } from '@preact/signals';

/** The sizes that can be chosen, in percent of the usual one. */
export const FONT_SIZES: readonly number[] = [100, 125, 150, 175, 200, 225, 250];

const chosen = signal(100);

// Everything in the window is measured in rem, so the root's size is the size of all.
effect(() => {
  document.documentElement.style.fontSize = `${chosen.value}%`;
});

/** The chosen size in percent. */
export const fontSize: ReadonlySignal<number> = chosen;

/** What was chosen in an earlier window; other sizes than {@link FONT_SIZES} are passed over. */
export function keepFontSize(size: number): void {
  if (FONT_SIZES.includes(size)) chosen.value = size;
}

/** One step smaller (−1) or larger (1), within {@link FONT_SIZES}. */
export function stepFontSize(step: 1 | -1): void {
  const next = FONT_SIZES[FONT_SIZES.indexOf(chosen.value) + step];
  if (next !== undefined) chosen.value = next;
}
