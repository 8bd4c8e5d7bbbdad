/** Runs of each scene that count, and those before them that do not. */
export const RUNS = 21;
export const WARM_UP = 8;

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Median (smallest–largest). */
export function summary(values: readonly number[]): string {
  return `${median(values).toFixed(3)} (${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)})`;
}
