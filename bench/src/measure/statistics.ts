/**
 * The value below which the share `p` (0…1) of the samples lies, between two neighbours by their distance (the R-7
 * method of Hyndman and Fan). `undefined` for no samples.
 */
export function quantile(samples: readonly number[], p: number): number | undefined {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  return below === undefined || above === undefined ? undefined : below + (above - below) * (at % 1);
}

export function median(samples: readonly number[]): number | undefined {
  return quantile(samples, 0.5);
}
