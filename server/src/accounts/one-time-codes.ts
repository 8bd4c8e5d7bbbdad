import { Secret, TOTP } from 'otpauth';

/**
 * One-time codes as every authenticator app makes them (RFC 6238: SHA-1, six digits, a new one every 30 s). The step
 * before and the one after count too, for clocks that are a little off.
 */
const SETTINGS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const WINDOW = 1;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** A new secret in base32. */
export function createSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The secret as an app takes it from a QR code. */
export function secretUri(secret: string, account: { organisation: string; email: string }): string {
  return new TOTP({
    ...SETTINGS,
    // A colon would end the issuer early in some apps.
    issuer: account.organisation.replaceAll(':', ' '),
    label: account.email,
    secret,
  }).toString();
}

/**
 * The step that a code is of: the number of periods since 1970.
 * @param at epoch milliseconds
 * @returns `undefined` when the code is none of the three that count now
 */
export function stepOf(secret: string, code: string, at: number): number | undefined {
  const delta = new TOTP({ ...SETTINGS, secret }).validate({ token: code, timestamp: at, window: WINDOW });
  return delta === null ? undefined : Math.floor(at / 1000 / SETTINGS.period) + delta;
}
