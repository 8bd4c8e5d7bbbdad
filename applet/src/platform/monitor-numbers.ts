import type { Monitor } from './platform.ts';

/** FNV-1a, 32 bits (draft-eastlake-fnv). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const MAX_ID = 0xffff;

/**
 * Numbers monitors by their names, so that a number keeps its meaning when the screen has been closed and opened again:
 * that is what happens when the only viewer changes from one monitor to another.
 */
export function numbered(monitors: readonly Omit<Monitor, 'id'>[]): Monitor[] {
  const taken = new Set<number>();
  return monitors.map((monitor) => {
    let hash = FNV_OFFSET;
    for (const byte of Buffer.from(monitor.name)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
    let id = (hash % MAX_ID) + 1;
    while (taken.has(id)) id = (id % MAX_ID) + 1;
    taken.add(id);
    return { ...monitor, id };
  });
}
