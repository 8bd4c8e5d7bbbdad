/** What a link does to packets, the same both ways. */
export interface LinkShape {
  /** Bits a second. */
  readonly rate: number;
  /** From one side to the other and back, without the time in the queue; milliseconds. */
  readonly roundTrip: number;
  /** Share of packets that are lost, 0…1. */
  readonly loss: number;
}

/** Links that can be measured over, by name. */
export const LINK_SHAPES: Readonly<Record<string, LinkShape>> = {
  '20mbit-40ms': { rate: 20e6, roundTrip: 40, loss: 0 },
  '2mbit-80ms': { rate: 2e6, roundTrip: 80, loss: 0 },
  '1mbit-120ms': { rate: 1e6, roundTrip: 120, loss: 0 },
  '0.5mbit-120ms': { rate: 5e5, roundTrip: 120, loss: 0 },
  '20mbit-40ms-1%': { rate: 20e6, roundTrip: 40, loss: 0.01 },
};

/** Longest time that a packet waits for those before it, in milliseconds; what would wait longer is dropped. */
export const LONGEST_QUEUE = 250;

/** When a packet that comes now arrives on the other side; `undefined` when it never does. */
export type Schedule = (bytes: number, now: number) => number | undefined;

/**
 * One direction of a link: packets leave one after the other at the link's rate, from a queue that holds
 * {@link LONGEST_QUEUE}, and arrive half a round trip later.
 * @param random 0 to below 1
 */
export function scheduleFor({ rate, roundTrip, loss }: LinkShape, random: () => number): Schedule {
  let freeAt = 0;
  return (bytes, now) => {
    const begins = Math.max(now, freeAt);
    if (begins - now > LONGEST_QUEUE || random() < loss) return undefined;
    freeAt = begins + (bytes * 8 * 1000) / rate;
    return freeAt + roundTrip / 2;
  };
}
