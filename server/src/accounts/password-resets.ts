import { type Secret, type Technician, ThrowlineError } from '@throwline/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { composeMessage } from '../mail/compose.ts';
import { deliver } from '../mail/delivery.ts';
import type { MailSettings } from '../mail/mail-settings.ts';
import { addressPrefixes } from '../security/client-address.ts';
import { TokenBuckets, takeGuess } from '../security/guess-limiter.ts';
import type { OwnAddress } from '../security/own-address.ts';
import type { Secrets } from '../security/secrets.ts';
import type { PasswordReset } from '../storage/password-resets-repository.ts';
import type { Storage } from '../storage/storage.ts';

/** How long a link works, milliseconds. */
export const RESET_LIFETIME = 60 * 60_000;
/** Most links that are sent to one account in the time that a link works. */
export const RESETS_PER_ACCOUNT = 3;
/** How often one address, and the network around it, may ask. */
export const RESET_ALLOWANCES = {
  narrow: { burst: 5, perMinute: 1 / 12 },
  wide: { burst: 20, perMinute: 1 / 3 },
} as const;
/** Most messages under way; who asks beyond that gets none. */
const MAX_UNDER_WAY = 20;
/** When a message that could not be sent is tried again, milliseconds after the try before. */
const PAUSES = [15_000, 60_000];

const NO_MAIL = 'This server sends no email. Ask an administrator to set a new password for you.';

interface Parts {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly settings: MailSettings;
  readonly own: OwnAddress;
  readonly clock: Clock;
  readonly log: Logger;
  readonly organisation: () => Promise<string>;
}

/** Sends links for a new password to whoever has forgotten theirs. */
export class PasswordResets {
  readonly #parts: Parts;
  readonly #narrow: TokenBuckets;
  readonly #wide: TokenBuckets;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#narrow = new TokenBuckets(RESET_ALLOWANCES.narrow, parts.clock);
    this.#wide = new TokenBuckets(RESET_ALLOWANCES.wide, parts.clock);
  }

  /** Whether links can be sent at all. */
  canSend(): Promise<boolean> {
    return this.#parts.settings.canSend();
  }

  /**
   * Sends a link, if there is such an account. What is answered, and when, does not depend on that: everything that does
   * happens afterwards.
   * @param address the client's
   * @throws ThrowlineError `mail-not-set-up`, `too-many-attempts`
   */
  async ask(email: string, address: string): Promise<void> {
    if (!(await this.canSend())) throw new ThrowlineError('mail-not-set-up', NO_MAIL);
    const { narrow, wide } = addressPrefixes(address);
    takeGuess([
      { buckets: this.#narrow, key: narrow },
      { buckets: this.#wide, key: wide },
    ]);
    if (this.#underWay.size >= MAX_UNDER_WAY || this.#stop.signal.aborted) return;
    const sending: Promise<void> = this.#send(email)
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'a link for a new password could not be sent');
      })
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#underWay);
  }

  async #send(email: string): Promise<void> {
    const { storage, secrets, own, clock, log } = this.#parts;
    const account = await storage.technicians.byEmail(email);
    if (account === undefined || account.technician.disabled) return;
    const { technician } = account;
    const now = clock.now();
    const [reset, token] = createReset(technician, 'mail', secrets, now);
    const isAllowed = await storage.transaction(async (inside) => {
      await inside.passwordResets.removeExpired(now);
      const sent = await inside.passwordResets.countMailed(technician.id, now - RESET_LIFETIME);
      if (sent >= RESETS_PER_ACCOUNT) return false;
      await inside.passwordResets.add(reset);
      return true;
    });
    if (!isAllowed) {
      log.warn({ technicianId: technician.id }, 'no more links for a new password are sent for now');
      return;
    }
    const link = resetLink(own.publicUrl, token);
    for (const pause of [...PAUSES, undefined]) {
      if (await this.#try(technician, link, now)) {
        log.info({ technicianId: technician.id }, 'a link for a new password was sent');
        return;
      }
      if (pause === undefined || !(await this.#paused(pause))) break;
    }
    log.warn({ technicianId: technician.id }, 'a link for a new password could not be sent');
  }

  /** @returns whether it needs no more tries */
  async #try(technician: Technician, link: string, at: number): Promise<boolean> {
    const { settings, secrets } = this.#parts;
    const account = await settings.account();
    if (account === undefined) return false;
    const organisation = await this.#parts.organisation();
    const { from } = account.server;
    const message = await composeMessage({
      id: secrets.create(),
      from: { name: organisation, address: from },
      to: technician.email,
      subject: `Set a new password for ${organisation}`,
      text: resetText({ technician, organisation, link }),
      at,
    });
    const delivery = await deliver(account, { from, to: technician.email, message }, this.#stop.signal);
    return delivery.result === 'sent';
  }

  /** @returns false when it was broken off */
  #paused(milliseconds: number): Promise<boolean> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      const timer = this.#parts.clock.after(milliseconds, () => resolve(true));
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve(false);
      });
    });
  }
}

/** A new link's record, and the secret in it. */
export function createReset(
  technician: Technician,
  origin: PasswordReset['origin'],
  secrets: Secrets,
  now: number,
): [PasswordReset, Secret] {
  const token = secrets.create();
  const record = {
    tokenHash: secrets.hash('password-reset', token),
    technicianId: technician.id,
    origin,
    createdAt: now,
    expiresAt: now + RESET_LIFETIME,
  };
  return [record, token];
}

/** The link: its secret stands after the #, which browsers send to nobody. */
export function resetLink(publicUrl: string, token: Secret): string {
  return `${publicUrl}/console/new-password#${token}`;
}

function resetText(content: { technician: Technician; organisation: string; link: string }): string {
  const { technician, organisation, link } = content;
  const step = technician.hasSecondFactor ? ' You also need your second step to sign in, as always.' : '';
  return [
    `Hello ${technician.name},`,
    '',
    `somebody, probably you, has asked for a new password for your account at ${organisation}. Open this link to set one:`,
    '',
    `   ${link}`,
    '',
    `It works once, for one hour.${step}`,
    '',
    'Was it not you? Then delete this message: your password stays as it is.',
    '',
    '-- ',
    organisation,
    '',
  ].join('\n');
}
