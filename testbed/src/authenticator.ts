import { oneTimeCodeOffer, recoveryCodesResponse } from '@throwline/protocol';
import { TOTP } from 'otpauth';

const PERIOD = 30_000;

/** An authenticator app of a test's technician, with the recovery codes that belong to the account. */
export class Authenticator {
  readonly #totp: TOTP;
  readonly #recoveryCodes: string[] = [];
  #used = 0;

  /** @param secret in base32 */
  constructor(secret: string) {
    this.#totp = new TOTP({ secret });
  }

  /** Keeps recovery codes for when a one-time code would have to be waited for. */
  keep(recoveryCodes: readonly string[]): void {
    this.#recoveryCodes.push(...recoveryCodes);
  }

  /**
   * A second step that counts now: a one-time code of this half minute or of the next, whichever is unused; a recovery code
   * when both are used, rather than waiting.
   */
  next(): { readonly kind: 'one-time-code' | 'recovery-code'; readonly code: string } {
    const now = Math.floor(Date.now() / PERIOD);
    const step = Math.max(now, this.#used + 1);
    if (step <= now + 1) {
      this.#used = step;
      return { kind: 'one-time-code', code: this.#totp.generate({ timestamp: step * PERIOD }) };
    }
    return { kind: 'recovery-code', code: this.recoveryCode() };
  }

  /** A recovery code that has not been used. */
  recoveryCode(): string {
    const code = this.#recoveryCodes.pop();
    if (code === undefined) throw new Error('all recovery codes are used');
    return code;
  }
}

/** By server and account. */
const kept = new Map<string, Authenticator>();
const keyOf = (email: string, url: string): string => `${new URL(url).origin} ${email}`;

/** @param url any address of the server */
export function keepAuthenticator(email: string, url: string, authenticator: Authenticator): void {
  kept.set(keyOf(email, url), authenticator);
}

/** The authenticator that an account was set up with. @param url any address of the server */
export function authenticatorOf(email: string, url: string): Authenticator {
  const authenticator = kept.get(keyOf(email, url));
  if (authenticator === undefined) throw new Error(`${email} has no authenticator`);
  return authenticator;
}

/**
 * Adds an authenticator app to an account through the API.
 * @param call makes a POST call as the account, and answers its JSON
 */
export async function addAuthenticator(
  email: string,
  url: string,
  call: (path: string, body: object) => Promise<unknown>,
): Promise<void> {
  const path = '/api/me/second-factors/one-time-code';
  const { secret } = oneTimeCodeOffer.parse(await call(path, {}));
  const authenticator = new Authenticator(secret);
  const body = { code: authenticator.next().code, name: 'Authenticator app' };
  authenticator.keep(recoveryCodesResponse.parse(await call(`${path}/confirm`, body)).recoveryCodes);
  keepAuthenticator(email, url, authenticator);
}
