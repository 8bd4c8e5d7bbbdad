import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.ts';
import type { Listener } from '../listener.ts';
import type { TlsIdentity } from './certificate.ts';

/** How often the certificate is looked at, milliseconds. */
const EVERY = 12 * 3_600_000;

/** Gives a server that runs for months its renewed certificate. Open connections are not touched. */
export class CertificateRenewal {
  readonly #listener: Listener;
  readonly #current: () => Promise<TlsIdentity | undefined>;
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: Timer;

  /** @param current the identity to use now, renewed when that is due */
  constructor(
    listener: Listener,
    current: () => Promise<TlsIdentity | undefined>,
    clock: Clock,
    log: Logger,
  ) {
    this.#listener = listener;
    this.#current = current;
    this.#clock = clock;
    this.#log = log;
    this.#timer = clock.after(EVERY, () => this.#look());
  }

  close(): void {
    this.#timer.cancel();
  }

  #look(): void {
    this.#timer = this.#clock.after(EVERY, () => this.#look());
    this.#current().then(
      (identity) => {
        if (identity !== undefined) this.#listener.useIdentity(identity);
      },
      (error: unknown) => this.#log.error({ err: error }, 'the certificate could not be renewed'),
    );
  }
}
