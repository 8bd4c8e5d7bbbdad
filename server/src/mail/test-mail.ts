import { type Technician, type TestMailResponse, ThrowlineError } from '@throwline/protocol';
import type { Clock } from '../clock.ts';
import { TokenBuckets, takeGuess } from '../security/guess-limiter.ts';
import type { Secrets } from '../security/secrets.ts';
import { composeMessage } from './compose.ts';
import { deliver } from './delivery.ts';
import type { MailSettings } from './mail-settings.ts';

/** Test messages of one administrator. */
const ALLOWANCE = { burst: 5, perMinute: 1 } as const;

interface Parts {
  readonly settings: MailSettings;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly organisation: () => Promise<string>;
}

/** Tries the mail server with a message to the administrator who asks: at once, without the queue. */
export class TestMail {
  readonly #parts: Parts;
  readonly #buckets: TokenBuckets;
  readonly #stop = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#buckets = new TokenBuckets(ALLOWANCE, parts.clock);
  }

  /** @throws ThrowlineError `mail-not-set-up`, `too-many-attempts` */
  async send(to: Technician): Promise<TestMailResponse> {
    const { settings, secrets, clock } = this.#parts;
    const account = await settings.account();
    if (account === undefined) throw new ThrowlineError('mail-not-set-up');
    takeGuess([{ buckets: this.#buckets, key: to.id }]);
    const organisation = await this.#parts.organisation();
    const { from } = account.server;
    const message = await composeMessage({
      id: secrets.create(),
      from: { name: organisation, address: from },
      to: to.email,
      subject: `Test message from Throwline, ${organisation}`,
      text: `Hello ${to.name},\n\ninvitations of ${organisation} can be sent: this message came the same way.\n`,
      at: clock.now(),
    });
    const delivery = await deliver(account, { from, to: to.email, message }, this.#stop.signal);
    if (delivery.result === 'sent') return { result: 'sent', address: to.email };
    const { reason, answer } = delivery;
    return { result: 'failed', reason, ...(answer === undefined ? {} : { answer }) };
  }

  /** Breaks off what is under way. */
  close(): void {
    this.#stop.abort();
  }
}
