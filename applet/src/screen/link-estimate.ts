import { MAX_UPDATES_IN_FLIGHT } from '@throwline/protocol';

/** Shorter updates say nothing of the link's throughput, in bytes. */
const TELLING = 12_000;
/** So many of the newest samples count; the fastest of them is believed, for what slows one down is often not the link. */
const SAMPLES = 10;
/** The shortest of so many of the newest answers is the way itself; the others have waited for something. */
const ANSWERS = 20;
/** So many updates may be on their way whatever the link is: one that is drawn, one that arrives, one that leaves. */
const IN_FLIGHT = 3;
/** From one frame of a lively screen to the next, in milliseconds: 30 a second. */
const FRAME = 1000 / 30;
/** How long one update may keep the link busy, in milliseconds: what is new meanwhile waits so long at most. */
const UPDATE_TIME = 100;
/** While nothing is known of the link, in bytes: half a second at 2 Mbit/s. */
const FIRST_UPDATE = 128 * 1024;
const UPDATE_BYTES = { least: 16_000, most: 2 * 1024 * 1024 } as const;
/** A film's frame, in bytes: 30 a second are 0.8 MB. */
const MOVING_BYTES = { least: 3_000, most: 26_000 } as const;
/** A film has this part of the link, at 30 frames a second. */
const MOVING_SHARE = 0.7 / 30;

/** Shapes of the pointer have this part of the link. */
const SHAPE_SHARE = 0.1;

/** An update on its way. */
export interface Departure {
  readonly bytes: number;
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly deliveredBefore: number;
}

/**
 * How much the way to one console carries, from what its acknowledgements say: bytes that have arrived between an
 * update's departure and its acknowledgement, by the time between them (as BBR measures the rate of delivery).
 */
export class LinkEstimate {
  #delivered = 0;
  #rates: number[] = [];
  /** How long the newest acknowledgements have taken, in milliseconds. */
  #waits: number[] = [];

  /** An update leaves. */
  depart(bytes: number, at: number): Departure {
    return { bytes, at, deliveredBefore: this.#delivered };
  }

  /** It has arrived, and whatever left before it. @param at monotonic milliseconds */
  arrive({ bytes, at: left, deliveredBefore }: Departure, at: number): void {
    this.#delivered += bytes;
    this.#waits = [...this.#waits, at - left].slice(-ANSWERS);
    if (bytes < TELLING || at <= left) return;
    const rate = (this.#delivered - deliveredBefore) / (at - left);
    this.#rates = [...this.#rates, rate].slice(-SAMPLES);
  }

  /** Bytes a millisecond; undefined before anything of a telling length has arrived. */
  get rate(): number | undefined {
    return this.#rates.length === 0 ? undefined : Math.max(...this.#rates);
  }

  /** The longest update to make now, in bytes. */
  get updateBytes(): number {
    if (this.rate === undefined) return FIRST_UPDATE;
    return clamp(this.rate * UPDATE_TIME, UPDATE_BYTES);
  }

  /**
   * How many updates may be on their way: three, and as long as they are short, as many more as 30 a second need for the way there
   * and back.
   * @param bytes of those that are
   */
  inFlight(bytes: number): number {
    if (bytes > this.updateBytes || this.#waits.length === 0) return IN_FLIGHT;
    return Math.min(MAX_UPDATES_IN_FLIGHT, IN_FLIGHT + Math.floor(Math.min(...this.#waits) / FRAME));
  }

  /** How long the way is to be left to other things after a shape of the pointer, in milliseconds. */
  pauseAfterShape(bytes: number): number {
    return bytes / ((this.rate ?? FIRST_UPDATE / 500) * SHAPE_SHARE);
  }

  /** For one frame of what moves, in bytes. */
  get movingBytes(): number {
    return this.rate === undefined ? MOVING_BYTES.most : clamp(this.rate * 1000 * MOVING_SHARE, MOVING_BYTES);
  }
}

function clamp(bytes: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.floor(Math.min(most, Math.max(least, bytes)));
}
