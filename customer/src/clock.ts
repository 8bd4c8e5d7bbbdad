import { type ReadonlySignal, signal } from '@preact/signals';

const time = signal(Date.now());
window.setInterval(() => {
  time.value = Date.now();
}, 250);

/** Epoch milliseconds on this computer's clock, renewed four times a second: for countdowns. */
export const now: ReadonlySignal<number> = time;

/** Time that is left, as `9:41`; never below `0:00`. */
export function countdown(until: number, at: number): string {
  const seconds = Math.max(0, Math.ceil((until - at) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
