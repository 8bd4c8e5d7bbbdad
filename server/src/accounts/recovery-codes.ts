import { RECOVERY_CODES, recoveryCode, type TechnicianId } from '@throwline/protocol';
import type { Secrets } from '../security/secrets.ts';
import type { Repositories } from '../storage/storage.ts';

/** 50 bits each: with the right password in hand, a thousand tries a second find none in a thousand years. */
const LENGTH = 10;

/**
 * Makes an account's recovery codes, in the place of all earlier ones. Only keyed hashes are kept.
 * @returns the codes, in two groups each, told once
 */
export async function renewRecoveryCodes(
  id: TechnicianId,
  secrets: Secrets,
  inside: Repositories,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => secrets.create().slice(0, LENGTH));
  await inside.secondFactors.setRecoveryCodes(
    id,
    codes.map((code) => secrets.hash('recovery-code', code)),
  );
  return codes.map((code) => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`);
}

/** The hash by which a typed code is known. @param code as `recoveryCode` of the protocol parses it */
export function recoveryCodeHash(code: string, secrets: Secrets): string {
  return secrets.hash('recovery-code', recoveryCode.parse(code));
}
