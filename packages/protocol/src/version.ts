/**
 * The version of everything that crosses a socket. An applet in the field outlives the server that made it, so every
 * hello carries the range its sender speaks, and the server picks the highest common one or refuses in clear words.
 */
export const PROTOCOL_VERSION = 2;

/** Oldest version that this build still speaks. */
export const OLDEST_PROTOCOL_VERSION = 1;

/** Inclusive range of protocol versions that one side speaks. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** What this build speaks. */
export const SUPPORTED_VERSIONS: VersionRange = { min: OLDEST_PROTOCOL_VERSION, max: PROTOCOL_VERSION };

/**
 * The highest version in both ranges, or `undefined` when there is none.
 * @param theirs the range in the other side's hello
 * @param ours defaults to what this build speaks
 */
export function negotiateVersion(
  theirs: VersionRange,
  ours: VersionRange = SUPPORTED_VERSIONS,
): number | undefined {
  const highest = Math.min(theirs.max, ours.max);
  return highest >= Math.max(theirs.min, ours.min) ? highest : undefined;
}
