/**
 * The layout of a recording: a head, then entries up to the end. Numbers are little-endian and unsigned, and never
 * given a second meaning; README.md has the whole layout byte by byte.
 */

/** The first bytes: "TLR", and the byte at which a terminal that is shown the file stops. */
export const MAGIC: readonly number[] = [0x54, 0x4c, 0x52, 0x1a];

/** The one format that there is. Another one is another number: a reader takes those that it knows. */
export const RECORDING_FORMAT = 1;

/** Offsets in the head of a recording. */
export const RECORDING_HEAD = { magic: 0, format: 4, size: 5 } as const;

/** Offsets in an entry. */
export const ENTRY = { kind: 0, at: 1, bytes: 5, data: 9 } as const;

/** What an entry holds. */
export const ENTRY_KIND = {
  /** One update of a viewer stream, whole. */
  update: 1,
} as const;

/** The longest time since the start that an entry can tell, in milliseconds: some 49 days. */
export const MAX_RECORDED_TIME = 2 ** 32 - 1;
