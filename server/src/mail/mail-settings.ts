import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import {
  type MailServer,
  type MailSettingsResponse,
  mailServer,
  type setMailRequest,
  ThrowlineError,
} from '@throwline/protocol';
import { z } from 'zod';
import type { Seal } from '../security/seal.ts';
import { StartError, systemErrorCode } from '../start-error.ts';
import type { Storage } from '../storage/storage.ts';

/** The mail server and what is needed to sign in there. */
export interface MailAccount {
  readonly server: MailServer;
  readonly password: string | undefined;
  /** Certificates that are believed, PEM; `undefined`: Node's own. */
  readonly authorities: readonly string[] | undefined;
}

const stored = z.object({ server: mailServer, sealedPassword: z.string().optional() });

interface Parts {
  readonly storage: Storage;
  readonly seal: Seal;
  /** As the environment sets it; it goes before what is stored. */
  readonly fixed: { readonly server: MailServer; readonly password: string | undefined } | undefined;
  readonly authorities: readonly string[] | undefined;
}

/** Which mail server there is: that of the environment, else the one set in the Administration Center. */
export class MailSettings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What to send with, or `undefined` when no mail server is set up. */
  async account(): Promise<MailAccount | undefined> {
    const { fixed, authorities, seal } = this.#parts;
    if (fixed !== undefined) return { ...fixed, authorities };
    const kept = await this.#stored();
    if (kept === undefined) return undefined;
    const { server, sealedPassword } = kept;
    const password = sealedPassword && seal.decrypt('mail-password', sealedPassword);
    return { server, password, authorities };
  }

  async canSend(): Promise<boolean> {
    return this.#parts.fixed !== undefined || (await this.#stored()) !== undefined;
  }

  /** Everything but the password. */
  async show(): Promise<MailSettingsResponse> {
    const { fixed } = this.#parts;
    if (fixed !== undefined) {
      return { source: 'environment', server: fixed.server, hasPassword: fixed.password !== undefined };
    }
    const kept = await this.#stored();
    return kept === undefined
      ? { source: 'none', hasPassword: false }
      : { source: 'stored', server: kept.server, hasPassword: kept.sealedPassword !== undefined };
  }

  /**
   * Keeps a mail server, its password sealed.
   *
   * A password that is not typed again stays only for the same server, user and protection: otherwise whoever may change
   * the settings could have it sent to a server of their own.
   * @throws ThrowlineError `mail-settings-fixed`, `bad-request`
   */
  async set(request: z.infer<typeof setMailRequest>): Promise<void> {
    if (this.#parts.fixed !== undefined) throw new ThrowlineError('mail-settings-fixed');
    const { password, ...server } = request;
    const fault = mailServerFault(server, password);
    if (fault !== undefined) throw new ThrowlineError('bad-request', fault);
    const before = await this.#stored();
    const sealedPassword =
      server.user === undefined
        ? undefined
        : password !== undefined
          ? this.#parts.seal.encrypt('mail-password', password)
          : before !== undefined && isSameAccount(before.server, server)
            ? before.sealedPassword
            : undefined;
    if (server.user !== undefined && sealedPassword === undefined) {
      throw new ThrowlineError('bad-request', 'Type the password: the server or the user has changed.');
    }
    const value = { server, ...(sealedPassword === undefined ? {} : { sealedPassword }) };
    await this.#parts.storage.settings.set('mail', JSON.stringify(value));
  }

  /** @throws ThrowlineError `mail-settings-fixed` */
  async remove(): Promise<void> {
    if (this.#parts.fixed !== undefined) throw new ThrowlineError('mail-settings-fixed');
    await this.#parts.storage.settings.remove('mail');
  }

  async #stored(): Promise<z.infer<typeof stored> | undefined> {
    const json = await this.#parts.storage.settings.get('mail');
    return json === undefined ? undefined : stored.parse(JSON.parse(json));
  }
}

/** What is wrong with a mail server that is well-formed, in a sentence; `undefined`: nothing. */
export function mailServerFault(server: MailServer, password: string | undefined): string | undefined {
  const { host, security, user } = server;
  if (user === undefined && password !== undefined) return 'A password needs a user name.';
  if (user !== undefined && security === 'none' && !isLoopback(host)) {
    return 'Without encryption a password would be readable on the way. Use TLS or STARTTLS, or no user name.';
  }
  return undefined;
}

/**
 * The certificates to believe besides the ones that Node knows.
 * @throws StartError when the file cannot be read or holds none
 */
export function mailAuthorities(file: string | undefined): readonly string[] | undefined {
  if (file === undefined) return undefined;
  try {
    const pem = readFileSync(file, 'utf8');
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new StartError('it holds no certificate');
    return [...rootCertificates, pem];
  } catch (error) {
    const why = systemErrorCode(error) ?? (error instanceof Error ? error.message : String(error));
    throw new StartError(`THROWLINE_SMTP_CA: ${file} cannot be used (${why}).`, { cause: error });
  }
}

function isSameAccount(a: MailServer, b: MailServer): boolean {
  return a.host === b.host && a.port === b.port && a.security === b.security && a.user === b.user;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
