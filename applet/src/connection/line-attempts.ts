import type { Clock, Timer } from '../clock.ts';
import { BRISK_FOR, BRISK_PAUSE, pauseBefore } from './backoff.ts';
import type { OpenWire, Wire, WireFailure, WireHandlers } from './wire.ts';

/**
 * Most attempts under way at once. On a network that swallows packets an attempt may hang for long after the network is back,
 * so the next ones do not wait for it; on a slow one each still has some seconds.
 */
const MOST_AT_ONCE = 5;

export interface LineAttemptsOptions {
  readonly open: OpenWire;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** The first attempt that came through; all others have been given up. What it tells from now on goes to the handlers returned. */
  readonly opened: (wire: Wire) => Omit<WireHandlers, 'opened'>;
  /** An attempt has failed. @returns whether to go on */
  readonly failed: (failure: WireFailure) => boolean;
}

/** Tries to open a wire, again and again, until one is open. */
export class LineAttempts {
  readonly #options: LineAttemptsOptions;
  /** Oldest first. */
  #underWay: Wire[] = [];
  #count = 0;
  #isWanted = false;
  #hasWorked = false;
  /** When the search began, monotonic milliseconds. */
  #since: number | undefined;
  #next: Timer | undefined;

  constructor(options: LineAttemptsOptions) {
    this.#options = options;
  }

  get isSearching(): boolean {
    return this.#isWanted;
  }

  /**
   * Begins to search.
   * @param wait whether there is a pause before the first attempt: the line has just broken
   */
  search(wait: boolean): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#since ??= this.#options.clock.monotonic();
    if (wait) this.#pause();
    else this.#try();
  }

  /** The line that came through has proved to be one: should it break, pauses begin anew. */
  worked(): void {
    this.#hasWorked = true;
    this.#count = 0;
    this.#since = undefined;
  }

  /** Tries at once, whatever the pause; one that is searching only. */
  now(): void {
    if (this.#isWanted) this.#try();
  }

  /** Gives all attempts up. */
  stop(): void {
    this.#isWanted = false;
    this.#next?.cancel();
    for (const wire of this.#underWay.splice(0)) wire.cut();
  }

  #try(): void {
    this.#next?.cancel();
    if (this.#underWay.length >= MOST_AT_ONCE) this.#underWay.shift()?.cut();
    let later: Omit<WireHandlers, 'opened'> | undefined;
    const wire = this.#options.open({
      opened: () => {
        if (!this.#underWay.includes(wire)) return;
        this.#underWay = this.#underWay.filter((each) => each !== wire);
        this.stop();
        later = this.#options.opened(wire);
      },
      message: (data) => later?.message(data),
      closed: (failure) => {
        if (later !== undefined) later.closed(failure);
        else this.#failed(wire, failure);
      },
    });
    this.#underWay.push(wire);
    // A line that has worked is looked for without waiting for what hangs; one that has not may need its time.
    if (this.#isBrisk()) this.#pause();
  }

  #failed(wire: Wire, failure: WireFailure): void {
    if (!this.#underWay.includes(wire)) return;
    this.#underWay = this.#underWay.filter((each) => each !== wire);
    if (!this.#options.failed(failure)) this.stop();
    else if (!this.#isBrisk()) this.#pause();
  }

  #isBrisk(): boolean {
    const since = this.#since ?? this.#options.clock.monotonic();
    return this.#hasWorked && this.#options.clock.monotonic() - since < BRISK_FOR;
  }

  #pause(): void {
    this.#count += 1;
    this.#next?.cancel();
    const { clock, random } = this.#options;
    const pause = pauseBefore(this.#count, random(), this.#isBrisk() ? BRISK_PAUSE : undefined);
    this.#next = clock.after(pause, () => this.#try());
  }
}
