import { type ReadonlySignal, signal } from '@preact/signals';

const start = Date.now() - performance.now();
const steady = (): number => start + performance.now();
const time = signal(steady());
window.setInterval(() => {
  time.value = steady();
}, 250);

/**
 * Epoch milliseconds on this computer's clock as it was when the window opened, renewed four times a second: for countdowns, which
 * go on evenly when somebody sets the clock.
 */
export const now: ReadonlySignal<number> = time;
