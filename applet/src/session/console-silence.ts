import { HOLD_SILENCE, SAID_SILENCE } from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';

/**
 * How long a console that has never said `steady-pings` may be silent while it holds something, milliseconds: it comes from
 * before, and a hand that rests for a moment is no silence of the line.
 */
const OLD_HOLD_SILENCE = 5_000;

export interface ConsoleSilenceOptions {
  readonly clock: Clock;
  /** Whether the console may hold keys or buttons at this moment. */
  readonly mayHold: (peer: number) => boolean;
  /** Lets go of what the console holds. */
  readonly letGo: (peer: number) => void;
  /** None of the consoles that ping steadily is heard, or one is again. */
  readonly changed: (isSilent: boolean) => void;
  /** Whether any console pings steadily: it has control, and what is on the way is worth a closer look. */
  readonly watched: (isWatched: boolean) => void;
}

/**
 * Notices that nothing is heard of a console, whatever the cause is: its page stands still, the server does, or something on
 * the way takes and passes on nothing. Knows nothing but when something was heard.
 */
export class ConsoleSilence {
  readonly #options: ConsoleSilenceOptions;
  /** Monotonic milliseconds. */
  readonly #heardAt = new Map<number, number>();
  readonly #steady = new Set<number>();
  #isSilent = false;
  #timer: Timer | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(options: ConsoleSilenceOptions) {
    this.#options = options;
  }

  /** Something was heard of the console, and has been acted on. */
  heard(peer: number): void {
    this.#heardAt.set(peer, this.#options.clock.monotonic());
    this.#look();
  }

  /** The console has said whether it pings steadily from now on. */
  steady(peer: number, isOn: boolean): void {
    const before = this.#steady.size;
    if (isOn) this.#steady.add(peer);
    else this.#steady.delete(peer);
    this.#sizeChanged(before);
  }

  /** The console is gone, and with it what it held. */
  left(peer: number): void {
    const before = this.#steady.size;
    this.#heardAt.delete(peer);
    this.#steady.delete(peer);
    this.#sizeChanged(before);
    this.#look();
  }

  #sizeChanged(before: number): void {
    if (before > 0 !== this.#steady.size > 0) this.#options.watched(this.#steady.size > 0);
  }

  #look(): void {
    const now = this.#options.clock.monotonic();
    const { mayHold, letGo } = this.#options;
    let next = Number.POSITIVE_INFINITY;
    for (const [peer, heardAt] of this.#heardAt) {
      if (!mayHold(peer)) continue;
      const until = heardAt + (this.#steady.has(peer) ? HOLD_SILENCE : OLD_HOLD_SILENCE);
      if (until <= now) letGo(peer);
      else next = Math.min(next, until);
    }
    const newest = Math.max(...[...this.#steady].map((peer) => this.#heardAt.get(peer) ?? now));
    const isSilent = this.#steady.size > 0 && now - newest >= SAID_SILENCE;
    if (this.#steady.size > 0 && !isSilent) next = Math.min(next, newest + SAID_SILENCE);
    if (isSilent !== this.#isSilent) {
      this.#isSilent = isSilent;
      this.#options.changed(isSilent);
    }
    this.#lookAt(next, now);
  }

  /** One timer, which is not set anew for every frame: it looks again when it is due. */
  #lookAt(at: number, now: number): void {
    if (at >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = this.#options.clock.after(at - now, () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#look();
    });
  }
}
