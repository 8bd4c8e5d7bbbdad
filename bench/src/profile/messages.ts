import type { Mark } from './trace.ts';

/** What passed the server in one direction, on average for each act. */
export interface MessageShare {
  /** `received` from or `sent` to a program, on the events socket or the peer socket, and the message's type. */
  readonly what: string;
  readonly count: number;
  readonly bytes: number;
}

/** The messages that passed the server from `begun` to `ended`, shared out among `acts`. */
export function messageShares(
  marks: readonly Mark[],
  { begun, ended, acts }: { begun: number; ended: number; acts: number },
): MessageShare[] {
  const sums = new Map<string, { count: number; bytes: number }>();
  for (const { at, part, what, bytes } of marks) {
    if (part !== 'server' || at < begun || at > ended) continue;
    const sum = sums.get(what) ?? { count: 0, bytes: 0 };
    sum.count++;
    sum.bytes += bytes;
    sums.set(what, sum);
  }
  return [...sums]
    .map(([what, { count, bytes }]) => ({ what, count: count / acts, bytes: bytes / acts }))
    .sort((a, b) => b.bytes - a.bytes);
}
