import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { ServerNotice } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.ts';
import type { Listener } from '../listener.ts';
import type { TlsIdentity } from './certificate.ts';

/**
 * How often the files are read, milliseconds. They are a few kilobytes; and what they say is compared, because renewals
 * replace links, write the two files one after the other, and keep times and sizes as they like.
 */
const EVERY = 20_000;
/** How often a certificate that runs out is said in the log, milliseconds. */
const REMIND_EVERY = 86_400_000;
const DAY = 86_400_000;
/** From this many days before its end on, a certificate is warned of. A renewal by itself happens 30 days before. */
export const WARN_DAYS = 14;

/** The certificate that is served, as people need to know it. */
export interface ServedCertificate {
  /** Whole days until it runs out; negative when it has. */
  readonly daysLeft: number;
  /** Epoch milliseconds. */
  readonly runsOutAt: number;
  /** Whether browsers will find the server's own host name in it. */
  readonly coversHost: boolean;
}

/** Serves the certificate that is in its files now. Open connections are not touched. */
export class CertificateWatch {
  readonly #listener: Listener;
  readonly #read: () => Promise<TlsIdentity>;
  readonly #host: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #served: TlsIdentity;
  #complaint: string | undefined;
  #remindedAt = Number.NEGATIVE_INFINITY;
  #timer: Timer;
  #looking: Promise<void> = Promise.resolve();
  #hasClosed = false;

  /**
   * @param served what the listener serves now
   * @param read the identity to serve, renewed when that is due; rejects when it cannot be used
   * @param host of the server's own address, as in a URL
   */
  constructor(
    listener: Listener,
    served: TlsIdentity,
    read: () => Promise<TlsIdentity>,
    host: string,
    clock: Clock,
    log: Logger,
  ) {
    this.#listener = listener;
    this.#served = served;
    this.#read = read;
    this.#host = host.replace(/^\[|\]$/g, '');
    this.#clock = clock;
    this.#log = log;
    this.#timer = clock.after(EVERY, () => this.#onTime());
    this.#remind();
  }

  /** What is served now. */
  get served(): ServedCertificate {
    const certificate = new X509Certificate(this.#served.certificate);
    const runsOutAt = Date.parse(certificate.validTo);
    const name = isIP(this.#host) === 0 ? certificate.checkHost(this.#host) : certificate.checkIP(this.#host);
    return {
      daysLeft: Math.floor((runsOutAt - this.#clock.now()) / DAY),
      runsOutAt,
      coversHost: name !== undefined,
    };
  }

  /** What the Administration Center warns of. */
  get notices(): ServerNotice[] {
    const { daysLeft, runsOutAt, coversHost } = this.served;
    const notices: ServerNotice[] = [];
    if (daysLeft < WARN_DAYS) notices.push({ kind: 'certificate-ends', daysLeft, endsAt: runsOutAt });
    if (!coversHost) notices.push({ kind: 'certificate-other-host', host: this.#host });
    return notices;
  }

  /** Reads the files at once, as on SIGHUP, and says what came of it. */
  async reload(): Promise<void> {
    if (!(await this.#look()))
      this.#log.info('the certificate was read again; it is the one that is served already');
  }

  async close(): Promise<void> {
    this.#hasClosed = true;
    this.#timer.cancel();
    await this.#looking;
  }

  #onTime(): void {
    // One look after the other, however slow the disk is.
    this.#looking = this.#look().then(() => {
      if (this.#hasClosed) return;
      this.#remind();
      this.#timer = this.#clock.after(EVERY, () => this.#onTime());
    });
  }

  /** Whether there was something to say: a new certificate, or why it cannot be used. */
  async #look(): Promise<boolean> {
    try {
      const found = await this.#read();
      this.#complaint = undefined;
      if (found.certificate === this.#served.certificate && found.key === this.#served.key) return false;
      this.#listener.useIdentity(found);
      this.#served = found;
      const { daysLeft, coversHost } = this.served;
      this.#remindedAt = Number.NEGATIVE_INFINITY;
      this.#log.info({ daysLeft, coversHost }, 'a new certificate is served from now on');
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // Between the writing of the two files they do not belong together; that alone is no reason for many lines.
      if (why !== this.#complaint)
        this.#log.warn(
          { reason: why },
          'the certificate’s files cannot be used; the old one is still served',
        );
      this.#complaint = why;
      return true;
    }
  }

  #remind(): void {
    const now = this.#clock.monotonic();
    if (now - this.#remindedAt < REMIND_EVERY) return;
    const { daysLeft, coversHost } = this.served;
    if (daysLeft >= WARN_DAYS && coversHost) return;
    this.#remindedAt = now;
    if (daysLeft < WARN_DAYS) this.#log.warn({ daysLeft }, 'the certificate runs out; renew it');
    if (!coversHost)
      this.#log.warn({ host: this.#host }, 'the certificate is not for this host; browsers will warn');
  }
}
