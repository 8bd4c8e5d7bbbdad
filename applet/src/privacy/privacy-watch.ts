import type { PrivacyAccess, PrivacyState } from '@throwline/protocol';
import type { Clock, Timer } from '../clock.ts';
import type { PrivacyHost, SystemAccess } from '../platform/host.ts';

/** How often is looked: while something is missing, and when nothing is, milliseconds. */
const INTERVAL = { missing: 2_000, given: 15_000 } as const;

export interface PrivacyWatchOptions {
  readonly host: Pick<PrivacyHost, 'ask' | 'openSettings'>;
  /** Looks anew, in a process that has not asked before; `undefined` when that failed. */
  readonly check: () => Promise<SystemAccess | undefined>;
  readonly clock: Clock;
  /** Called after the first look and after every change. */
  readonly changed: (state: Readonly<Record<PrivacyAccess, PrivacyState>>) => void;
}

/** Follows what the system lets this program do, and leads the customer to where that is changed. */
export class PrivacyWatch {
  readonly #options: PrivacyWatchOptions;
  readonly #asked = new Set<PrivacyAccess>();
  #access: SystemAccess | undefined;
  #told = '';
  #timer: Timer | undefined;
  #isEnded = false;

  constructor(options: PrivacyWatchOptions) {
    this.#options = options;
  }

  /** Looks for the first time, and from then on again and again. */
  async start(): Promise<void> {
    const access = await this.#options.check();
    if (this.#isEnded) return;
    if (access !== undefined) this.#access = access;
    this.#tell();
    const isWhole = this.#access?.screen === true && this.#access.control;
    this.#timer = this.#options.clock.after(
      isWhole ? INTERVAL.given : INTERVAL.missing,
      () => void this.start(),
    );
  }

  /** The system puts its question; where it has before, only the settings help. */
  ask(access: PrivacyAccess): void {
    if (this.#asked.has(access)) {
      this.openSettings(access);
      return;
    }
    this.#asked.add(access);
    this.#options.host.ask(access);
    this.#tell();
  }

  openSettings(access: PrivacyAccess): void {
    this.#options.host.openSettings(access);
  }

  end(): void {
    this.#isEnded = true;
    this.#timer?.cancel();
  }

  #tell(): void {
    if (this.#access === undefined) return;
    const state = { screen: this.#state('screen'), control: this.#state('control') };
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.changed(state);
  }

  #state(access: PrivacyAccess): PrivacyState {
    if (this.#access?.[access] === true) return 'given';
    return this.#asked.has(access) ? 'asked' : 'missing';
  }
}
